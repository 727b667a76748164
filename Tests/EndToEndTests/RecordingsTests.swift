import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl recordings`, of a call that the emulator recorded.
  @Suite struct RecordingsTests {
    private static let flow = """
      flow: recorded
      identities: { line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 } }
      routes: [{ to: line }]
      prompts: { hello: { file: "https://media.contoso.com/hello.wav" } }
      blocks:
        main:
          - answer
          - record: start
            id: whole
            on: { failed: continue }
          - wait: 3s
          - hangUp
      on:
        recordingReady: [{ fetch: calls }, { log: "ready ${recording.id}" }]
      """

    @Test(.hangLimit) func `files are listed, fetched and deleted`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("recorded.yaml", Self.flow)
      let deployment = try await Deployment(folder, speed: 20)
      try await deployment.place("caller: +14255550123")
      // It is over, and said to be, while its files may come.
      #expect(await deployment.server.waitForLine("call ended"), "\(deployment.server.text)")
      #expect(await deployment.server.waitForLine("ready ey"), "\(deployment.server.text)")
      let calls = try await deployment.operate(["calls"])
      let call = String(calls.dropFirst(2).prefix(12))
      #expect(try await deployment.operate(["hangup", call]).contains("the call is over"))
      func recordings(_ arguments: [String]) async throws -> String {
        let child = try Child(
          ["recordings"] + arguments + ["--database", folder.path + "/calls.sqlite"],
          environment: deployment.environment
        )
        let code = await child.exitCode()
        return "\(code) \(child.text)"
      }
      let stored = try Child(["calls", "--database", folder.path + "/calls.sqlite"])
      #expect(await stored.exitCode() == 0)
      #expect(stored.text.contains("over, its recordings' files are awaited until"))
      let list = try await recordings(["list", call])
      #expect(list.hasPrefix("0 ") && list.contains("-0.wav  "), "\(list)")
      let name = String(list.dropFirst(2).prefix { $0 != " " })
      let fetched = try await recordings(["get", call, "--to", folder.path])
      #expect(fetched.hasPrefix("0 \(name): ") && fetched.hasSuffix(" bytes"), "\(fetched)")
      let bytes = try Data(contentsOf: folder.url.appending(path: name))
      #expect(bytes.prefix(4) == Data("RIFF".utf8))
      #expect(fetched == "0 \(name): \(bytes.count) bytes")
      // What a WAV file says of its own length.
      let said = bytes[4..<8].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
      #expect(said + 8 == bytes.count)
      let new = folder.url.appending(path: "a/b").path
      #expect(try await recordings(["get", call, "--to", new]) == fetched)
      #expect(FileManager.default.fileExists(atPath: "\(new)/\(name)"))
      let file = folder.url.appending(path: "recorded.yaml").path
      #expect(
        try await recordings(["get", call, "--to", file])
          == "2 flowctl: the folder `\(file)` cannot be made: file exists"
      )
      let unwritable = try await recordings(["get", call, "--to", "/proc"])
      #expect(
        unwritable.hasPrefix("2 flowctl: `/proc/\(name)` cannot be written: ")
          && !unwritable.contains("Error") && unwritable.split(separator: "\n").count == 1,
        "\(unwritable)"
      )
      let again = try await recordings(["get", call, "--to", folder.path])
      #expect(again == "0 \(name) is there already")
      #expect(try await recordings(["delete", call]) == "0 \(name) is deleted")
      #expect(try await recordings(["delete", call]) == "0 \(name) is not there any more")
      try FileManager.default.removeItem(at: folder.url.appending(path: name))
      let gone = try await recordings(["get", call, "--to", folder.path])
      #expect(gone.hasPrefix("2 ") && gone.contains("404"), "\(gone)")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy {
          !$0.hasSuffix(".part")
        }
      )
      // The flow fetched it too, before anybody deleted it.
      let kept = folder.url.appending(path: "recordings/calls/\(call)-whole-0.wav")
      #expect(try Data(contentsOf: kept) == bytes)
      #expect(try await recordings(["list", "ffff"]).contains("no call in"))
      let ready = try #require(
        deployment.server.text.split(separator: "\n").first {
          $0.contains("ready ey")
        }
      )
      let id = try #require(
        ready.split(separator: " ").first { $0.hasPrefix("ey") }?.filter { $0 != "\"" }
      )
      #expect(try await recordings(["list", id]) == list)
      await deployment.stop()
    }

    @Test(.hangLimit) func `of a flow that does not ask for files, it is said that none are known`()
      async throws
    {
      let folder = try TemporaryFolder()
      let handler = Self.flow.split(separator: "\non:").first.map(String.init) ?? ""
      try folder.write("recorded.yaml", handler)
      let deployment = try await Deployment(folder, speed: 20)
      try await deployment.place("caller: +14255550123")
      #expect(await deployment.server.waitForLine("call ended"), "\(deployment.server.text)")
      let calls = try await deployment.operate(["calls"])
      let call = String(calls.dropFirst(2).prefix(12))
      let list = try Child(
        ["recordings", "list", call, "--database", folder.path + "/calls.sqlite"],
        environment: deployment.environment
      )
      #expect(await list.exitCode() == 0)
      #expect(
        list.text.hasPrefix("ey") && list.text.contains("where the flow has `on: recordingReady:`"),
        "\(list.text)"
      )
      // The log says where the files are, and these URLs are taken.
      #expect(await deployment.server.waitForLine("recording is ready"))
      let told = try #require(
        deployment.server.text.split(separator: "\n").first { $0.contains("recording is ready") }
      )
      func url(_ name: String) throws -> String {
        let value = try #require(told.components(separatedBy: "\(name)=").dropFirst().first)
        return String(value.prefix { !$0.isWhitespace }).filter { $0 != "\"" }
      }
      func recordings(_ arguments: [String]) async throws -> String {
        let child = try Child(
          ["recordings"] + arguments + ["--database", folder.path + "/none.sqlite"],
          environment: deployment.environment
        )
        let code = await child.exitCode()
        return "\(code) \(child.text)"
      }
      let fetched = try await recordings(["get", url("content"), "--to", folder.path])
      let name = String(fetched.dropFirst(2).prefix { $0 != ":" })
      #expect(fetched.hasPrefix("0 ") && name.hasSuffix(".bin"), "\(fetched)")
      let bytes = try Data(contentsOf: folder.url.appending(path: name))
      #expect(bytes.prefix(4) == Data("RIFF".utf8))
      let deleted = try await recordings(["delete", url("delete")])
      #expect(deleted.hasSuffix(" is deleted"), "\(deleted)")
      let elsewhere = try await recordings(["get", "https://contoso.com/a", "--to", folder.path])
      #expect(
        elsewhere.hasPrefix("2 ") && elsewhere.contains("at a host on which the service keeps no"),
        "\(elsewhere)"
      )
      let listed = try await recordings(["list", "https://contoso.com/a"])
      #expect(listed.contains("a URL is of one file"), "\(listed)")
      await deployment.stop()
    }
  }
}
