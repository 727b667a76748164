import ArgumentParser
import Diagnostics
import FlowLanguage
import FlowRuntime
import FlowSimulator
import FlowSyntax
import Foundation

/// The flows by which calls are told again as scenarios.
struct RetellingProject {
  private let flows: TestedFlows
  private let environment: String?
  let programs: [Program]
  /// The folder of the flows.
  let root: URL

  /// Reads the flows of a folder, or of a flow's project; after errors, which are printed, the exit
  /// code is 1.
  init(at path: String, environment: String?) throws {
    self.environment = environment
    do {
      let folder = try FlowFolder(at: path)
      root = URL(filePath: folder.root).standardizedFileURL
      var reading = try folder.read(
        environment: environment,
        requiresValues: true,
        zones: SystemZones()
      )
      reading.sources.add(Development.environments)
      let project = compileProject(reading.sources)
      if let complaint = project.environmentComplaint { throw complaint }
      let findings = reading.findings + project.findings
      guard !findings.hasErrors else {
        complain(renderedFindings(findings, files: project.files))
        throw ExitCode(1)
      }
      flows = TestedFlows(programs: project.programs, isWhole: true, zones: SystemZones())
      programs = project.programs.filter { $0.isAsked(for: folder) }
    } catch let error as FolderError {
      throw Complaint(error)
    }
  }

  /// A call as a file of one scenario that passes; what of it cannot be told is said on the way.
  func tell(
    _ entries: [JournalEntry],
    of program: Program,
    _ options: RetellingOptions
  ) throws -> String {
    let past = entries.map { PastInput($0.input, $0.effects) }
    guard let told = retell(past, of: program, options) else {
      throw Complaint("the journal has not the beginning of the call")
    }
    for note in told.notes { complain("flowctl: \(quoted(note, limit: QuotingLimits.sentence))") }
    var problem = ""
    for text in told.texts.map({ head + $0 }) {
      guard let found = self.problem(of: text) else { return text }
      problem = problem.isEmpty ? found : problem
    }
    complain(problem)
    throw Complaint("the call cannot be told as a scenario that passes")
  }

  private var head: String { environment.map { "environment: \($0)\n" } ?? "" }

  /// What is wrong with a file, or fails when it is run; nil for nothing.
  private func problem(of text: String) -> String? {
    var files = SourceFiles()
    let (source, decoding) = readSource(Array(text.utf8), name: "scenario", into: &files)
    let (file, findings) = readScenarios(source, of: flows)
    let all = decoding + findings
    guard !all.hasErrors else { return renderedFindings(all, files: files) }
    let failures = file.scenarios.compactMap { scenario -> Diagnostic? in
      let program = file.flow.flatMap { flows.programs.place(named: $0) }
        .map { flows.programs[$0] }
      return program.flatMap { runScenario(scenario, of: $0).failure }.map(\.withoutStep)
    }
    return failures.isEmpty ? nil : renderedFindings(failures, files: files)
  }
}

extension ScenarioFailure {
  /// The failure with its place in the scenario alone: the flow's files are not among those at hand.
  fileprivate var withoutStep: Diagnostic {
    Diagnostic(.failedScenario, message, at: Diagnostic.Label(line, label), help: help)
  }
}
