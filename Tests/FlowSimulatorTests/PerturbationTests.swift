import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine
@testable import FlowSimulator

@Suite struct PerturbationTests {
  /// What is found in a project's scenarios by seeds, the first of each scenario.
  private func differences(
    _ flow: String,
    _ tests: String,
    seeds: ClosedRange<UInt64> = 1...60
  ) throws -> [(seed: UInt64, failure: ScenarioFailure)] {
    let project = try TestProject(flow, tests: tests, configuration: configuration)
    let place = try #require(project.file.flow.flatMap { project.programs.place(named: $0) })
    let program = project.programs[place]
    return try project.file.scenarios.compactMap { scenario in
      let ordinary = runScenario(scenario, of: program)
      try #require(ordinary.passed, "\(project.shown(ordinary))")
      for seed in seeds {
        let result = perturbScenario(scenario, of: program, seed: seed, against: ordinary)
        if let failure = result?.failure { return (seed, failure) }
      }
      return nil
    }
  }

  private let hasty = flow(
    """
    main:
      - answer
      - record: start
      - wait: 1s
      - play: welcome
        when: isRecorded
      - hangUp
    """,
    top: """
      variables: { isRecorded: bool = true }
      on: { recordingFailed: [{ set: { isRecorded: "${false}" } }] }
      """
  )
  private let unrecorded = scenarios(
    """
    not recorded:
      - recording: fails
      - ends: hungUp
    """
  )

  @Test func `a handler that is taken to run before the next step is found`() throws {
    let found = try #require(try differences(hasty, unrecorded).first)
    #expect(found.failure.message.contains("by seed \(found.seed)"))
    #expect(
      found.failure.label == "the caller hears `welcome`, where the call ends as `hungUp`"
    )
    #expect(found.failure.help?.contains("--perturb 1 --seed \(found.seed)") == true)
  }

  /// A recording that pauses and goes on: told once more that it pauses, it would have stopped.
  private let pausing = flow(
    """
    main:
      - answer
      - record: start
      - wait: 2s
      - record: pause
      - wait: 2s
      - record: resume
      - wait: 20s
      - play: welcome
        when: isRecorded
      - hangUp
    """,
    top: """
      variables: { isRecorded: bool = true }
      on: { recordingFailed: [{ set: { isRecorded: "${false}" } }] }
      """
  )

  @Test func `an engine that knows no delivery again is found, with the seed`() throws {
    let project = try TestProject(
      pausing,
      tests: scenarios("recorded:\n  - hears: welcome\n  - ends: hungUp"),
      configuration: configuration
    )
    let place = try #require(project.programs.place(named: "tested"))
    let (scenario, program) = (try #require(project.file.scenarios.first), project.programs[place])
    let ordinary = runScenario(scenario, of: program)
    try #require(ordinary.passed, "\(project.shown(ordinary))")
    func failure(_ plant: Plant?) -> ScenarioFailure? {
      for seed in 1...60 as ClosedRange<UInt64> {
        var run = ScenarioRun(scenario, of: program)
        run.simulation.plant = plant
        if let failure = perturb(run, seed: seed, against: ordinary)?.failure { return failure }
      }
      return nil
    }
    #expect(failure(nil) == nil)
    let found = try #require(failure { _, machine in machine.state.seenEvents = SeenEvents() })
    #expect(found.message.contains("by seed "))
    #expect(found.help?.contains("--perturb 1 --seed ") == true)
  }

  /// What is asked for is read where no event says that it was done; who forgets to look waits for ever.
  @Test func `an engine that reads nothing where an event is lost is found, with the seed`() throws
  {
    let project = try TestProject(
      pausing,
      tests: scenarios("recorded:\n  - hears: welcome\n  - ends: hungUp"),
      configuration: configuration
    )
    let place = try #require(project.programs.place(named: "tested"))
    let (scenario, program) = (try #require(project.file.scenarios.first), project.programs[place])
    let ordinary = runScenario(scenario, of: program)
    func failure(_ plant: Plant?) -> (account: Account, failure: ScenarioFailure)? {
      for seed in 1...60 as ClosedRange<UInt64> {
        var run = ScenarioRun(scenario, of: program)
        run.simulation.plant = plant
        let result = perturb(run, seed: seed, against: ordinary)
        if let result, let failure = result.failure { return (result.account, failure) }
      }
      return nil
    }
    #expect(failure(nil) == nil)
    let found = try #require(
      failure { _, machine in
        for operation in machine.state.operations
        where [.pauseRecording, .resumeRecording].contains(operation.command?.kind) {
          machine.state.operations.stopWatching(operation.ordinal)
        }
      }
    )
    #expect(found.account.lines.contains { $0.text == "recordingStateChanged is lost" })
    #expect(found.failure.message.contains("by seed "))
    let label = found.failure.label
    #expect(label.contains("where the caller hears `welcome`"), "\(label)")
    #expect(found.failure.help?.contains("--perturb 1 --seed ") == true)
  }

  @Test func `one seed is one course of things`() throws {
    let found = try #require(try differences(hasty, unrecorded).first)
    let again = try differences(hasty, unrecorded, seeds: found.seed...found.seed).first
    #expect(again?.failure == found.failure)
  }

  @Test func `what is told twice, late and out of order is noticed by nobody`() throws {
    let found = try differences(
      flow(
        """
        main:
          - answer
          - record: start
          - play: welcome
          - record: pause
          - repeat: { times: 4, do: [{ recognize: { prompt: menu, tones: { count: 1 }, sensitive: true }, on: { failed: sorry } }] }
          - addAgent: alice
            on: { failed: sorry }
          - wait: { for: { gone: { left: alice } } }
          - play: sorry
          - hangUp
        sorry:
          - play: sorry
          - hangUp
        """
      ),
      scenarios(
        """
        a pin, and an agent:
          - hears: welcome
          - hears: menu
          - press: 1
          - hears: menu
          - press: 2
          - hears: menu
          - press: 3
          - hears: menu
          - press: 4
          - rings: alice
          - after: 20s
          - alice: leaves
          - hears: sorry
          - ends: hungUp
        """
      )
    )
    #expect(found.isEmpty, "\(found)")
  }
}
