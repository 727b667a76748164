import ArgumentParser
import Diagnostics
import FlowLanguage
import FlowSimulator

/// What `flowctl test --missing` and `--suite` do.
struct ScenarioSearch {
  let run: TestRun
  /// Whether all branches are to be taken, and not only those that no scenario takes.
  let isSuite: Bool
  /// The folder that a file for each flow is written to; nil for what is printed.
  let writeTo: String?
  let bounds: ExploreBounds

  /// Looks for scenarios, prints them, and says whether all is well.
  func report() async throws -> Bool {
    let plan = try run.plan()
    guard !plan.tested.isEmpty else {
      throw Complaint(
        "there are no scenarios in \(run.paths.joined(separator: ", ")): a file *.test.yaml "
          + "names the flow that is tested"
      )
    }
    let results = isSuite ? [] : await run.results(of: plan.jobs)
    var coverage = CoverageMarks()
    for result in results { coverage.merge(result.coverage) }
    var isWell = results.allSatisfy(\.passed)
    if !isWell { complain("flowctl: some scenarios fail; what they take counts all the same") }
    if plan.tested.count > 1, writeTo == nil {
      complain(
        "flowctl: what is printed is of \(plan.tested.count) flows, and a file is of one: "
          + "`--write-to FOLDER` writes a file for each"
      )
    }
    for flow in plan.tested {
      let found = try found(flow, beyond: coverage)
      let heading = "# \(flow.program.name): \(words(for: found))\n"
      let text = heading + renderFound(found, of: flow.program, environment: flow.environment)
      try tell(text, of: flow.program, isEmpty: found.calls.isEmpty, plan)
      isWell = isWell && found.defects.isEmpty
    }
    return isWell
  }

  /// Prints what was found for a flow, or writes it; what has no scenario is no file.
  private func tell(
    _ text: String,
    of program: FlowLanguage.Program,
    isEmpty: Bool,
    _ plan: TestRun.Plan
  ) throws {
    guard let writeTo, !isEmpty else {
      print(plan.tested.first?.program.name == program.name ? text : "\n" + text, terminator: "")
      return
    }
    let path = "\(writeTo)/\(program.name).\(isSuite ? "suite" : "missing").test.yaml"
    if plan.files.all.contains(where: { realPath($0.name) == realPath(path) }) {
      throw Complaint("`\(path)` is among what is tested: name another folder")
    }
    try writeFile(at: path, with: text)
    print("\(path): \(text.prefix { $0 != "\n" }.dropFirst(2))")
  }

  private func found(
    _ flow: TestRun.Plan.Flow,
    beyond coverage: CoverageMarks
  ) throws -> FoundScenarios {
    do throws(ExploreFailure) {
      return isSuite
        ? try findSuite(of: flow.program, among: flow.flows, within: bounds)
        : try findMissing(
          of: flow.program,
          among: flow.flows,
          beyond: coverage,
          within: bounds
        )
    } catch {
      throw Complaint("`\(flow.program.name)`: \(error)")
    }
  }

  private func words(for found: FoundScenarios) -> String {
    if isSuite { return summary(of: found) }
    guard !found.calls.isEmpty else {
      return found.unreached.isEmpty ? "every branch is taken" : "no scenario to add"
    }
    return "\(found.calls.count) to add, in a file of their own"
  }
}
