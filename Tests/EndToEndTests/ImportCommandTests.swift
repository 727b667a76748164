import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `flowctl import` as somebody comes with it.
  @Suite struct ImportCommandTests {
    private let document = "Tests/FlowImportTests/Documents/studio.json"

    @Test func `a flow is written that validates, and what it lacks is told with its place`()
      async throws
    {
      let folder = try TemporaryFolder()
      let path = folder.path + "/line.yaml"
      let child = try Child(["import", "studio", document, "--to", path])
      #expect(await child.exitCode() == 0, "\(child.text)")
      #expect(
        child.text.contains(
          "\(document):20:5: the queue support of `waiting` (enqueue-call) is not translated: write"
        ),
        "\(child.text)"
      )
      let validated = try Child(["validate", path])
      #expect(await validated.exitCode() == 0, "\(validated.text)")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let again = try Child(["import", "studio", document, "--to", path])
      #expect(await again.exitCode() == 2, "\(again.text)")
      #expect(again.text == "flowctl: `\(path)` is there already; nothing is written")
      #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test func `what is too long for a flow ends with its place, and nothing is written`()
      async throws
    {
      let folder = try TemporaryFolder()
      let labels = (1...2_500).map { "    - label: l\($0)\n" }.joined()
      let path = try folder.write("long.yaml", "sections:\n  main:\n" + labels)
      let child = try Child(["import", "swml", path, "--to", folder.path + "/made.yaml"])
      #expect(await child.exitCode() == 2, "\(child.text)")
      #expect(
        child.text
          == "flowctl: \(path):2002:7: the flow would have 2502 steps, and a flow has at most 2000: "
          + "split the document, and import each part"
      )
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/made.yaml"))
    }

    @Test func `another document ends with its place`() async throws {
      let child = try Child(["import", "connect", document])
      #expect(await child.exitCode() == 2, "\(child.text)")
      #expect(
        child.text
          == "flowctl: \(document):1:1: it is no flow of Amazon Connect: it has no `Actions`"
      )
      let missing = try Child(["import", "swml", "/nowhere"])
      #expect(await missing.exitCode() == 2)
      #expect(missing.text == "flowctl: `/nowhere` cannot be read: no such file or directory")
    }
  }
}
