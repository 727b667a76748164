import ArgumentParser
import Diagnostics
import FlowLanguage
import FlowRuntime
import FlowSimulator

/// `flowctl explore`: walks the calls a flow can have.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract: "Walk the calls a flow can have, and print those that come to no good.",
    discussion: """
      Breadth first over what can happen at each wait, with the interpreter of production and the \
      emulated service: every answer, none and a wrong one, what parties do who are rung, what \
      requests get, signals, time passing, somebody leaving, and one refused command a call. Each \
      call that is printed is a scenario for `flowctl test`. Exit code 1: a dead end, a loop without \
      an exit, or a caller who is left alone in silence.
      """
  )

  @Argument(help: "The flow.", completion: .file())
  var flow: String

  @Option(help: "The most states that are kept; each takes some tens of KiB.")
  var states = ExploreBounds().states

  @Option(help: "The most things that happen in one call.")
  var depth = ExploreBounds().depth

  @Option(help: "The environment of flowctl.yaml whose values the flow gets.")
  var environment: String?

  func validate() throws {
    guard (1...1_000_000).contains(states) else {
      throw ValidationError("--states takes a number from 1 to 1000000")
    }
    guard (1...1_000).contains(depth) else {
      throw ValidationError("--depth takes a number from 1 to 1000")
    }
  }

  func run() throws {
    let (flows, program) = try readTestedFlow(at: flow, environment: environment)
    var bounds = ExploreBounds()
    bounds.states = states
    bounds.depth = depth
    guard let exploration = explore(program, among: flows, within: bounds) else {
      throw Complaint("`\(flow)` cannot be begun: its parameters have no values that are known")
    }
    print(renderExploration(exploration, of: program), terminator: "")
    guard exploration.breaches.isEmpty else { throw ExitCode(1) }
  }
}

/// The flow of a file, with those it is compiled with; after errors, which are printed, the exit
/// code 1.
func readTestedFlow(
  at path: String,
  environment: String?
) throws -> (flows: TestedFlows, program: Program) {
  let folder = try TestRun.folder(at: path)
  let reading: FolderReading
  do throws(FolderError) {
    reading = try folder.read(
      environment: environment,
      requiresValues: true,
      zones: SystemZones()
    )
  } catch {
    throw Complaint(error)
  }
  let project = compileProject(reading.sources)
  if let complaint = project.environmentComplaint { throw complaint }
  let findings = (reading.findings + project.findings).filter { $0.severity == .error }
  guard findings.isEmpty else {
    complain(renderedFindings(findings, files: project.files))
    throw ExitCode(1)
  }
  let flows = TestedFlows(programs: project.programs, isWhole: true, zones: SystemZones())
  guard let file = folder.file,
    let program = project.programs.first(where: { $0.sources.first?.path == file })
  else { throw Complaint("`\(path)` is not one flow: name its file") }
  return (flows, program)
}
