import ArgumentParser
import Diagnostics
import FlowLanguage
import FlowRuntime
import FlowSimulator
import FlowSyntax
import Foundation

/// What `flowctl test` does once.
struct TestRun {
  let paths: [String]
  let filter: String?
  let environment: String?
  /// The seeds of what goes wrong where each scenario is run again.
  let seeds: [UInt64]
  let format: TestFormat
  let isVerbose: Bool
  let coverage: CoverageFormat?
  let coverageTo: String?
  let failUnder: Double?
  var tellsRequirements = false

  /// A scenario with its flow.
  struct Job: Sendable {
    let file: Int
    let scenario: Scenario
    let program: Program
  }

  /// What is to be run, with what is wrong with it.
  struct Plan {
    /// A flow that is tested, among those of its project.
    struct Flow: Sendable {
      let program: Program
      let flows: TestedFlows
      /// The environment that its files name.
      let environment: String?
    }

    var files = SourceFiles()
    /// The files of tests that are in it, each once, whatever it was named by.
    var taken: Set<String> = []
    var names: [String] = []
    /// The requirements that each file names.
    var requirements: [[String]] = []
    var jobs: [Job] = []
    var findings: [Diagnostic] = []
    var programs: [Program] = []
    var tested: [Flow] = []
    /// The flows of each environment, with the jobs that are theirs.
    var projects: [(sources: ProjectSources, jobs: Range<Int>)] = []
  }

  /// The project of a path.
  static func folder(at path: String) throws -> FlowFolder {
    do throws(FolderError) {
      return try FlowFolder(at: path)
    } catch {
      throw Complaint(error)
    }
  }

  /// Runs the scenarios, prints what came of them, and says whether all is well.
  func report() async throws -> Bool {
    let plan = try plan()
    guard !plan.jobs.isEmpty else { throw noScenarios }
    let results = await results(of: plan.jobs)
    let tested = plan.tested(results)
    let text = renderTests(
      tested,
      files: plan.files,
      as: format,
      isVerbose: isVerbose,
      style: .forOutput
    )
    print(text, terminator: "")
    let isMet = tell(requirements: RequirementReport(tested))
    return try tell(tested, plan) && tested.failures.isEmpty && isMet
  }

  /// What is said where there are no scenarios.
  var noScenarios: Complaint {
    let what = filter.map { "no scenario has `\($0)` in its name" } ?? "there are no scenarios"
    return Complaint("\(what) in \(paths.joined(separator: ", ")): they stand in *.test.yaml")
  }

  /// What is to be run; after errors, which are printed, the exit code 1.
  func plan() throws -> Plan {
    var plan = Plan()
    for path in paths { try add(path, to: &plan) }
    try refuseToReplace(plan.files)
    guard plan.findings.hasErrors else { return plan }
    if let findingsFormat = format.ofFindings {
      print(render(plan.findings, files: plan.files, as: findingsFormat), terminator: "")
    } else {
      complain(renderedFindings(plan.findings, files: plan.files))
    }
    throw ExitCode(1)
  }

  /// What is written replaces nothing that was read.
  private func refuseToReplace(_ files: SourceFiles) throws {
    guard let coverageTo else { return }
    if files.all.contains(where: { realPath($0.name) == realPath(coverageTo) }) {
      throw Complaint("`\(coverageTo)` is among what is tested: name another file")
    }
  }

  /// What comes of the scenarios, in their order: the first thing that differs where they are run
  /// again and something goes wrong.
  func results(of jobs: [Job]) async -> [ScenarioResult] {
    await dealtOut(jobs, to: ProcessInfo.processInfo.activeProcessorCount) { job in
      let result = runScenario(job.scenario, of: job.program)
      guard result.passed else { return result }
      let perturbed = seeds.lazy.compactMap { seed in
        perturbScenario(job.scenario, of: job.program, seed: seed, against: result)
      }
      return perturbed.first ?? result
    }
  }

  /// Says which scenarios requirements have; whether all are met.
  ///
  /// Of a choice of scenarios only those that it leaves are told.
  private func tell(requirements report: RequirementReport) -> Bool {
    guard tellsRequirements else { return true }
    print("\n" + report.text, terminator: "")
    return report.rows.allSatisfy { $0.isMet || (filter != nil && $0.scenarios.isEmpty) }
  }

  /// Says what was covered; whether it is enough.
  private func tell(_ tested: [TestedFile], _ plan: Plan) throws -> Bool {
    guard coverage != nil || failUnder != nil else { return true }
    let report = CoverageReport(tested.coverage, of: plan.programs, in: plan.files)
    if let coverage {
      let text = renderCoverage(report, as: coverage)
      if let coverageTo {
        try writeFile(at: coverageTo, with: text)
      } else {
        print((format == .text ? "\n" : "") + text, terminator: "")
      }
    }
    guard let failUnder, report.percent < failUnder else { return true }
    complain("flowctl: \(report.shownPercent) of the branches are taken, less than \(failUnder)%")
    return false
  }

