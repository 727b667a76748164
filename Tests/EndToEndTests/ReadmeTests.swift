import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// What the README shows is what the program does.
  @Suite struct ReadmeTests {
    private let readme: String

    init() throws {
      readme = try String(
        contentsOf: Child.packageRoot.appending(path: "README.md"),
        encoding: .utf8
      )
    }

    @Test func `the flow of the README is clean`() async throws {
      let folder = try TemporaryFolder()
      let path = try folder.write("front-desk.yaml", try flow())
      let child = try Child(["validate", path, "--warnings-as-errors"])
      #expect(await child.exitCode() == 0, "\(child.text)")
    }

    @Test func `the broken flow of the README gives the findings it prints`() async throws {
      let folder = try TemporaryFolder()
      let broken = try flow()
        .replacingOccurrences(
          of: """
            alice:
                teamsExtensionUser:
                  user: 0269be4d-5be0-4770-bf9c-a1bf50ee78d5
                  tenant: 87d349ed-44d7-43e1-9a83-5f2406dee5bd
                  resource: e5b7f628-ea94-4fdc-b3d9-1af1fe231111
            """,
          with: "alice: { microsoftTeamsUser: { user: 0269be4d-5be0-4770-bf9c-a1bf50ee78d5 } }"
        )
        .replacingOccurrences(of: "transfer: { to: frontDesk }", with: "transfer: { to: alice }")
      let path = try folder.write("front-desk.yaml", broken)
      let child = try Child(["validate", path])
      #expect(await child.exitCode() == 1)
      let printed = child.text.replacingOccurrences(of: path, with: "front-desk.yaml")
      let shown = try #require(readme.fence(after: "$ flowctl validate front-desk.yaml\n"))
      #expect(printed.trimmed == shown.trimmed, "\(printed)")
    }

    @Test func `the picture of the README is that of its flow`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("front-desk.yaml", try flow())
      let child = try Child(["graph", "front-desk.yaml"], folder: folder.path)
      #expect(await child.exitCode() == 0, "\(child.text)")
      let difference = try checkGolden("docs/pictures/front-desk.svg", child.text + "\n")
      #expect(difference == nil, "\(difference ?? "")")
      let places = [
        "```yaml\nflow: front-desk", "docs/pictures/front-desk.svg", "docs/pictures/finding.svg",
      ].map { readme.range(of: $0)?.lowerBound }
      #expect(
        !places.contains(nil) && places.compactMap { $0 } == places.compactMap { $0 }.sorted()
      )
    }

    @Test func `every command has its example, and a page where one is named`() async throws {
      let help = try Child(["--help"])
      #expect(await help.exitCode() == 0)
      let commands = help.text.components(separatedBy: "SUBCOMMANDS:")[1]
        .split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
        .compactMap { $0.split(separator: " ").first.map(String.init) }.filter { $0 != "See" }
      #expect(commands.count > 20)
      let rows = readme.split(separator: "\n").filter { $0.hasPrefix("| `") }
      for command in commands {
        let row = rows.first { $0.hasPrefix("| `\(command)` | `flowctl \(command) ") }
        let page = try #require(row, "\(command)").split(separator: "(").last?.split(separator: ")")
        guard let path = page?.first, path.hasPrefix("docs/") else { continue }
        let place = Child.packageRoot.appending(path: String(path)).path
        #expect(FileManager.default.fileExists(atPath: place), "\(path)")
      }
    }

    @Test(arguments: [
      "validate", "explain", "fmt", "test", "graph", "when", "diff", "eval", "schema",
    ])
    func `an example that needs no server runs as it stands`(command: String) async throws {
      let example = try #require(readme.fence(after: "| `\(command)` | `", to: "` |"))
      let child = try Child(shell: example.replacing("flowctl", with: "\"$FLOWCTL\""))
      #expect(await child.exitCode() == 0, "\(example): \(child.text)")
      #expect(child.text.isEmpty == (command == "fmt"), "\(child.text)")
    }

    private func flow() throws -> String {
      try #require(readme.fence(after: "## A flow\n\n```yaml\n"))
    }
  }
}

extension String {
  /// The text between a mark and the end of its fenced block.
  fileprivate func fence(after mark: String, to close: String = "\n```") -> String? {
    guard let start = range(of: mark)?.upperBound,
      let end = range(of: close, range: start..<endIndex)?.lowerBound
    else { return nil }
    return String(self[start..<end])
  }

  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
