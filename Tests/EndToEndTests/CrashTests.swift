import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// A server that is killed in the middle of a call goes on with it when it is started again.
  @Suite struct CrashTests {
    @Test(
      .hangLimit,
      arguments: ["CallConnected", "PlayStarted", ":recognize", "participants:add", "leaves"]
    )
    func `a call goes on after a kill`(at mark: String) async throws {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(folder)
      try await deployment.place(sampleCaller)
      #expect(await deployment.emulator.waitForLine(mark), "\(deployment.emulator.text)")
      try await deployment.crashAndRestart()
      #expect(await deployment.emulator.waitForLine("CallDisconnected"))
      await deployment.stop()

      let lines = deployment.emulator.text.split(separator: "\n")
      func count(_ text: String) -> Int { lines.count { $0.contains(text) } }
      #expect(count("◆ CallConnected") == 1)
      #expect(count("◆ AddParticipantSucceeded") == 1)
      #expect(count(":terminate") >= 1)
      #expect(count("◆ CallDisconnected") >= 1)
    }
  }
}
