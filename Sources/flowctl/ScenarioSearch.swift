import ArgumentParser
import FlowLanguage
import FlowSimulator

/// What `flowctl test --missing` and `--suite` do.
struct ScenarioSearch {
  let run: TestRun
  /// Whether all branches are to be taken, and not only those that no scenario takes.
  let isSuite: Bool
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
    for (number, flow) in plan.tested.enumerated() {
      let found = try found(flow, beyond: coverage)
      if number > 0 { print("") }
      print("# \(flow.program.name): \(words(for: found))")
      print(
        renderFound(found, of: flow.program, environment: flow.environment),
        terminator: ""
      )
      isWell = isWell && found.defects.isEmpty
    }
    return isWell
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
