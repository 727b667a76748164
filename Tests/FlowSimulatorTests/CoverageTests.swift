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
    let rows = report.flows.flatMap(\.branches)
    #expect(Set(rows.map(\.id)).count == rows.count, "each is told apart")
    #expect(
      renderCoverage(report, as: .json).contains(#""id": "main/2/on.support""#),
      "and named"
    )
    let page = renderCoverage(report, as: .html)
    #expect(page.contains("<svg") && page.contains("class=\"arrow taken\""), "the graph")
    #expect(page.contains("outcome support of recognize never happens"))
    #expect(!page.contains("http://") || page.contains("http://www.w3.org/2000/svg"))
  }

  private func report(_ flow: String, _ tests: String) throws -> CoverageReport {
    let project = try TestProject(flow, tests: tests, configuration: configuration)
    let results = try project.run()
    let tested = TestedFile(name: "a.test.yaml", results: results)
    return CoverageReport([tested].coverage, of: Array(project.programs), in: project.files)
  }

  @Test func `both ends of a repeat with a condition are branches`() throws {
    let rounds = flow(
      """
      main:
        - answer
        - repeat: { times: 2, until: asked == 'yes', do: [{ play: menu }] }
        - hangUp
      """,
      top: "variables: { asked: string = 'no' }"
    )
    let report = try report(
      rounds,
      scenarios("never: [{ hears: [menu, menu] }, { ends: failed }]")
    )
    let text = renderCoverage(report, as: .text)
    #expect(text.contains("outcome done of repeat never happens"), "\(text)")
    #expect(!text.contains("outcome exhausted"), "\(text)")
    let plain = try self.report(
      rounds.replacing(", until: asked == 'yes'", with: ""),
      scenarios("twice: [{ hears: [menu, menu] }, { ends: hungUp }]")
    )
    let ends = plain.flows.flatMap(\.branches).filter { $0.what.contains("repeat") }
    #expect(ends.isEmpty, "a repeat that only counts ends in one way")
  }

  @Test func `an answer of everywhere is one branch, whatever menus take it`() throws {
    let everywhere = flow(
      """
      main:
        - answer
        - recognize: { prompt: menu, choices: { sales: { press: 1 } } }
          on: { sales: second, failed: hangUp }
      second:
        - recognize: { prompt: menu, choices: { support: { press: 2 } } }
          on: { support: hangUp, failed: hangUp }
      bye:
        - play: sorry
        - hangUp
      """,
      top: """
        everywhere:
            person: { press: 0, go: bye }
            desk: { press: 9, go: bye }
            repeated: { press: 8, again: true }
            unheard: { press: 7, again: true }
        """
    )
    let report = try report(
      everywhere,
      scenarios(
        "person: [{ hears: menu }, { press: 8 }, { hears: menu }, { press: 1 }, { hears: menu }, "
          + "{ press: 0 }, { hears: sorry }]"
      )
    )
    let text = renderCoverage(report, as: .text)
    #expect(text.contains("answer desk of `everywhere` is never given"), "\(text)")
    #expect(text.contains("answer unheard of `everywhere` is never given"), "\(text)")
    #expect(!text.contains("person") && !text.contains("repeated"), "\(text)")
    let answers = report.flows.flatMap(\.branches).filter { $0.what.contains("everywhere") }
    #expect(answers.count == 4, "one for each, and not for each menu")
  }

  @Test func `the states of hours that are asked for are branches`() throws {
    let hours = flow(
      """
      main:
        - answer
        - switch: hours.office.state
          cases: { open: second }
          default: hangUp
      second:
        - play: welcome
          when: hours.shop.isOpen
        - hangUp
      """,
      top: """
        hours:
            office: { timeZone: UTC, open: [Mon-Fri 08:00-18:00], closed: [2026-12-25] }
            shop: { timeZone: UTC, open: [Mon-Fri 08:00-12:00], closed: [2026-12-25] }
            unasked: { timeZone: UTC, open: [Mon 08:00-18:00] }
        """
    )
    let tests = scenarios(
      "noon: { at: 2026-11-24T15:00:00Z, lines: [{ ends: hungUp }] }\n"
        + "feast: { at: 2026-12-25T15:00:00Z, lines: [{ ends: hungUp }] }"
    )
    let text = renderCoverage(try report(hours, tests), as: .text)
    #expect(text.contains("`hours.office` is never asked for while it is closed"), "\(text)")
    #expect(text.contains("`hours.shop` is never asked for while it is open"), "\(text)")
    #expect(text.components(separatedBy: "`hours.").count == 3, "\(text)")
  }
}
