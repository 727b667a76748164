import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// An input that ends the process is found out, and its call ended (SEMANTICS.md, rule 49).
  @Suite struct TrapTests {
    private static let flow = """
      flow: errand
      identities: { line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 } }
      parameters: { to: phoneNumber }
      signals: { poison: { by: string }, approved: { by: string } }
      blocks:
        main:
          - dial: { to: "${to}", as: line }
            on: { busy: [end], noAnswer: [end], declined: [end], failed: [end] }
          - wait:
              for: { bad: { signal: poison }, good: { signal: approved } }
              timeout: 10m
            id: w
            on: { bad: [hangUp], good: tell, timeout: [hangUp] }
        tell:
          - log: "approved by ${w.good.by}"
          - hangUp
      """

    /// Without an account of the trap, which takes longer than what was asked for is sent again.
    private static func environment(trap: String) -> [String: String] {
      ["FLOWCTL_TEST_TRAP": trap, "SWIFT_BACKTRACE": "enable=no"]
    }

    private func begin(
      _ number: Int,
      of flow: String = "errand",
      _ deployment: Deployment
    ) async throws -> String {
      let begun = try await deployment.operate([
        "start", flow, "--with", "to=4:+1425555019\(number)", "--once", "call-\(number)",
      ])
      #expect(begun.hasPrefix("0 "), "\(begun)")
      #expect(await deployment.emulator.waitForLine("CallConnected"))
      return String(begun.dropFirst(2).prefix(12))
    }

    @Test(.hangLimit) func `a call whose input traps twice is ended, and no other is harmed`()
      async throws
    {
      let folder = try TemporaryFolder()
      try folder.write("errand.yaml", Self.flow)
      let deployment = try await Deployment(
        folder,
        serverEnvironment: Self.environment(trap: "signal poison")
      )
      let poisoned = try await begin(1, deployment)
      let other = try await begin(2, deployment)
      let poison = ["signal", poisoned, "poison", "by=nobody", "--once", "poison-1"]

      // A kill proves nothing.
      try await deployment.crashAndRestart()
      #expect(!deployment.server.text.contains("an input has ended the process"))
      for count in 1...2 {
        let answer = try await deployment.operate(poison)
        #expect(answer.hasPrefix("2 "), "\(answer)")
        #expect(await deployment.server.exitCode() == -1)
        try await deployment.restart()
        let text = deployment.server.text
        #expect(text.contains("an input has ended the process"), "\(text)")
        #expect(text.contains("count=\(count)"), "\(text)")
        if count == 1 { #expect(!text.contains("call cannot go on"), "\(text)") }
      }
      #expect(await deployment.emulator.waitForLine("CallDisconnected"))

      let signal = ["signal", other, "approved", "by=somebody"]
      #expect(try await deployment.operate(signal) == "0 \(other) has the signal")
      #expect(await deployment.server.waitForLine("approved by somebody"))
      let text = deployment.server.text
      #expect(text.contains("call cannot go on"), "\(text)")
      await deployment.stop()
    }

    @Test(
      .hangLimit,
      arguments: [
        ("state of poisoned", "reading a call's state has ended the process"),
        ("version of poisoned", "compiling a call's version has ended the process"),
        ("request hold", "making a call's request has ended the process"),
      ]
    )
    func `a call that cannot be taken up or asked for is ended, and no other is harmed`(
      trap: String,
      told: String
    ) async throws {
      let folder = try TemporaryFolder()
      try folder.write("errand.yaml", Self.flow)
      let poisoned = Self.flow.replacing("flow: errand", with: "flow: poisoned")
        .replacing("tell:\n", with: "tell:\n    - hold: caller\n")
      try folder.write("poisoned.yaml", poisoned)
      let deployment = try await Deployment(
        folder,
        serverEnvironment: Self.environment(trap: trap)
      )
      let poisonedCall = try await begin(1, of: "poisoned", deployment)
      let other = try await begin(2, deployment)
      if trap.hasPrefix("request") {
        // Whether it is answered before the end is not known.
        _ = try await deployment.operate(["signal", poisonedCall, "approved", "by=nobody"])
        #expect(await deployment.server.exitCode() == -1)
      } else {
        // The version is not served any more, and is compiled for its call alone.
        try folder.write("poisoned.yaml", poisoned.replacing("approved by", with: "told by"))
        await deployment.crash()
        #expect(try await deployment.restartToEnd() == -1)
        #expect(!deployment.server.text.contains(told))
      }
      #expect(try await deployment.restartToEnd() == -1)
      #expect(deployment.server.text.contains(told), "\(deployment.server.text)")
      #expect(!deployment.server.text.contains("call cannot go on"))

      try await deployment.restart()
      #expect(await deployment.emulator.waitForLine("CallDisconnected"))
      let answer = try await deployment.operate(["signal", other, "approved", "by=somebody"])
      #expect(answer == "0 \(other) has the signal", "\(deployment.server.text)")
      #expect(await deployment.server.waitForLine("approved by somebody"))
      let text = deployment.server.text
      #expect(text.contains(told) && text.contains("count=2"), "\(text)")
      #expect(text.contains("call cannot go on"), "\(text)")
      await deployment.stop()
    }
  }
}
