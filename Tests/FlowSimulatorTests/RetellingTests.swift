import CallModel
import FlowEngine
import FlowLanguage
import FlowRuntime
import Testing

@testable import FlowSimulator

/// Calls that are told again as scenarios.
@Suite struct RetellingTests {
  /// What happens in each scenario of a flow, told again, gives a scenario that passes.
  @Test(arguments: SampleScenarioTests.samples)
  func `every call of the samples can be told again`(sample: SampleScenarioTests.Sample) throws {
    for (scenario, program) in try #require(sample.scenarios(of: sample.flow)) {
      var run = ScenarioRun(scenario, of: program)
      run.simulation.past = []
      #expect(run.result().passed)
      let past = try #require(run.simulation.past)
      for hides in [false, true] {
        var options = RetellingOptions(name: scenario.name)
        options.hidesValues = hides
        let told = try #require(retell(past, of: program, options))
        let results = try told.texts.map { text in
          let project = try TestProject(
            sample.flow,
            tests: text,
            configuration: sample.configuration
          )
          #expect(project.findings.isEmpty, "\(text)\n\(project.findings)")
          return try project.run().allSatisfy(\.passed)
        }
        #expect(
          results.contains(true),
          "\(sample.name) \(scenario.name) \(told.notes)\n\(told.texts.last ?? "")"
        )
      }
    }
  }

  private let flow = """
    flow: desk
    identities:
      line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
      frontDesk: +12065551212
    routes: [{ to: line }]
    prompts: { ask: Your code?, wrong: That is wrong. }
    blocks:
      main:
        - answer
        - recognize: { prompt: ask, tones: { count: 4 }, sensitive: true, retries: 0 }
          id: entered
          on: { failed: bye }
        - http: { post: "https://crm.contoso.com/check", body: { code: "${entered.tones}" }, response: { name: string, pin: sensitive string } }
          id: found
          on: { failed: bye }
        - transfer: { to: frontDesk }
          on: { failed: bye }
      bye:
        - play: wrong
        - hangUp
    """

  private let tests = """
    test: desk
    call: { from: +14255559876, name: Kim }
    scenarios:
      a:
        - hears: ask
        - press: 4711
        - respond: { status: 200, body: { name: Kim, pin: "0815", phone: "+14255559876" } }
        - transfers: frontDesk
        - frontDesk: { declines: {}, after: 4s }
        - hears: wrong
        - ends: hungUp
    """

  private func told(hiding: Bool) throws -> String {
    let project = try TestProject(flow, tests: tests, configuration: flowConfiguration)
    let program = try #require(project.programs.first)
    let scenario = try #require(project.file.scenarios.first)
    var run = ScenarioRun(scenario, of: program)
    run.simulation.past = []
    let result = run.result()
    #expect(result.passed, "\(project.shown(result))")
    var options = RetellingOptions(name: "told again")
    options.hidesValues = hiding
    let past = try #require(run.simulation.past)
    let told = try #require(retell(past, of: program, options))
    #expect(told.notes.count == 1, "\(told.notes)")
    return try #require(told.texts.first)
  }

  @Test func `a call is told as it was, but for what is sealed`() throws {
    let text = try told(hiding: false)
    for line in [
      "from: +14255559876", "- hears: ask", #"- press: "1111""#, #"body: {"name":"secret""#,
      "- transfers: frontDesk", "- frontDesk: declines", "- hears: wrong", "- ends: hungUp",
    ] {
      #expect(text.contains(line), "\(line)\n\(text)")
    }
    #expect(!text.contains("4711") && !text.contains("0815"), "\(text)")
  }

  @Test func `what is nobody's business is told as something else`() throws {
    let text = try told(hiding: true)
    for hidden in ["4711", "0815", "9876", "Kim"] { #expect(!text.contains(hidden), "\(text)") }
    #expect(text.contains(#"press: "1111""#), "\(text)")
    #expect(text.contains(#""pin":"secret""#), "\(text)")
    #expect(text.contains("from: +14255550100"), "\(text)")
  }

  private func recorded(_ handlers: String) -> String {
    """
    flow: desk
    identities:
      line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
    routes: [{ to: line }]
    prompts: { welcome: { file: "https://media.contoso.com/welcome.wav" } }
    \(handlers)
    blocks:
      main:
        - answer
        - record: start
        - play: welcome
        - wait: 10s
        - hangUp
    """
  }

  /// The service has them sooner or later; of a call that is closed nobody takes notice.
  @Test(arguments: [
    (#"on: { recordingReady: [{ log: "${size(recording.files)} files" }] }"#, 60), ("", 0),
  ])
  func `when the files of a recording got ready is not told`(handlers: String, late: Int) throws {
    let scenario = """
      test: desk
      scenarios:
        a:
          - hears: welcome
          - ends: hungUp
      """
    let project = try TestProject(recorded(handlers), tests: scenario)
    let program = try #require(project.programs.first)
    var run = ScenarioRun(try #require(project.file.scenarios.first), of: program)
    run.simulation.past = []
    #expect(run.result().passed)
    var past = try #require(run.simulation.past)
    let end = try #require(past.last).input.time
    let files = RecordingFiles(
      recordingID: RecordingID("recording"),
      startedAt: nil,
      duration: nil,
      files: []
    )
    past.removeAll { if case .recordingReady = $0.input.content { true } else { false } }
    past.append(PastInput(CallInput(at: end + .seconds(late), .recordingReady(files)), []))
    let told = try #require(retell(past, of: program, RetellingOptions(name: "again")))
    #expect(told.notes == [])
    let text = try #require(told.texts.first)
    try TestProject(recorded(handlers), tests: text).pass()
  }
}

private let flowConfiguration = """
  environments: { test: { cognitiveServicesEndpoint: https://ai.example.com } }
  """
