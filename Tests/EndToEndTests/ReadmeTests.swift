import Foundation
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

    private func flow() throws -> String {
      try #require(readme.fence(after: "## A flow\n\n```yaml\n"))
    }
  }
}

extension String {
  /// The text between a mark and the end of its fenced block.
  fileprivate func fence(after mark: String) -> String? {
    guard let start = range(of: mark)?.upperBound,
      let end = range(of: "\n```", range: start..<endIndex)?.lowerBound
    else { return nil }
    return String(self[start..<end])
  }

  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
