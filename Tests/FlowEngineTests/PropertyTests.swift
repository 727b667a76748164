import CallModel
import FlowLanguage
import TestSupport
import Testing

@testable import FlowEngine

/// What holds for every flow and any order of events (SEMANTICS.md 1.8); the seed is printed, and
/// `TEST_SEED` runs another one.
@Suite struct PropertyTests {
  /// What one random call came to.
  private struct Run {
    var machine = CallMachine(callID: CallID("00000000000000000000000000000001"))
    var effects: [[Effect]] = []
    var inputs: [CallInput] = []
    var callEndedBegan = 0
  }

  private static let runs = 25

  /// Runs a call with random events, then lets time pass until it is over; `check` sees every step.
  private func run(
    _ program: Program,
    seed: UInt64,
    check: (CallMachine, CallInput, [Effect], CallMachine) -> Void = { _, _, _, _ in }
  ) -> Run {
    var run = Run()
    var service = RandomService(SeededGenerator(seed: seed))
    func feed(_ input: CallInput) {
      let before = run.machine
      let effects = run.machine.handle(input, in: program)
      run.inputs.append(input)
      run.effects.append(effects)
      if !before.state.callEndedHasBegun, run.machine.state.callEndedHasBegun {
        run.callEndedBegan += 1
      }
      service.take(effects)
      check(before, input, effects, run.machine)
    }
    feed(service.ring(to: program.routes.first ?? Conversation.line))
    for _ in 0..<60 where !run.machine.isOver { feed(service.next()) }
    var limit = 400
    while !run.machine.isOver, limit > 0, let timer = service.nextTimer() {
      feed(timer)
      limit -= 1
    }
    return run
  }

  private func seeds() -> [UInt64] {
    var dice = SeededGenerator()
    print("property tests: TEST_SEED=\(dice.seed)")
    return (0..<Self.runs).map { _ in dice.next() }
  }

  private func forAllRuns(_ body: (Program, UInt64) throws -> Void) throws {
    let seeds = seeds()
    for flow in try ProjectFlows.all() {
      for seed in seeds { try body(flow.program, seed) }
    }
  }

  @Test func `there are flows to test with`() throws {
    #expect(try ProjectFlows.all().count >= StepKeyword.allCases.count)
  }

  @Test func `every call ends, and callEnded begins once`() throws {
    try forAllRuns { program, seed in
      let run = run(program, seed: seed)
      #expect(run.machine.isOver, "\(program.name) \(seed) at \(run.machine.path ?? "–")")
      #expect(run.callEndedBegan == 1, "\(program.name) \(seed)")
      let last =
        (run.inputs.last?.time ?? .init(milliseconds: 0))
        - (run.machine.startedAt ?? .init(milliseconds: 0))
      #expect(last <= program.maxDuration + .seconds(120), "\(program.name) \(seed)")
    }
  }

  @Test func `equal inputs give equal bytes`() throws {
    try forAllRuns { program, seed in
      let first = run(program, seed: seed)
      var machine = CallMachine(callID: first.machine.callID)
      let effects = first.inputs.map { machine.handle($0, in: program) }
      let bytes = (try encoded(effects), try encoded(machine))
      let expected = (try encoded(first.effects), try encoded(first.machine))
      #expect(bytes == expected, "\(program.name) \(seed)")
    }
  }

  @Test func `a crash at any boundary gives the same effects`() throws {
    try forAllRuns { program, seed in
      let first = run(program, seed: seed)
      var machine = CallMachine(callID: first.machine.callID)
      for (input, effects) in zip(first.inputs, first.effects) {
        machine = try decoded(CallMachine.self, from: try encoded(machine))
        #expect(machine.handle(input, in: program) == effects, "\(program.name) \(seed)")
      }
      #expect(machine == first.machine)
    }
  }

  @Test func `a second delivery of any input changes nothing`() throws {
    try forAllRuns { program, seed in
      _ = run(program, seed: seed) { _, input, _, after in
        if case .recovered = input.content { return }
        var again = after
        // A timer that was set anew meanwhile is set anew once more, so that no host loses it.
        let effects = again.handle(input, in: program).filter { effect in
          guard case .setTimer(let id, let due) = effect else { return true }
          return !after.state.timers.contains(SetTimer(id: id, due: due))
        }
        #expect(
          effects.isEmpty && again == after,
          "\(program.name) \(seed): \(input) again: \(effects.map(\.line))"
        )
      }
    }
  }

  @Test func `commands are what the phase and the table take`() throws {
    try forAllRuns { program, seed in
      _ = run(program, seed: seed) { before, _, effects, _ in
        for case .send(let send) in effects {
          check(send.command, before: before, program, seed)
        }
      }
    }
  }

  private func check(
    _ command: CallCommand,
    before: CallMachine,
    _ program: Program,
    _ seed: UInt64
  ) {
    let name = "\(program.name) \(seed) \(command.line) when \(before.phase)"
    switch command {
    case .answer, .reject:
      #expect(before.phase == .ringing, "\(name)")
    case .terminate:
      #expect(before.phase != .gone && before.state.call != nil, "\(name)")
    case .addParticipant(let add):
      #expect(before.phase != .gone, "\(name)")
      let verdict = AdmissionTable.verdict(.addAgent, add.target.kind, in: program.profile)
      let other = AdmissionTable.verdict(.addParticipant, add.target.kind, in: program.profile)
      #expect(verdict != .no || other != .no, "\(name)")
    case .transfer(let transfer):
      #expect(
        AdmissionTable.verdict(.transfer, transfer.target.kind, in: program.profile) != .no,
        "\(name)"
      )
    case .play, .recognize, .cancelAllMedia, .cancelAddParticipant, .removeParticipant,
      .startRecording, .pauseRecording, .resumeRecording, .stopRecording,
      .startContinuousTones, .stopContinuousTones:
      #expect(before.phase == .connected || before.phase == .connecting, "\(name)")
    }
  }

  @Test func `while a call is connected somebody looks after it`() throws {
    try forAllRuns { program, seed in
      _ = run(program, seed: seed) { _, _, _, after in
        guard after.phase == .connected else { return }
        let isWatched = after.state.operations.contains { $0.due != nil }
        let isWaiting = after.state.frames.waiting.contains { frame in
          if case .wait? = frame.memory { true } else { frame.memory?.due != nil }
        }
        let isTalk = after.state.flowHasEnded && after.state.parties.present.count >= 2
        #expect(
          isWatched || isWaiting || isTalk || after.isLooping(in: program),
          "\(program.name) \(seed) at \(after.path ?? "–")"
        )
        #expect(after.state.timers.contains { $0.id == TimerID("maxDuration") })
        #expect(after.state.timers.contains { $0.id == TimerID("silence") })
      }
    }
  }

  @Test func `an expression gives a value or an evaluation error`() throws {
    try forAllRuns { program, seed in
      let run = run(program, seed: seed)
      for case .trace(let trace) in run.effects.joined() {
        guard case .ended(let outcome, let detail) = trace.mark else { continue }
        #expect(
          outcome != "failed" || detail != "expression",
          "\(program.name) \(seed) \(trace.path)"
        )
      }
    }
  }
}

extension CallMachine {
  /// Whether the flow waits for a prompt that is repeated until something else ends it.
  fileprivate func isLooping(in program: Program) -> Bool {
    let turn = Turn(state, program, at: state.lastTime)
    guard case .play(let play)? = turn.node(at: state.frames.count - 1)?.step else { return false }
    return play.loop
  }
}
