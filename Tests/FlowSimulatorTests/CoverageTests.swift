import Foundation
import TestSupport
import Testing

@testable import FlowSimulator

/// Which branches scenarios take.
@Suite struct CoverageTests {
  private func report(_ lines: String) throws -> CoverageReport {
    let project = try TestProject(
      flow(
        """
        main:
          - answer
          - play: welcome
            when: call.from.kind == 'phoneNumber'
          - recognize: { prompt: menu, choices: { sales: { press: 1 }, support: { press: 2 } } }
            on: { sales: desk, support: hangUp, failed: hangUp }
          - hangUp
        desk:
          - transfer: { to: desk }
            on: { failed: hangUp }
        """,
        top: "on: { callEnded: [{ log: Over. }] }"
      ),
      tests: scenarios(lines),
      configuration: configuration
    )
    let results = try project.run()
    let tested = TestedFile(name: "a.test.yaml", results: results)
    return CoverageReport([tested].coverage, of: Array(project.programs), in: project.files)
  }

  private let sales = """
    sales:
      - hears: [welcome, menu]
      - press: 1
      - transfers: desk
      - ends: transferred
    """

  private let rest = """
    support:
      - hears: [welcome, menu]
      - press: 2
      - ends: hungUp
    silent:
      call: { from: "8:orgid:3c8fe1b9-4e55-4c5f-9c9c-6e9e6c2f1b77" }
      lines:
        - hears: menu
        - silence
        - ends: hungUp
    busy:
      - hears: [welcome, menu]
      - press: 1
      - transfers: desk
      - desk: busy
      - ends: hungUp
    """

  @Test func `what no scenario takes is told with its place`() throws {
    let text = renderCoverage(try report(sales), as: .text)
    #expect(
      text.contains("flow0.yaml:30:26: outcome support of recognize never happens"),
      "\(text)"
    )
    #expect(text.contains("outcome failed of recognize never happens"), "\(text)")
    #expect(text.contains("`when` of play always holds"), "\(text)")
    #expect(text.contains("outcome failed of transfer never happens"), "\(text)")
    #expect(!text.contains("outcome sales of recognize"), "\(text)")
    #expect(!text.contains("callEnded"), "\(text)")
  }

  @Test func `all that is taken is a hundred percent`() throws {
    let report = try report(sales + "\n" + rest)
    let text = renderCoverage(report, as: .text)
    #expect(report.percent == 100, "\(text)")
    #expect(text.contains("100.0%"))
    #expect(try self.report(sales).percent < 100)
  }

  @Test func `other forms say the same`() throws {
    let report = try report(sales)
    let lcov = renderCoverage(report, as: .lcov)
    #expect(lcov.contains("SF:flow0.yaml\n") && lcov.contains("end_of_record"))
    let found = lcov.split(separator: "\n").filter { $0.hasPrefix("BRDA:") }
    #expect(found.count == report.branchCount)
    #expect(found.filter { !$0.hasSuffix(",0") }.count == report.takenCount)
    let cobertura = renderCoverage(report, as: .cobertura)
    #expect(cobertura.contains(#"branches-valid="\#(report.branchCount)""#))
    let problems = try schemaProblems(of: renderCoverage(report, as: .json), "coverage")
    #expect(problems.isEmpty, "\(problems)")
    let page = renderCoverage(report, as: .html)
    #expect(page.contains("<svg") && page.contains("class=\"arrow taken\""), "the graph")
    #expect(page.contains("outcome support of recognize never happens"))
    #expect(!page.contains("http://") || page.contains("http://www.w3.org/2000/svg"))
  }
}
