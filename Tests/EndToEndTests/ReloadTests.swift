import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// A changed flow is taken in; calls stay on the version they began with.
  @Suite struct ReloadTests {
    @Test(.hangLimit)
    func `a live call stays on its version, across a reload and a restart`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(folder)
      try await deployment.place(sampleCaller)
      #expect(await deployment.emulator.waitForLine("participants:add"))
      try folder.write("sample.yaml", sampleFlow(goodbye: "Goodbye from the second version."))
      #expect(await deployment.server.waitForLine("flows reloaded"))
      try await deployment.crashAndRestart()
      #expect(await deployment.emulator.waitForLine("CallDisconnected"))
      #expect(deployment.emulator.text.contains("the first version"))

      try await deployment.place(sampleCaller)
      #expect(await deployment.emulator.waitForLine("CallDisconnected"))
      #expect(deployment.emulator.text.contains("the second version"))
      await deployment.stop()
    }

    @Test(.hangLimit)
    func `a broken flow keeps the old version and says why`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(folder)
      try folder.write(
        "sample.yaml",
        sampleFlow().replacingOccurrences(of: "play: goodbye", with: "play: godbye")
      )
      #expect(await deployment.server.waitForLine("flows not reloaded"))
      #expect(await deployment.server.waitForLine("unknown-name"))
      try await deployment.place(sampleCaller)
      #expect(await deployment.emulator.waitForLine("CallDisconnected"))
      #expect(deployment.emulator.text.contains("the first version"))
      await deployment.stop()
    }
  }
}
