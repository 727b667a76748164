import ArgumentParser
import Diagnostics
import FlowLanguage
import FlowRuntime
import FlowSimulator
import FlowSyntax
import Foundation

/// `flowctl simulate`: many calls whose callers are drawn.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Simulate many calls of a flow, with callers drawn from weights.",
    discussion: """
      callers.yaml beside the flow, or --callers, says how often which choice is made, how patient \
      callers are and how often parties answer; without one, all is as often. The flow and the \
      service are those of production and of `flowctl emulate`; time is virtual. The same seed gives \
      the same calls, however many cores there are.
      """
  )

  @Argument(help: "The flow: its file.", completion: .file())
  var flow: String

  @Option(help: "How many calls.")
  var calls = 1000

  @Option(help: "Decides what is drawn.")
  var seed: UInt64 = 1

  @Flag(
    help: ArgumentHelp(
      "Have things go wrong besides, as `flowctl test --perturb` does.",
      discussion: """
        Callbacks come late, twice and out of order, answers after events, requests are refused for a \
        while, and the server dies and starts again.
        """
    )
  )
  var faults = false

  @Option(
    help: "Who calls; callers.yaml, or FLOW.callers.yaml, beside the flow if left out.",
    completion: .file(extensions: ["yaml"])
  )
  var callers: String?

  @Option(help: "Write a page with charts there.", completion: .file(extensions: ["html"]))
  var html: String?

  @Option(
    help:
      "The environment of flowctl.yaml whose values the flow gets, where the callers do not say."
  )
  var environment: String?

  func validate() throws {
    guard (1...1_000_000).contains(calls) else {
      throw ValidationError("--calls takes a whole number from 1 to 1000000")
    }
  }

  func run() async throws {
    let (program, callers) = try read()
    guard !program.routes.isEmpty || callers.begins else {
      throw Complaint(
        "`\(program.name)` takes no calls and places none: simulate a flow that runs it"
      )
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let (seed, faults) = (seed, faults)
    let measures = await dealtOut(Array(1...calls), to: cores) { number in
      simulateCall(number, seed: seed, of: program, with: callers, hasFaults: faults)
    }
    let report = SimulationReport(measures, of: program.name, seed: seed, hasFaults: faults)
    if let html { try writeFile(at: html, with: report.html) }
    print(report.text, terminator: "")
    guard report.problems.isEmpty else { throw ExitCode(1) }
  }

  /// The flow and who calls it; findings are printed.
  private func read() throws -> (Program, Callers) {
    let folder = try TestRun.folder(at: flow)
    guard let file = folder.file else {
      throw Complaint("`\(flow)` is a folder: name one flow's file")
    }
    let path = try callersPath(beside: file)
    let bytes = try path.map { try contents(of: $0) }
    let project = compileProject(try sources(of: folder, bytes.flatMap(namedEnvironment)))
    if let complaint = project.environmentComplaint { throw complaint }
    let flows = TestedFlows(
      programs: project.programs,
      isWhole: !project.findings.hasErrors,
      zones: SystemZones()
    )
    let program = project.programs.first { $0.sources.first?.path == file }
    guard let program, !project.findings.hasErrors else {
      complain(renderedFindings(project.findings, files: project.files))
      throw ExitCode(1)
    }
    var files = project.files
    let read: (callers: Callers?, findings: [Diagnostic])
    if let path, let bytes {
      let (source, decoding) = readSource(bytes, name: path, into: &files)
      let (callers, findings) = readCallers(source, of: flows)
      read = (callers, decoding + findings)
    } else {
      read = ordinaryCallers(of: program.name, flows)
      // They are written in no file that a place could be in.
      if let finding = read.findings.first(where: { $0.severity == .error }) {
        throw Complaint(
          "`\(program.name)` needs a file of callers: \(finding.message)"
            + (finding.help.map { "; \($0)" } ?? "")
        )
      }
    }
    guard let callers = read.callers, !read.findings.hasErrors else {
      complain(renderedFindings(read.findings, files: files))
      throw ExitCode(1)
    }
    if let html, files.all.contains(where: { realPath($0.name) == realPath(html) }) {
      throw Complaint("`\(html)` is among what is simulated: name another file")
    }
    guard callers.flow == program.name else {
      throw Complaint(
        "`\(path ?? "")` is of the flow `\(callers.flow ?? "")`, not of `\(program.name)`; name "
          + "another with --callers"
      )
    }
    return (program, callers)
  }

  /// The file that says who calls; nil where there is none.
  private func callersPath(beside file: String) throws -> String? {
    if let callers { return callers }
    let url = URL(filePath: file)
    let stem = url.deletingPathExtension().lastPathComponent
    let folder =
      file.contains("/") ? String(file[...(file.lastIndex(of: "/") ?? file.startIndex)]) : ""
    return ["\(folder)\(stem).callers.yaml", "\(folder)callers.yaml"].first {
      FileManager.default.fileExists(atPath: $0)
    }
  }

  private func sources(of folder: FlowFolder, _ named: String?) throws -> ProjectSources {
    do throws(FolderError) {
      try folder.requireFlow()
      let reading = try folder.read(
        environment: named ?? environment,
        requiresValues: true,
        zones: SystemZones()
      )
      return reading.sources
    } catch {
      throw Complaint(error)
    }
  }
}
