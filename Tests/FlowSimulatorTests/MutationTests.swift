import Diagnostics
import FlowLanguage
import FlowRuntime
import Testing

@testable import FlowSimulator

/// Changes of flows that scenarios should notice.
@Suite struct MutationTests {
  private let flow = """
    flow: desk
    identities:
      line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
      frontDesk: +12065551212
      backDesk: +12065551213
    routes: [{ to: line }]
    variables: { isNight: bool = false }
    prompts: { menu: Press 1 or 2., bye: Goodbye., night: Good night. }
    blocks:
      main:
        - answer
        - play: night
          when: isNight
        - recognize: { prompt: menu, choices: { one: { press: 1 }, two: { press: 2 } }, retries: 0 }
          on: { one: desk, two: leave, failed: leave }
      desk:
        - transfer: { to: frontDesk }
          on: { failed: leave }
      leave:
        - play: bye
        - hangUp
    """

  private let tests = """
    test: desk
    scenarios:
      to the desk:
        - hears: menu
        - press: 1
        - transfers: frontDesk
        - ends: transferred
    """

  private let configuration = """
    environments: { test: { cognitiveServicesEndpoint: https://ai.example.com } }
    """

  private func report() throws -> MutationReport {
    let project = try TestProject(flow, tests: tests, configuration: configuration)
    let files = [("flow0.yaml", flow), ("flowctl.yaml", configuration)].map { path, text in
      ProjectFile(path: path, bytes: Array(text.utf8))
    }
    let sources = ProjectSources(
      files: files,
      environment: nil,
      requiresValues: true,
      zones: SystemZones()
    )
    let results = try project.run()
    let mutated = MutatedProject(
      sources,
      project.file.scenarios.map { ($0, "desk") },
      passing: results
    )
    return MutationReport(
      (0..<mutated.count).compactMap { mutated.trial($0) },
      project.file.scenarios.map { .init(file: "a.test.yaml", scenario: $0.name) },
      in: project.files
    )
  }

  @Test func `what no scenario notices is told with its place`() throws {
    let report = try report()
    let lines = report.text.split(separator: "\n")
    #expect(
      lines.contains {
        $0.hasPrefix("flow0.yaml:14:")
          && $0.hasSuffix("`press: 2` becomes `0`: no scenario notices")
      },
      "\(report.text)"
    )
    #expect(
      lines.contains { $0.hasSuffix("`play` is left out: no scenario gets there") },
      "\(report.text)"
    )
    let (all, survivors) = (report.results.count, report.survivors.count)
    #expect(lines.last == "\(all) mutants: \(all - survivors) noticed, \(survivors) not")
    #expect(survivors > 0 && survivors < all)
    #expect(report.idle.isEmpty)
    #expect(report.json.contains(#""change": "`when` is dropped""#), "\(report.json)")
  }

  @Test func `each kind of change is made, and noticed by who gets there`() throws {
    let noticed = try report().results.filter { !$0.noticedBy.isEmpty }.map(\.mutant.change)
    for change in [
      "`when` is dropped", "`when` asks for the opposite", "`press: 1` becomes `0`",
      "the handlers of `one` and `two` are swapped", "`menu` becomes `night`",
      "`frontDesk` becomes `line`", "`desk` becomes `leave`",
    ] {
      #expect(noticed.contains(change), "\(change): \(noticed)")
    }
  }
}
