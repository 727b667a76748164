import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl journal`, beside the server that holds the journal.
  @Suite struct JournalTests {
    @Test(.hangLimit)
    func `a journal is shown, exported, checked and backed up while it is served`()
      async throws
    {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(folder)
      try await deployment.place(sampleCaller)
      #expect(await deployment.emulator.waitForLine("CallConnected"))
      let database = folder.path + "/calls.sqlite"
      let copy = folder.path + "/copy.sqlite"
      let during = try await journal(["check", database])
      #expect(during.hasPrefix("0 1 call, ") && during.hasSuffix("nothing is wrong"), "\(during)")
      let backup = try await journal(["backup", database, copy])
      #expect(backup.hasPrefix("0 1 call, ") && backup.hasSuffix("nothing is wrong"), "\(backup)")
      let again = try await journal(["backup", database, copy])
      #expect(again.hasPrefix("2 ") && again.contains("it is there already"), "\(again)")
      #expect(await deployment.server.waitForLine("call ended"), "\(deployment.server.text)")
      await deployment.stop()

      let after = try await journal(["check", database])
      #expect(after.hasPrefix("0 1 call, ") && after.hasSuffix("nothing is wrong"), "\(after)")
      let export = try await journal(["export", "--database", database])
      let lines = export.dropFirst(2).split(separator: "\n").map(String.init)
      try checkExport(lines)
      let digest = try #require(lines.first?.firstMatch(of: /"call":"([0-9a-f]{12})"/)?.output.1)
      let one = try await journal(["export", String(digest.prefix(6)), "--database", database])
      #expect(one == export)
      let shown = try await journal(["show", String(digest.prefix(6)), "--database", database])
      #expect(shown.hasPrefix("0 \(digest)  sample  "), "\(shown)")
      #expect(shown.contains("    1      0.000  IncomingCall"), "\(shown)")
      #expect(shown.hasSuffix("the call is over (over)"), "\(shown)")
      let unknown = try await journal(["show", "zzz", "--database", database])
      #expect(unknown.hasPrefix("2 ") && unknown.contains("begins with `zzz`"), "\(unknown)")
    }

    @Test(.hangLimit) func `a call goes on from a backup that is put in the database's place`()
      async throws
    {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(folder)
      try await deployment.place(sampleCaller)
      #expect(await deployment.emulator.waitForLine("CallConnected"))
      let database = folder.path + "/calls.sqlite"
      deployment.server.kill()
      _ = await deployment.server.exitCode()
      let backup = try await journal(["backup", database, folder.path + "/copy.sqlite"])
      #expect(backup.hasPrefix("0 "), "\(backup)")
      for name in ["calls.sqlite", "calls.sqlite-wal", "calls.sqlite-shm"] {
        let file = folder.url.appending(path: name)
        if FileManager.default.fileExists(atPath: file.path) {
          try FileManager.default.removeItem(at: file)
        }
      }
      try FileManager.default.moveItem(
        atPath: folder.path + "/copy.sqlite",
        toPath: database
      )
      try await deployment.restart()
      #expect(await deployment.server.waitForLine("call ended"), "\(deployment.server.text)")
      await deployment.stop()
      let check = try await journal(["check", database])
      #expect(check.hasPrefix("0 1 call, ") && check.hasSuffix("nothing is wrong"), "\(check)")
    }

    @Test(.hangLimit) func `what a caller types for sensitive ears stands in no file and no log`()
      async throws
    {
      let folder = try TemporaryFolder()
      try folder.write("pay.yaml", payingFlow)
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(folder)
      try await deployment.place(
        "{ caller: +14255550123, turns: [{ press: 471147, after: 1s }] }"
      )
      #expect(await deployment.server.waitForLine("it ends in 47"), "\(deployment.server.text)")
      let database = folder.path + "/calls.sqlite"
      try await expectNothing(of: "card:471147", in: folder, deployment)
      let calls = try await child(["calls", "--database", database])
      let digest = try #require(calls.firstMatch(of: /[0-9a-f]{12}/)?.output)
      let state = try await child(["calls", String(digest), "--state", "--database", database])
      #expect(state.hasPrefix("0 ") && state.contains("‹sealed›"), "\(state)")
      #expect(!state.contains("471147"), "\(state)")
      #expect(await deployment.server.waitForLine("call ended"), "\(deployment.server.text)")
      try await expectNothing(of: "card:471147", in: folder, deployment)
      await deployment.stop()
      try await expectNothing(of: "card:471147", in: folder, deployment)
      let replay = try await child(["replay", "--against", folder.path, "--database", database])
      #expect(replay.hasPrefix("0 ") && replay.contains("‹sealed›) is sealed"), "\(replay)")
      let check = try await journal(["check", database])
      #expect(check.hasSuffix("nothing is wrong"), "\(check)")
    }

    /// A text stands in none of the database's files, and not in what the server has printed.
    private func expectNothing(
      of text: String,
      in folder: TemporaryFolder,
      _ deployment: Deployment
    ) async throws {
      for name in ["calls.sqlite", "calls.sqlite-wal", "calls.sqlite-traps"] {
        let file = folder.url.appending(path: name)
        guard FileManager.default.fileExists(atPath: file.path) else { continue }
        let bytes = try Data(contentsOf: file)
        #expect(bytes.range(of: Data(text.utf8)) == nil, "\(name)")
      }
      #expect(!deployment.server.text.contains(text))
    }

    private func child(_ arguments: [String]) async throws -> String {
      let child = try Child(arguments)
      let code = await child.exitCode()
      return "\(code) \(child.text)"
    }

    @Test func `what is no journal is a plain error`() async throws {
      let folder = try TemporaryFolder()
      let text = try folder.write("text.sqlite", String(repeating: "no database ", count: 20))
      for arguments in [
        ["check", text], ["check", folder.path + "/none"], ["show", "a", "--database", text],
        ["export", "--database", text], ["backup", text, folder.path + "/copy"],
      ] {
        let answer = try await journal(arguments)
        #expect(answer.hasPrefix("2 ") && !answer.contains("\n"), "\(arguments): \(answer)")
      }
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/copy"))
    }

    @Test(arguments: ["7", "d", "-1d", "59s", "3651d", "1.5d", "99999999999999999999d", ""])
    func `a retention that is no length of time is a plain error`(text: String) async throws {
      let child = try Child([
        "serve", "flows", "--public-url", "https://calls.example", "--retention=\(text)",
      ])
      #expect(await child.exitCode() == 2)
      #expect(child.text.contains("--retention"), "\(child.text)")
    }

    private func journal(_ arguments: [String]) async throws -> String {
      try await child(["journal"] + arguments)
    }

    /// Every line is as the schema says, the call's first, and no key to a ringing call stands in one.
    private func checkExport(_ lines: [String]) throws {
      let file = Child.packageRoot.appending(path: "schemas/journal.schema.json")
      let rules = try JSONSerialization.jsonObject(with: try Data(contentsOf: file))
      let check = SchemaCheck(schema: try #require(rules as? NSDictionary))
      var kinds: [String] = []
      for line in lines {
        let document = try JSONSerialization.jsonObject(with: Data(line.utf8))
        #expect(check.problems(of: document) == [], "\(line)")
        kinds.append((document as? NSDictionary)?["kind"] as? String ?? "")
      }
      #expect(kinds.first == "call" && kinds.count > 5)
      #expect(kinds.dropFirst().allSatisfy { $0 == "entry" })
      #expect(lines.contains { $0.contains("‹sealed›") })
    }
  }
}
