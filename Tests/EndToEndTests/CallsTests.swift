import Foundation
import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  /// From a line of the log to a call.
  @Suite struct CallsTests {
    @Test(.hangLimit)
    func `a call is found by the digest that the log shows, live and afterwards`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let database = folder.url.appending(path: "calls.sqlite").path
      // Slow enough to look at the call while it lasts, also from a busy machine.
      let deployment = try await Deployment(folder, speed: 4)
      try await deployment.place(sampleCaller)
      #expect(await deployment.server.waitForLine("call began"), "\(deployment.server.text)")
      let began = deployment.server.text.split(separator: "\n").last { $0.contains("call began") }
      let digest = try #require(began?.firstMatch(of: #/call=([0-9a-f]{12}) /#)?.output.1)
      let live = try await run("calls", "--database", database)
      #expect(live.code == 0 && live.text.contains(digest) && live.text.contains("open"))
      #expect(await deployment.server.waitForLine("call ended"), "\(deployment.server.text)")
      #expect(deployment.server.text.contains("reason="))
      await deployment.stop()

      let all = try await run("calls", "--database", database)
      #expect(all.code == 0 && all.text.contains(digest) && all.text.contains("over"))
      #expect(all.text.contains("  hungUp"))
      let one = try await run("calls", String(digest.prefix(6)), "--database", database)
      #expect(one.code == 0)
      for line in ["flow       sample", "phase      gone", "reason     hungUp", "ended"] {
        #expect(one.text.contains(line), "\(one.text)")
      }
      let state = try await run("calls", "\(digest)", "--state", "--database", database)
      for line in [
        #"  "callID": "‹sealed›","#, #"  "phase": "gone","#, #"    "reason": "hungUp","#,
      ] {
        #expect(state.text.contains(line), "\(state.text)")
      }
      let key = try await run("calls", "\(digest)", "--show-id", "--database", database)
      let id = try #require(key.text.firstMatch(of: #/id +([0-9a-f]{32})/#)?.output.1)
      for text in [all.text, one.text, state.text, deployment.server.text] {
        #expect(!text.contains(id))
      }
    }

    @Test func `what cannot be looked into is said, changed in nothing, and exits with 2`()
      async throws
    {
      let folder = try TemporaryFolder()
      let text = try folder.write("notes.txt", String(repeating: "no database ", count: 20))
      let missing = folder.url.appending(path: "missing.sqlite").path
      for (arguments, says) in [
        (["--database", missing], "there is no file"), (["--database", text], "not a database"),
        (["--database", folder.path], "not a file"), (["--limit", "0"], "--limit"),
        (["--show-id"], "--show-id"), (["--state"], "--state"),
      ] {
        let child = try Child(["calls"] + arguments)
        #expect(await child.exitCode() == 2, "\(child.text)")
        #expect(child.text.contains(says), "\(child.text)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["notes.txt"])
    }

    private func run(_ arguments: String...) async throws -> (code: Int32, text: String) {
      let child = try Child(arguments)
      let code = await child.exitCode()
      return (code, child.text)
    }
  }
}
