import Foundation
import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl start`, `signal`, `hangup` and `calls --server`, as an operator has them.
  @Suite struct OperatorTests {
    private static let flow = """
      flow: errand
      identities: { line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 } }
      parameters: { to: phoneNumber, tries: int = 1 }
      signals: { approved: { by: string, level: int } }
      blocks:
        main:
          - dial: { to: "${to}", as: line }
            on: { busy: [end], noAnswer: [end], declined: [end], failed: [end] }
          - wait: { for: { ok: { signal: approved } }, timeout: 10m }
            id: w
            on: { ok: tell, timeout: [hangUp] }
        tell:
          - log: "${w.ok.by} ${w.ok.level} ${tries}"
          - wait: 10m
          - hangUp
      """

    @Test(.hangLimit) func `a call is begun, signalled, shown and hung up`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("errand.yaml", Self.flow)
      let deployment = try await Deployment(folder)
      let begin = ["start", "errand", "--with", "to=4:+14255550199", "--with", "tries=2"]
      let begun = try await deployment.operate(begin + ["--once", "one"])
      #expect(begun.hasPrefix("0 ") && begun.hasSuffix(" begins"), "\(begun)")
      let call = String(begun.dropFirst(2).prefix(12))
      let again = try await deployment.operate(begin + ["--with", "tries=3", "--once", "one"])
      #expect(again == "0 \(call) began before, with the values of then")
      #expect(await deployment.emulator.waitForLine("CallConnected"))
      let named = ["signal", String(call.prefix(8)), "approved"]
      for (fields, message) in [
        (["by=Ann"], "400: `level` is missing"),
        (["by=Ann", "level=x"], "`x` is no value of type `int`"),
        (["by=Ann", "level=true"], "`true` is no value of type `int`"),
        (["by=Ann", "level=1.5"], "`1.5` is no value of type `int`"),
      ] {
        let answer = try await deployment.operate(named + fields)
        #expect(answer.hasPrefix("2 ") && answer.hasSuffix(message), "\(answer)")
      }
      let signal = named + ["by=123", "level=3", "extra=1"]
      #expect(
        try await deployment.operate(signal) == """
          0 flowctl: the flow declares no field `extra` of `approved`: it is ignored
          \(call) has the signal
          """
      )
      #expect(await deployment.server.waitForLine("123 3 2"), "\(deployment.server.text)")
      let list = try await deployment.operate(["calls"])
      #expect(list.hasPrefix("0 \(call)  ") && list.hasSuffix("  open"), "\(list)")
      let version = try await deployment.operate(["calls", call])
        .firstMatch(of: #/version +([0-9a-f]{12})/#)?.output.1
      let kept = ["calls", "--flow-version", String(try #require(version))]
      #expect(try await deployment.operate(kept) == list)
      #expect(
        try await deployment.operate(["calls", "--flow-version", "none"]) == "0 There are no calls."
      )
      let shown = try await deployment.operate(["calls", call])
      #expect(shown.contains("path       tell/1"), "\(shown)")
      for name in ["call", "flow", "version", "began", "phase"] {
        #expect(shown.contains("\(name) "), "\(name)\n\(shown)")
      }
      #expect(!shown.contains("Ms") && !shown.contains("startedAt"), "\(shown)")
      #expect(try await deployment.operate(["hangup", call]) == "0 \(call) is hung up")
      #expect(await deployment.emulator.waitForLine("CallDisconnected"))
      #expect(await deployment.server.waitForLine("call ended"))
      let ended = try await deployment.operate(["calls"])
      #expect(ended.hasSuffix("  operator"), "\(ended)")
      await deployment.stop()
    }

    /// Every command that asks a server.
    private static let asking = [
      ["calls"], ["calls", "abcd"], ["start", "errand"], ["signal", "abcd", "approved"],
      ["hangup", "abcd"], ["flag"], ["flag", "set", "open", "true"], ["flag", "reset", "open"],
    ]

    @Test(.hangLimit, arguments: asking)
    func `who is no server of flowctl's is told in one line`(command: [String]) async throws {
      for answer in [HTTPResponse.text(200, "<html></html>"), .json(200, Array("{}".utf8))] {
        try await withServer { _ in
          answer
        } _: { url in
          try await expect(command, url, "\(url) answers 200, and not as flowctl does")
        }
      }
      let right = "it reads http://HOST:PORT, or https://HOST"
      try await expect(command, "foo", "`foo` is no URL of a server; \(right)")
      let nobody = "http://127.0.0.1:\(try freePort())"
      let child = try Child(command + ["--server", nobody])
      #expect(await child.exitCode() == 2, "\(child.text)")
      #expect(child.text.hasPrefix("flowctl: \(nobody) does not answer: "), "\(child.text)")
      #expect(!child.text.contains("\n"), "\(child.text)")
    }

    private func expect(_ command: [String], _ server: String, _ said: String) async throws {
      let child = try Child(command + ["--server", server])
      #expect(await child.exitCode() == 2, "\(child.text)")
      #expect(child.text == "flowctl: \(said)")
    }

    @Test(.hangLimit) func `what an operator gets wrong is a plain error`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("errand.yaml", Self.flow)
      let deployment = try await Deployment(folder)
      let cases: [([String], String)] = [
        (["start", "errant"], "there is no flow `errant` that places calls; there is errand"),
        (["start", "errand"], "to"),
        (["start", "errand", "--with", "to=alice"], "to"),
        (["start", "errand", "--with", "to"], "`to` has no value; it reads NAME=VALUE"),
        (["start", "errand", "--with", "tries=many"], "`many` is no value of type `int`"),
        (["signal", "abcd", "approved"], "there is no such call"),
        (["signal", "../flags", "approved"], "cannot name a call"),
        (["hangup", "abcd"], "there is no such call"),
        (["calls", "abcd"], "there is no such call"),
      ]
      for (arguments, expected) in cases {
        let answer = try await deployment.operate(arguments)
        #expect(answer.hasPrefix("2 ") && answer.contains(expected), "\(arguments): \(answer)")
      }
      await deployment.stop()
    }
  }
}
