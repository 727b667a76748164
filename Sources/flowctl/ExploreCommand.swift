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
      requests get, signals, time passing, somebody leaving, and one failure of the service a call. \
      States that go on alike are followed once. What is printed is a file of scenarios for `flowctl \
      test`: each was run. Exit code 1: a call comes to what it must not, such as a dead end, a loop \
      without an exit, or a caller who is left alone in silence.
      """
  )

  @Argument(help: "The flow.", completion: .file())
  var flow: String

  @OptionGroup var limits: ExploreLimits

  @Option(help: "The environment of flowctl.yaml whose values the flow gets.")
  var environment: String?

  func run() throws {
    let (flows, program) = try readTestedFlow(at: flow, environment: environment)
    let exploration: Exploration
    do throws(ExploreFailure) {
      exploration = try explore(program, among: flows, within: limits.bounds)
    } catch {
      throw Complaint("`\(flow)`: \(error)")
    }
    print(renderExploration(exploration, of: program), terminator: "")
    guard exploration.breaches.isEmpty, exploration.defects.isEmpty else { throw ExitCode(1) }
  }
}

/// How far calls are followed.
struct ExploreLimits: ParsableArguments {
  @Option(help: "The most states of a call that are kept, 1 to 1000000; each takes about 6 KiB.")
  var states = ExploreBounds().states

  @Option(help: "The most things that happen in a call, 1 to 1000.")
  var depth = ExploreBounds().depth

  var bounds: ExploreBounds {
    var bounds = ExploreBounds()
    bounds.states = states
    bounds.depth = depth
    return bounds
  }

  func validate() throws {
    guard (1...1_000_000).contains(states) else {
      throw ValidationError("--states takes a number from 1 to 1000000")
    }
    guard (1...1_000).contains(depth) else {
      throw ValidationError("--depth takes a number from 1 to 1000")
    }
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
    try folder.requireFlow()
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
