import Diagnostics
import FlowLanguage
import FlowRuntime
import FlowSyntax
import Testing

@testable import FlowSimulator

/// Calls whose callers are drawn.
@Suite struct SimulationTests {
  private let flow = """
    flow: desk
    identities:
      line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
      alice: +12065551213
      frontDesk: +12065551212
    routes: [{ to: line }]
    prompts: { menu: Press 1 or 2., bye: Goodbye. }
    blocks:
      main:
        - answer
        - recognize: { prompt: menu, choices: { desk: { press: 1 }, agent: { press: 2 } }, retries: 0 }
          on: { desk: desk, agent: agent, failed: leave }
      agent:
        - addParticipant: { to: alice, timeout: 20s }
          id: added
          on: { failed: leave }
        - wait: { for: { gone: { left: added } } }
          on: { gone: leave }
      desk:
        - transfer: { to: frontDesk }
          on: { failed: leave }
      leave:
        - play: bye
        - hangUp
    """

  private let configuration = """
    environments: { test: { cognitiveServicesEndpoint: https://ai.example.com } }
    """

  private func read(
    _ callers: String
  ) throws -> (callers: Callers?, findings: [Diagnostic], program: FlowLanguage.Program) {
    let project = try TestProject(
      flow,
      tests: "test: desk\nscenarios: {}",
      configuration: configuration
    )
    let flows = TestedFlows(programs: project.programs, isWhole: true, zones: SystemZones())
    var files = project.files
    let (source, _) = readSource(Array(callers.utf8), name: "callers.yaml", into: &files)
    let read = readCallers(source, of: flows)
    return (read.callers, read.findings, try #require(project.programs.first))
  }

  private func report(_ callers: String, seed: UInt64 = 1) throws -> SimulationReport {
    let read = try read(callers)
    #expect(read.findings.isEmpty, "\(read.findings)")
    let who = try #require(read.callers)
    let measures = (1...200).map { simulateCall($0, seed: seed, of: read.program, with: who) }
    return SimulationReport(measures, of: "desk", seed: seed)
  }

  @Test func `one seed gives one result, and another one another`() throws {
    let callers = "simulate: desk\n"
    let one = try report(callers)
    #expect(try report(callers).text == one.text)
    #expect(try report(callers, seed: 2).text != one.text)
    #expect(one.calls == 200)
    #expect(one.problems.isEmpty)
  }

  @Test func `weights decide who does what, and how patient callers are`() throws {
    let desk = try report("simulate: desk\nchoices: { desk: 1, agent: 0 }\n")
    #expect(desk.ends == [.init(name: "transferred", count: 200)])
    let silent = try report("simulate: desk\nchoices: { desk: 0, agent: 0, silence: 1 }\n")
    #expect(silent.ends == [.init(name: "hungUp", count: 200)])
    #expect(silent.prompts.first { $0.name == "bye" }?.count == 200)
    let tired = try report(
      """
      simulate: desk
      choices: { desk: 0 }
      patience: { 8s: 1 }
      parties: { alice: { noAnswer: 1 } }
      """
    )
    #expect(tired.ends == [.init(name: "callerLeft, tired of waiting", count: 200)])
    #expect(tired.answers == nil)
    let busy = try report(
      "simulate: desk\nchoices: { desk: 0 }\nparties: { \"*\": { accepts: 1, after: 9s } }\n"
        + "talk: { 2m: 1 }\n"
    )
    #expect(busy.ends == [.init(name: "hungUp", count: 200)])
    #expect((busy.answers?.median ?? 0) >= 9000)
    #expect((busy.durations?.median ?? 0) >= 129_000)
  }

  @Test func `with faults callers notice nothing else, and one seed gives one result`() throws {
    let read = try read("simulate: desk\nparties: { \"*\": { accepts: 3, declines: 1 } }\n")
    let who = try #require(read.callers)
    func measures(_ hasFaults: Bool) -> [CallMeasure] {
      (1...100).map { number in
        simulateCall(number, seed: 5, of: read.program, with: who, hasFaults: hasFaults)
      }
    }
    let (ordinary, faulty) = (measures(false), measures(true))
    #expect(faulty == measures(true))
    #expect(faulty.map(\.end) == ordinary.map(\.end))
    #expect(faulty.map(\.prompts) == ordinary.map(\.prompts))
    // What comes late takes its time.
    #expect(faulty.map(\.duration) != ordinary.map(\.duration))
    let report = SimulationReport(faulty, of: "desk", seed: 5, hasFaults: true)
    #expect(report.text.hasPrefix("100 calls of desk, seed 5, with faults\n"))
    #expect(report.html.contains("Seed 5, with faults"))
  }

  @Test(arguments: [
    ("simulate: desk\nchoices: { desk: 0, agent: -1 }", "a weight is from 0 to 1000000000"),
    ("simulate: desk\nchoices: { dsk: 1 }", "there is no choice `dsk`"),
    ("simulate: desk\nchoices: { desk: 0, agent: 0 }", "the weights of `choices` sum to nothing"),
    ("simulate: desk\npatience: { 20s: 0, 1m: 0 }", "the weights of `patience` sum to nothing"),
    ("simulate: desk\nparties: { alice: { accepts: 0 } }", "the weights of `alice` sum to nothing"),
    ("simulate: desk\nparties: { alcie: { accepts: 1 } }", "there is no party `alcie`"),
    ("simulate: desk\nkeys: { 1x: 1 }", "`1x` is not keys"),
    ("simulate: desk\ntalk: { 1m: often }", "`often` is no weight"),
    ("simulate: desk\ntalk: 1m", "`talk` is a mapping to weights"),
    ("simulate: dsk", "there is no flow `dsk`"), ("choices: { a: 1 }", "needs `simulate`"),
    ("simulate: desk\npatence: { 1m: 1 }", "patence"), ("", "the file has no callers"),
  ])
  func `what is wrong with a file of callers has a place`(text: String, expected: String) throws {
    let read = try read(text)
    #expect(read.callers == nil)
    #expect(read.findings.contains { $0.message.contains(expected) }, "\(read.findings)")
  }

  @Test func `the page has every number, and nothing of a flow's is markup`() throws {
    let report = try report("simulate: desk\n")
    let html = report.html
    for row in report.ends + report.stepCounts + report.prompts {
      #expect(html.contains("<th scope=\"row\">\(row.name)</th>"), "\(row.name)")
      #expect(html.contains("<td>\(row.count)</td>"))
    }
    #expect(!html.contains("http"))
  }
}
