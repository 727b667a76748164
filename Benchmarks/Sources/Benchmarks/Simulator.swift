import CallModel
import Diagnostics
import FlowLanguage
import FlowSimulator
import FlowSyntax
import Foundation
import Synchronization

/// A scenario of the flow of 40 lines, of 15 lines itself: a question that is passed, one that is
/// answered wrong, an agent who takes the call and leaves it.
func scenario(named name: String) -> String {
  """
    \(name):
      - hears: welcome
      - hears: menu
      - silence
      - hears: menu
      - press: 7
      - hears: menu
      - press: 2
      - rings: alice
      - alice: accepts
      - joins: alice
      - expect: agent.outcome == 'done'
      - after: 20s
      - alice: leaves
      - logged: "support was for *"
      - ends: hungUp

  """
}

/// Reads and runs that many scenarios of 15 lines, on two threads.
func runScenarios(count: Int) {
  guard let (programs, files) = project([("flow.yaml", flow(number: 0))]),
    let program = programs.first
  else { return print("the flow has errors") }
  let flows = TestedFlows(programs: programs, isWhole: true, zones: NoZones())
  let text =
    "test: bench-0\nscenarios:\n" + (0..<count).map { scenario(named: "number \($0)") }.joined()
  var read: [Scenario] = []
  let reading = best(of: 3) {
    var sources = files
    let (source, _) = readSource(Array(text.utf8), name: "a.test.yaml", into: &sources)
    read = readScenarios(source, of: flows).file.scenarios
  }
  let scenarios = read
  let running = best(of: 3) {
    DispatchQueue.concurrentPerform(iterations: 2) { half in
      for index in stride(from: half, to: scenarios.count, by: 2) {
        precondition(runScenario(scenarios[index], of: program).passed, "the scenario passes")
      }
    }
  }
  print(
    "\(scenarios.count) scenarios: read in \(milliseconds(reading)) ms, run in "
      + "\(milliseconds(running)) ms on two threads"
  )
}

/// Changes flows one place at a time and asks their scenarios, on two threads; each flow's file has
/// its scenarios beside it.
func mutants(_ paths: [String]) {
  var (mutants, asked, count, time) = (0, 0, 0, 0.0)
  for path in paths {
    let test = path.replacingOccurrences(of: ".yaml", with: ".test.yaml")
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let tests = try? String(contentsOfFile: test, encoding: .utf8)
    else { return print("\(path) and \(test) cannot be read") }
    let sources = projectSources([(path, text)] + configuration(beside: path))
    let project = compileProject(sources)
    guard let program = project.programs.first else { return print("\(path) has errors") }
    var files = project.files
    let (source, _) = readSource(Array(tests.utf8), name: test, into: &files)
    let flows = TestedFlows(programs: project.programs, isWhole: true, zones: NoZones())
    let scenarios = readScenarios(source, of: flows).file.scenarios
    let results = scenarios.map { runScenario($0, of: program) }
    let start = ContinuousClock.now
    let mutated = MutatedProject(
      sources,
      scenarios.map { ($0, program.name) },
      passing: results
    )
    let halves = Halves()
    DispatchQueue.concurrentPerform(iterations: 2) { half in
      let trials = stride(from: half, to: mutated.count, by: 2).compactMap { mutated.trial($0) }
      halves.add(trials.count, trials.reduce(0) { $0 + $1.asked })
    }
    time += seconds(ContinuousClock.now - start)
    mutants += halves.total.mutants
    asked += halves.total.asked
    count += scenarios.count
  }
  print(
    "\(mutants) mutants, \(count) scenarios, \(asked) runs in \(milliseconds(time)) ms on two "
      + "threads: \(milliseconds(time / Double(max(1, mutants)))) ms a mutant"
  )
}

/// What two threads have counted.
private final class Halves: Sendable {
  private let counts = Mutex((mutants: 0, asked: 0))

  var total: (mutants: Int, asked: Int) { counts.withLock { $0 } }

