import Diagnostics
import FlowLanguage
import FlowRuntime
import FlowSimulator
import Foundation

/// What `flowctl test --mutate` does: changes the flows one place at a time and asks the scenarios.
struct MutationRun {
  let run: TestRun

  /// Prints what came of it, and says whether enough is noticed.
  func report() async throws -> Bool {
    let plan = try run.plan()
    guard !plan.jobs.isEmpty else { throw run.noScenarios }
    let results = await run.results(of: plan.jobs)
    let tested = plan.tested(results)
    guard tested.failures.isEmpty else {
      // What fails anyway notices nothing.
      print(renderTests(tested, files: plan.files, as: .text, style: .forOutput), terminator: "")
      complain("flowctl: scenarios that fail notice no change; mend these first")
      return false
    }
    var trials: [MutantResult] = []
    for project in plan.projects where !project.jobs.isEmpty {
      trials += await self.trials(of: project, plan, results)
    }
    let names = plan.jobs.map { job in
      MutationReport.Name(file: plan.names[job.file], scenario: job.scenario.name)
    }
    let report = MutationReport(trials, names, in: plan.files)
    print(run.format == .json ? report.json : report.text, terminator: "")
    guard let failUnder = run.failUnder, report.percent < failUnder else { return true }
    complain("flowctl: \(Int(report.percent))% of the mutants are noticed, less than \(failUnder)%")
    return false
  }

  /// Tries every mutant of a project on all cores.
  private func trials(
    of project: (sources: ProjectSources, jobs: Range<Int>),
    _ plan: TestRun.Plan,
    _ results: [ScenarioResult]
  ) async -> [MutantResult] {
    let jobs = plan.jobs[project.jobs]
    let mutated = MutatedProject(
      project.sources,
      jobs.map { ($0.scenario, $0.program.name) },
      passing: Array(results[project.jobs])
    )
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let trials = await dealtOut(Array(0..<mutated.count), to: cores) { mutated.trial($0) }
    return trials.compactMap { trial in
      trial?.numbered(from: project.jobs.lowerBound)
    }
  }
}
