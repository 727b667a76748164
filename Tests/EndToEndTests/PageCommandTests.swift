import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// The commands that the pages of single commands show, as somebody who reads them runs them.
  @Suite struct PageCommandTests {
    private static let files = [
      "broken.yaml":
        "flow: a\nblocks:\n  main:\n    - answer\n    - goto: menue\n  menu: [hangUp]\n",
      "untidy.yaml": "flow: a\nblocks:\n    main:\n    - answer   # first\n    - hangUp\n",
    ]

    @Test(arguments: ["validate", "fmt", "graph"])
    func `a page shows what its command prints`(name: String) async throws {
      let folder = try TemporaryFolder()
      for (file, text) in Self.files { try folder.write(file, text) }
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/flows",
        withDestinationPath: packageRoot.appending(path: "flows").path
      )
      let page = try String(
        contentsOf: packageRoot.appending(path: "docs/\(name).md"),
        encoding: .utf8
      )
      let commands = shownCommands(of: page)
      #expect(!commands.isEmpty)
      for command in commands {
        let line = command.line.replacing(/^flowctl/, with: "\"$FLOWCTL\"")
        let child = try Child(shell: line, folder: folder.path)
        #expect(await child.exitCode() < 2, "\(child.text)")
        let printed = child.text.components(separatedBy: "\n")
        if let line = firstUnprinted(of: command.lines, in: printed) {
          Issue.record("\(command.line) does not print \(line)\n\(child.text)")
        }
      }
    }
  }
}
