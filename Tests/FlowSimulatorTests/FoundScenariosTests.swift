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

  /// Three branches that no call can take, each for a reason that can be seen in its text.
  @Test(arguments: [
    // 1. `tries` is set nowhere: it is 0 throughout.
    ("- goto: bye\n  when: tries > 3", "main/1/when.true"),
    // 2. A number is not above 5 and below 3 at once.
    ("- goto: bye\n  when: tries > 5 && tries < 3", "main/1/when.true"),
    // 3. The text that is compared was set to another one just before.
    (
      "- set: { word: none }\n- switch: word\n  cases: { gold: bye }\n  default: continue",
      "main/2/cases.gold"
    ),
  ])
  func `what nothing reaches is said, and nothing is written for it`(
    steps: String,
    path: String
  ) throws {
    let indented = steps.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    let (program, flows) = try compiled(
      flow(
        """
        main:
          - answer
        \(indented)
          - goto: bye
        bye:
          - hangUp
        """,
        top: "variables: { tries: int = 0, word: string = none }"
      )
    )
    let found = try findMissing(of: program, among: flows, beyond: CoverageMarks())
    #expect(found.bound == nil)
    #expect(found.unreached.contains { $0.contains("(tested: \(path))") }, "\(found.unreached)")
    #expect(!found.calls.contains { $0.name.contains(path) })
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
