import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl emulate` as somebody who develops a server has it.
  @Suite struct EmulateTests {
    @Test(.hangLimit, arguments: ["foo", "ftp://127.0.0.1/x", "http://", "127.0.0.1:8080"])
    func `where Event Grid posts is a URL`(url: String) async throws {
      let child = try Child(["emulate", "--listen", "127.0.0.1:0", "--event-grid-url", url])
      #expect(await child.exitCode() == 2)
      #expect(child.text.contains("--event-grid-url takes an http or https URL"), "\(child.text)")
    }

    @Test(.hangLimit, arguments: ["emulate", "dev"])
    func `a voice that is none is an error at its line`(command: String) async throws {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let script = try folder.write("a.call.yaml", "caller: +14255550123\nvoice: nope.wav\n")
      let child = try Child(
        (command == "dev" ? ["dev", folder.path] : [command]) + ["--call", script]
      )
      #expect(await child.exitCode() == 1)
      let finding =
        "error[malformed-value]: `nope.wav` is no voice: it cannot be read: no such file"
      #expect(child.text.contains(finding), "\(child.text)")
      #expect(child.text.contains("a.call.yaml:2:8"), "\(child.text)")
    }

    @Test(.hangLimit) func `a server takes callbacks when the emulator is started anew`()
      async throws
    {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(folder)
      try await deployment.place("caller: +14255550123")
      #expect(await deployment.emulator.waitForLine("PlayStarted"))
      try await deployment.restartEmulator()
      try await deployment.place("caller: +14255550123")
      #expect(await deployment.emulator.waitForLine("PlayStarted"), "\(deployment.server.text)")
      await deployment.stop()
    }

    @Test(.hangLimit, arguments: ["--listen", "--emulator"])
    func `a port that is taken is said in one line, with the option`(option: String) async throws {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let taken = try freePort()
      let holder = try Child(["emulate", "--listen", "127.0.0.1:\(taken)"])
      #expect(await holder.waitForLine("Emulating"))
      let other = option == "--listen" ? "--emulator" : "--listen"
      let child = try Child(
        ["dev", folder.path, option, "127.0.0.1:\(taken)", other, "127.0.0.1:0"]
      )
      #expect(await child.exitCode() == 2)
      let lines = child.text.split(separator: "\n")
      #expect(
        lines.last == """
          flowctl: cannot listen on 127.0.0.1:\(taken): the port is in use by another process; \
          \(option) takes another
          """
      )
      #expect(!child.text.contains("Hummingbird") && !child.text.contains("Cancellation"))
      holder.terminate()
      _ = await holder.exitCode()
    }
  }
}
