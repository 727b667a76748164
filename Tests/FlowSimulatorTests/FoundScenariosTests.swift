import CallModel
import FlowLanguage
import FlowRuntime
import Testing

@testable import FlowSimulator

/// Scenarios that are found for branches that none takes, and small sets of them.
struct FoundScenariosTests {
  @Test func `what is missing is written, passes and takes the branch`() throws {
    let (program, flows) = try compiled(menu)
    let project = try TestProject(
      menu,
      tests: scenarios(
        """
        sales:
          - hears: menu
          - press: 1
          - transfers: desk
          - desk: accepts
          - ends: transferred
        """
      ),
      configuration: configuration
    )
    let marks = try #require(project.run().first).coverage
    let found = try findMissing(of: program, among: flows, beyond: marks)
    #expect(found.unreached.isEmpty && found.defects.isEmpty)
    #expect(!found.calls.isEmpty && found.calls.allSatisfy { $0.passes })
    // As a file, they take all that was left.
    let text = renderFound(found, of: program, environment: nil)
    let again = try TestProject(menu, tests: text, configuration: configuration)
    var all = marks
    for result in try again.run() {
      #expect(result.passed, "\(again.shown(result))")
      all.merge(result.coverage)
    }
    let taken = try #require(all.flows["tested"]).branches
    #expect(program.branches.rows.allSatisfy { taken[$0.id] != nil })
  }

  @Test func `nothing is written where every branch is taken`() throws {
    let (program, flows) = try compiled(menu)
    let suite = try findSuite(of: program, among: flows)
    let text = renderFound(suite, of: program, environment: nil)
    let project = try TestProject(menu, tests: text, configuration: configuration)
    var marks = CoverageMarks()
    for result in try project.run() { marks.merge(result.coverage) }
    let found = try findMissing(of: program, among: flows, beyond: marks)
    #expect(found.calls.isEmpty && found.unreached.isEmpty)
  }

  @Test func `what nothing reaches is said with what was searched, and nothing is written for it`()
    throws
  {
    let (program, flows) = try compiled(
      flow(
        """
        main:
          - answer
          - goto: bye
            when: tries > 3
          - goto: bye
        bye:
          - hangUp
        """,
        top: "variables: { tries: int = 0 }"
      )
    )
    let found = try findMissing(of: program, among: flows, beyond: CoverageMarks())
    #expect(!found.calls.contains { $0.name.contains("when.true") })
    let missing = "`when` of goto never holds (tested: main/1/when.true)"
    let searched =
      "# searched: calls of a phoneNumber; one failure of the service a call; of an answer, a signal "
      + "and how a call begins one value at a time other than the ordinary; each to its end\n"
    let text = renderFound(found, of: program, environment: nil)
    #expect(text.hasPrefix("\(searched)# no call in that: \(missing)\n"), "\(text)")
    let explored = renderExploration(try explore(program, among: flows), of: program)
    #expect(explored.contains("\(searched)# no call in that: \(missing)\n"), "\(explored)")
    var bounds = ExploreBounds()
    bounds.states = 5
    let (asked, others) = try compiled(menu)
    let bounded = try findSuite(of: asked, among: others, within: bounds)
    #expect(bounded.scope?.words.hasSuffix("; to the bound of 5 states") ?? false)
  }

  @Test func `whoever may call is drawn, agents of Teams and accounts too`() throws {
    let kinds = [
      "communicationUser", "microsoftTeamsUser", "microsoftTeamsApp", "teamsExtensionUser",
    ]
    let (program, flows) = try compiled(
      flow(
        """
        main:
          - answer
          - switch: caller.kind
            cases: { \(kinds.map { "\($0): bye" }.joined(separator: ", ")) }
            default: bye
        bye:
          - hangUp
        """
      )
    )
    let found = try findSuite(of: program, among: flows)
    #expect(found.unreached.isEmpty && found.defects.isEmpty, "\(found.unreached)")
    let scope = try #require(found.scope)
    #expect(scope.words.hasPrefix("calls of a phoneNumber, \(kinds.joined(separator: ", "));"))
  }

  @Test func `a suite takes every branch that can be reached, in few calls`() throws {
    let (program, flows) = try compiled(menu)
    let suite = try findSuite(of: program, among: flows)
    #expect(suite.defects.isEmpty && suite.unreached.isEmpty)
    #expect(suite.calls.allSatisfy { $0.passes })
    let taken = suite.calls.reduce(into: Set<FlowPath>()) {
      $0.formUnion($1.branches.map(\.path))
    }
    #expect(program.branches.rows.allSatisfy { taken.contains($0.id) })
    // A transfer, its failure, the second choice and a failed menu are four ends of a call; what the
    // service refuses can be on the way of each.
    #expect(suite.calls.count <= 6, "\(suite.calls.map(\.yaml))")
    #expect(summary(of: suite).contains("by hand they would take"))
  }
}
