import ArgumentParser
import Diagnostics
import FlowLanguage
import FlowRuntime
import FlowSimulator
import FlowSyntax
import Foundation

/// What `flowctl validate` does, whoever read its arguments.
struct Validation {
  let paths: [String]
  /// The file that standard input stands for; nil for one flow by itself.
  var stdinPath: String?
  var format = FindingsFormat.text
  var environment: String?
  /// The day it is; nil to say nothing of dates that have gone by.
  var today: HoursSchedule.Day?
  /// From which weight on a finding fails the run.
  var failing = Severity.error
  var filter = FindingsFilter()

  /// Prints what is to be said, and throws the exit code.
  func run() async throws {
    let report = try await check()
    let (findings, held) = filter(report.findings, in: report.files)
    let text = render(
      findings,
      files: report.files,
      as: format,
      style: .forOutput,
      failing: failing
    )
    print(text, terminator: "")
    if filter.baseline != nil {
      let summary = FindingsSummary(of: held, files: report.files)
      complain("flowctl: the baseline holds \(summary.line) back")
    }
    throw findings.contains { $0.severity >= failing } ? ExitCode(1) : ExitCode(0)
  }

  private func check() async throws -> (findings: [Diagnostic], files: SourceFiles) {
    var files = SourceFiles()
    var findings: [Diagnostic] = []
    for path in Set(paths.filter { FileRole(of: $0) == .script }).sorted() {
      findings += checkedScript(path, try contents(of: path), adding: &files).findings
    }
    for (sources, tests, callers, unread) in try readings() {
      let (project, compilation) = await compileConcurrently(
        sources,
        after: files,
        tasks: ProcessInfo.processInfo.activeProcessorCount
      )
      // To free a thousand flows takes a fifth of the run, and the process is about to end.
      keepForever((project, compilation))
      if let complaint = project.environmentComplaint { throw complaint }
      files = project.files
      findings += unread + project.findings
      for (named, group) in byEnvironment(tests + callers) {
        // As they are run: with the environment that they name.
        let isOther = environment == nil && named != nil && named != project.environmentName
        let tried = isOther ? compileProject(self.sources(sources.files, named)) : project
        findings += check(group, of: tried, adding: &files)
      }
    }
    return (findings, files)
  }

  /// What is wrong with the tests of a project's flows, and with the files of callers.
  private func check(
    _ group: [ProjectFile],
    of project: CompiledProject,
    adding files: inout SourceFiles
  ) -> [Diagnostic] {
    let flows = TestedFlows(
      programs: project.programs,
      isWhole: !project.findings.hasErrors,
      zones: SystemZones(),
      missingEnvironment: project.missingEnvironment
    )
    return group.flatMap { file in
      let (source, decoding) = readSource(file.bytes, name: file.path, into: &files)
      let isTest = FileRole(of: file.path) == .tests
      let findings =
        isTest ? readScenarios(source, of: flows).findings : readCallers(source, of: flows).findings
      return decoding + findings
    }
  }

  /// A project as far as it was read: its flows, the tests of them, and what could not be read.
  private struct Reading {
    var files: [ProjectFile] = []
    var tests: [ProjectFile] = []
    var callers: [ProjectFile] = []
    var unread: [Diagnostic] = []
  }

  /// The projects the paths belong to, each once, with what could not be read of them.
  private func readings() throws -> [(
    sources: ProjectSources, tests: [ProjectFile], callers: [ProjectFile], unread: [Diagnostic]
  )] {
    var roots: [String] = []
    var projects: [String: Reading] = [:]
    var taken: Set<String> = []
    for path in paths where FileRole(of: path) != .script {
      let (folder, reading) = try read(path)
      let root = folder == "-" ? folder : realPath(folder)
      if projects[root] == nil { roots.append(root) }
      projects[root, default: Reading()].unread += reading.unread
      // A file is one however it is written: `a.yaml`, `./a.yaml`, or the folder it is in.
      func isNew(_ file: ProjectFile) -> Bool {
        taken.insert("\(root):\(realPath(file.path))").inserted
      }
      projects[root]?.files += reading.files.filter(isNew)
      projects[root]?.tests += reading.tests.filter(isNew)
      projects[root]?.callers += reading.callers.filter(isNew)
    }
    return roots.compactMap { root in
      projects[root].map { (sources($0.files, environment), $0.tests, $0.callers, $0.unread) }
    }
  }

  private func read(_ path: String) throws -> (String, Reading) {
    do {
      if path == "-", stdinPath == nil { return try readStandardInput() }
      var folder = try FlowFolder(at: stdinPath ?? path)
      folder.typed = try stdinPath.map { ProjectFile(path: $0, bytes: try standardInput()) }
      let reading = try folder.read(
        environment: environment,
        requiresValues: false,
        zones: SystemZones()
      )
      return (
        folder.root,
        Reading(
          files: reading.sources.files,
          tests: reading.tests,
          callers: reading.callers,
          unread: reading.findings
        )
      )
    } catch let error as FolderError {
      throw Complaint(error)
    }
  }

  /// One flow from standard input, with the environments of the project it is piped in.
  private func readStandardInput() throws -> (String, Reading) {
    let flow = ProjectFile(
      path: "-",
      bytes: try standardInput()
    )
    let described = describedFiles([flow])
    guard let configuration = try FlowFolder(at: ".").configuration else {
      return ("-", Reading(files: [flow] + described))
    }
    let reading = try FlowFolder(at: configuration).read(
      environment: environment,
      requiresValues: false,
      zones: SystemZones()
    )
    return ("-", Reading(files: reading.sources.files + [flow] + described))
  }

  private func sources(_ files: [ProjectFile], _ environment: String?) -> ProjectSources {
    var sources = ProjectSources(
      files: files.sorted { $0.path < $1.path },
      environment: environment,
      requiresValues: false,
      zones: SystemZones(),
      today: today
    )
    sources.hintsAtValues = true
    return sources
  }
}

/// Keeps a value until the process ends.
private func keepForever<Value>(_ value: Value) {
  _ = Unmanaged.passRetained(Kept(value))
}

private final class Kept<Value> {
  let value: Value
  init(_ value: Value) { self.value = value }
}

/// The one path of a file or folder, through all links; standard input's is its own.
func realPath(_ path: String) -> String {
  guard path != "-", let resolved = realpath(path, nil) else { return path }
  defer { free(resolved) }
  return String(cString: resolved)
}

extension RenderStyle {
  /// Color on a terminal, unless `NO_COLOR` says otherwise.
  static var forOutput: RenderStyle {
    let wantsColor = ProcessInfo.processInfo.environment["NO_COLOR"]?.isEmpty ?? true
    return wantsColor && isatty(STDOUT_FILENO) == 1 ? .ansi : .plain
  }
}

/// Findings as a terminal shows them.
func renderedFindings(_ findings: [Diagnostic], files: SourceFiles) -> String {
  renderText(findings, files: files, style: .forOutput)
}
