import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl replay`, with the database of a server that took a call.
  @Suite struct ReplayTests {
    @Test(.hangLimit)
    func `a changed flow is tried against a call that was, and the first difference is told`()
      async throws
    {
      let folder = try TemporaryFolder()
      try folder.write("sample.yaml", sampleFlow())
      try folder.write("flowctl.yaml", sampleEnvironment)
      let deployment = try await Deployment(folder)
      try await deployment.place(sampleCaller)
      #expect(await deployment.server.waitForLine("call ended"), "\(deployment.server.text)")
      await deployment.stop()
      let database = ["--database", folder.path + "/calls.sqlite"]

      let same = try await flowctl(["replay", "--against", folder.path] + database)
      #expect(same.hasPrefix("0 "), "\(same)")
      #expect(same.hasSuffix("1 call: 1 same, 0 differs, 0 unknown"), "\(same)")

      try folder.write("sample.yaml", sampleFlow(goodbye: "Another goodbye."))
      let differs = try await flowctl(["replay", "--against", folder.path] + database)
      #expect(differs.hasPrefix("1 "), "\(differs)")
      #expect(differs.contains(#"text: "Goodbye from the first version.""#), "\(differs)")
      #expect(differs.contains(#"text: "Another goodbye.""#), "\(differs)")
      #expect(differs.hasSuffix("1 call: 0 same, 1 differs, 0 unknown"), "\(differs)")

      let json = try await flowctl(
        ["replay", "--against", folder.path, "--format", "json"] + database
      )
      let object = try JSONSerialization.jsonObject(with: Data(json.dropFirst(2).utf8))
      let calls = try #require((object as? [String: Any])?["calls"] as? [[String: Any]])
      #expect(calls.count == 1)
      #expect(calls.first?["result"] as? String == "differs")
      #expect(calls.first?["would"] is [String: Any])

      let none = try await flowctl(["calls", "--flow-versions"] + database)
      #expect(none.hasPrefix("0 No call"), "\(none)")
      let version = try #require(calls.first?["version"] as? String)
      let listed = try await flowctl(["calls", "--flow-version", version] + database)
      #expect(listed.contains("  sample  "), "\(listed)")
      let others = try await flowctl(["calls", "--flow-version", "zz"] + database)
      #expect(others.contains("There are no calls"), "\(others)")
    }

    private func flowctl(_ arguments: [String]) async throws -> String {
      let child = try Child(arguments)
      let code = await child.exitCode()
      return "\(code) \(child.text)"
    }
  }
}