  func add(_ mutants: Int, _ asked: Int) {
    counts.withLock {
      $0.mutants += mutants
      $0.asked += asked
    }
  }
}

private func configuration(beside path: String) -> [(path: String, text: String)] {
  let file = URL(filePath: path).deletingLastPathComponent().appending(path: "flowctl.yaml").path
  guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return [] }
  return [("flowctl.yaml", text)]
}

private let endpoint = """
  environments:
    dev: { cognitiveServicesEndpoint: https://contoso-ai.cognitiveservices.azure.com }

  """

/// Runs a call again and again through engine and emulator, one thread.
func simulatedCalls() {
  let calls = 2_000
  guard let (programs, files) = project([("flow.yaml", flow(number: 0))]),
    let program = programs.first
  else { return print("the flow has errors") }
  var sources = files
  let text = "test: bench-0\nscenarios:\n" + scenario(named: "one")
  let (source, _) = readSource(Array(text.utf8), name: "a.test.yaml", into: &sources)
  let flows = TestedFlows(programs: programs, isWhole: true, zones: NoZones())
  let (file, findings) = readScenarios(source, of: flows)
  guard findings.isEmpty, let scenario = file.scenarios.first else {
    return print("the scenario has errors")
  }
  let result = runScenario(scenario, of: program)
  guard result.passed else { return print("the scenario fails") }
  var time = 0.0
  let spent = cpu {
    time = best(of: 3) {
      for _ in 0..<calls { _ = runScenario(scenario, of: program) }
    }
  }
  let each = spent / Double(3 * calls)
  let ratio = each / Double(result.inputs) / inputOfEngine(program)
  let inputs = result.inputs * calls
  print(
    "\(calls) calls of \(result.inputs) inputs in \(milliseconds(time)) ms, one thread: "
      + "\(Int(Double(calls) / time)) calls/s, \(Int(Double(inputs) / time)) inputs/s; "
      + "\(milliseconds(each)) ms of CPU each, for an input "
      + String(format: "%.1f times what the machine alone takes for one", ratio)
  )
}

/// Explores a flow of a file, one thread; the last argument may be a number of states.
func exploredStates(_ arguments: [String]) {
  var bounds = ExploreBounds()
  if let states = arguments.last.flatMap({ Int($0) }) { bounds.states = states }
  let files = arguments.filter { Int($0) == nil }.map { path in
    (path, (try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
  }
  guard let (programs, _) = project(files + configuration(beside: files.first?.0 ?? "")),
    let program = programs.first else {
    return print("the flow has errors")
  }
  let flows = TestedFlows(programs: programs, isWhole: true, zones: NoZones())
  let start = ContinuousClock.now
  guard let found = try? explore(program, among: flows, within: bounds) else {
    return print("the flow cannot be explored")
  }
  let time = seconds(ContinuousClock.now - start)
  print(
    "\(found.states) states, \(found.ways) ways in \(milliseconds(time)) ms, one thread: "
      + "\(Int(Double(found.states) / time)) states/s, \(Int(Double(found.ways) / time)) ways/s"
      + (found.bound.map { "; bound: \($0)" } ?? "")
  )
}

private func project(_ texts: [(path: String, text: String)]) -> (ProgramSet, SourceFiles)? {
  let project = compileProject(projectSources(texts))
  guard !project.findings.hasErrors else {
    print(renderText(project.findings, files: project.files, style: .plain))
    return nil
  }
  return (project.programs, project.files)
}

private func projectSources(_ texts: [(path: String, text: String)]) -> ProjectSources {
  let files = (texts + [("flowctl.yaml", endpoint)]).map { path, text in
    ProjectFile(path: path, bytes: Array(text.utf8))
  }
  let unique = Dictionary(files.map { ($0.path, $0) }) { first, _ in first }
  return ProjectSources(
    files: unique.values.sorted { $0.path < $1.path },
    environment: nil,
    requiresValues: true,
    zones: NoZones()
  )
}
