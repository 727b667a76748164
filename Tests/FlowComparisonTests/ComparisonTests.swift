import Diagnostics
import FlowComparison
import FlowLanguage
import FlowRuntime
import Foundation
import TestSupport
import Testing

/// What `flowctl diff` says, for the flows below `Changes`.
@Suite struct ComparisonTests {
  @Test(arguments: ["menu", "contract", "called", "parts"])
  func `changes are said as the golden files have them`(name: String) throws {
    let folder = "Tests/FlowComparisonTests/Changes/\(name)"
    let changes = compare(try programs("\(folder)/old.yaml"), try programs("\(folder)/new.yaml"))
    for (format, ending) in [(ChangesFormat.text, "txt"), (.markdown, "md"), (.json, "json")] {
      let text = renderChanges(changes, as: format)
      let difference = try checkGolden("\(folder)/changes.\(ending)", text)
      #expect(difference == nil, "\(difference ?? "")")
    }
  }

  @Test func `layout, comments, order, short forms and names of blocks are no change`() throws {
    let one = """
      flow: a
      identities: { desk: +12065551212 }
      blocks:
        main:
          - answer
          - play: Hello there.
          - transfer: desk
            on: { failed: sorry }
        sorry:
          - wait: 90s
          - hangUp
      """
    let other = """
      # With a comment.
      blocks:
        main:
          - answer: {}
          - play: { prompt: ["Hello there."] }
          - on: { failed: busy }
            transfer: { to: desk }

        busy:
          - wait: { duration: 1m30s }
          - hangUp
      identities:
        desk: "+12065551212"
      flow: a
      """
    #expect(compare(compiled(one), compiled(other)) == [])
    #expect(renderChanges([], as: .text) == "no change that anybody notices\n")
  }

  @Test func `a flow that is gone breaks who runs it, a new one nobody`() {
    let flow = "flow: a\nblocks:\n  main:\n    - answer\n    - hangUp\n"
    #expect(compare(compiled(flow), []).map(\.isBreaking) == [true])
    #expect(compare([], compiled(flow)).map(\.isBreaking) == [false])
  }

  private func programs(_ path: String) throws -> [Program] {
    compiled(try String(contentsOf: packageRoot.appending(path: path), encoding: .utf8))
  }

  private func compiled(_ text: String) -> [Program] {
    let project = compileProject(
      ProjectSources(
        files: [ProjectFile(path: "flow.yaml", bytes: Array(text.utf8))],
        environment: nil,
        requiresValues: false,
        zones: SystemZones()
      )
    )
    let shown = renderText(project.findings, files: project.files, style: .plain)
    #expect(!project.findings.hasErrors, "\(shown)")
    return Array(project.programs)
  }
}
