import Foundation
import Testing

extension EndToEnd {
  /// `flowctl fmt` as an author and a pipeline use it.
  @Suite struct FormatCommandTests {
    private let untidy = "flow:   a\nblocks:\n    main:\n    - answer   # hello\n    - hangUp\n"
    private let tidy = "flow: a\nblocks:\n  main:\n    - answer   # hello\n    - hangUp\n"

    @Test func `a file is laid out in its place, and once`() async throws {
      let folder = try TemporaryFolder()
      let path = try folder.write("a.yaml", untidy)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      let child = try Child(["fmt", folder.path])
      #expect(await child.exitCode() == 0, "\(child.text)")
      #expect(child.text == path)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == tidy)
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect(mode as? Int == 0o640)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.yaml"])
      let again = try Child(["fmt", folder.path])
      #expect(await again.exitCode() == 0)
      #expect(again.text.isEmpty, "\(again.text)")
    }

    @Test func `a check and a difference change nothing, and fail`() async throws {
      let folder = try TemporaryFolder()
      let path = try folder.write("a.yaml", untidy)
      let check = try Child(["fmt", "--check", path])
      #expect(await check.exitCode() == 1)
      #expect(check.text == path)
      let diff = try Child(["fmt", "--diff", path])
      #expect(await diff.exitCode() == 1)
      #expect(
        diff.text.contains("@@ -1,5 +1,5 @@\n-flow:   a\n+flow: a\n blocks:\n"),
        "\(diff.text)"
      )
      #expect(try String(contentsOfFile: path, encoding: .utf8) == untidy)
    }

    @Test func `what cannot be read is left, and said`() async throws {
      let folder = try TemporaryFolder()
      let broken = try folder.write("a.yaml", "flow: 'a\n")
      let child = try Child(["fmt", broken, "/nowhere.yaml"])
      #expect(await child.exitCode() == 2, "\(child.text)")
      let alone = try Child(["fmt", broken])
      #expect(await alone.exitCode() == 1)
      #expect(alone.text.contains("error[yaml-syntax]"), "\(alone.text)")
      #expect(try String(contentsOfFile: broken, encoding: .utf8) == "flow: 'a\n")
    }

    @Test func `a file that cannot be read keeps no other from being laid out`() async throws {
      let folder = try TemporaryFolder()
      let first = try folder.write("a.yaml", untidy)
      let latin = folder.path + "/b.yaml"
      try Data([0x66, 0xE9, 0xFF]).write(to: URL(filePath: latin))
      let last = try folder.write("c.yaml", untidy)
      let child = try Child(["fmt", folder.path])
      #expect(await child.exitCode() == 1, "\(child.text)")
      #expect(child.text.contains("`\(latin)` is not UTF-8"), "\(child.text)")
      for path in [first, last] {
        #expect(try String(contentsOfFile: path, encoding: .utf8) == tidy)
      }
    }

    @Test(arguments: ["\u{FEFF}", ""], ["\r\n", "\n"])
    func `byte order marks and line breaks stay as they are`(mark: String, end: String) async throws
    {
      let folder = try TemporaryFolder()
      let written = { (text: String) in mark + text.replacing("\n", with: end) }
      let path = try folder.write("a.yaml", written(untidy))
      let child = try Child(["fmt", path])
      #expect(await child.exitCode() == 0, "\(child.text)")
      #expect(Array(try Data(contentsOf: URL(filePath: path))) == Array(written(tidy).utf8))
      let again = try Child(["fmt", "--check", path])
      #expect(await again.exitCode() == 0, "\(again.text)")
    }

    @Test func `a folder without flows is said`() async throws {
      let folder = try TemporaryFolder()
      let child = try Child(["fmt", "--check", folder.path])
      #expect(await child.exitCode() == 2)
      #expect(child.text == "flowctl: there are no flows in `\(folder.path)`")
    }

    @Test func `the flows of this repository are laid out`() async throws {
      let child = try Child(["fmt", "--check", "flows"])
      #expect(await child.exitCode() == 0, "\(child.text)")
    }
  }
}