  private func add(_ path: String, to plan: inout Plan) throws {
    // A shell that is given `*.yaml` names callers' scripts too.
    guard FileRole(of: path) != .script else { return }
    let folder = try Self.folder(at: path)
    var tests = try read(folder, environment: environment).tests
    // Of flows without scenarios of their own, those of the project that test them.
    let isTestedElsewhere = tests.isEmpty && folder.scope != .project
    let project = isTestedElsewhere ? try Self.folder(at: folder.root) : folder
    if isTestedElsewhere { tests = try read(project, environment: nil).tests }
    for (environment, group) in byEnvironment(tests) {
      let sources = try read(project, environment: environment ?? self.environment)
      add(sources, group, testing: isTestedElsewhere ? folder : nil, to: &plan)
    }
  }

  private func add(
    _ reading: FolderReading,
    _ tests: [ProjectFile],
    testing asked: FlowFolder?,
    to plan: inout Plan
  ) {
    var compilation = ProjectCompilation(reading.sources, after: plan.files)
    let project = compilation.run()
    plan.files = project.files
    plan.findings += reading.findings.filter { $0.severity == .error }
    // Where files name an environment that there is not, they are told.
    let missing =
      tests.contains { namedEnvironment(in: $0.bytes) != nil }
      ? project.missingEnvironment : nil
    plan.findings += project.findings.filter { $0.severity == .error && $0 != missing }
    let flows = TestedFlows(
      programs: project.programs,
      isWhole: !project.findings.hasErrors,
      zones: SystemZones(),
      missingEnvironment: missing
    )
    var tested: Set<String> = []
    let firstJob = plan.jobs.count
    for test in tests {
      let (source, decoding) = readSource(test.bytes, name: test.path, into: &plan.files)
      let (file, findings) = readScenarios(source, of: flows)
      let program = file.flow.flatMap { project.programs.place(named: $0) }
        .map { project.programs[$0] }
      if let asked, program?.isAsked(for: asked) != true { continue }
      guard plan.taken.insert(realPath(test.path)).inserted else { continue }
      plan.findings += decoding + findings
      guard let program else { continue }
      if tested.insert(program.name).inserted {
        plan.tested.append(Plan.Flow(program: program, flows: flows, environment: file.environment))
      }
      let names = [test.path.lowercased()]
      plan.names.append(test.path)
      plan.requirements.append(file.requirements)
      for scenario in file.scenarios {
        let isMeant = filter.map { text in
          (names + [scenario.name.lowercased()]).contains { $0.contains(text.lowercased()) }
        }
        guard isMeant ?? true else { continue }
        plan.jobs.append(Job(file: plan.names.count - 1, scenario: scenario, program: program))
      }
    }
    plan.projects.append((reading.sources, firstJob..<plan.jobs.count))
    plan.programs += project.programs.filter { program in
      tested.contains(program.name) || asked == nil
        || tested.contains { name in
          project.programs.first { $0.name == name }?.flow(named: program.name) != nil
        }
    }
  }

  private func read(_ folder: FlowFolder, environment: String?) throws -> FolderReading {
    do throws(FolderError) {
      return try folder.read(environment: environment, requiresValues: true, zones: SystemZones())
    } catch {
      throw Complaint(error)
    }
  }
}

/// Files of tests, or of callers, by the environment that they name, in their order.
func byEnvironment(_ files: [ProjectFile]) -> [(environment: String?, files: [ProjectFile])] {
  var groups: [(environment: String?, files: [ProjectFile])] = []
  for file in files {
    let named = namedEnvironment(in: file.bytes)
    if let index = groups.firstIndex(where: { $0.environment == named }) {
      groups[index].files.append(file)
    } else {
      groups.append((named, [file]))
    }
  }
  return groups
}

/// The environment that a file of tests, or of callers, names.
func namedEnvironment(in bytes: [UInt8]) -> String? {
  var files = SourceFiles()
  let (source, _) = readSource(bytes, name: "environment", into: &files)
  return parseYAML(source).document.root?["environment"]?.scalar?.text
}

extension TestRun.Plan {
  /// The files with what came of their scenarios; those without any are left out.
  func tested(_ results: [ScenarioResult]) -> [TestedFile] {
    names.enumerated().compactMap { index, name in
      let own = zip(jobs, results).filter { $0.0.file == index }.map(\.1)
      guard !own.isEmpty else { return nil }
      return TestedFile(name: name, results: own, requirements: requirements[index])
    }
  }
}
