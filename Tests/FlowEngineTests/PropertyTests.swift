import CallModel
import FlowGeneration
import FlowLanguage
import TestSupport
import Testing

@testable import FlowEngine

/// What holds for every flow and any order of events (SEMANTICS.md 1.8).
///
/// It is asked of the project's flows and of generated ones; a failure says the seeds that show it
/// again.
@Suite struct PropertyTests {
  /// A program with what to say to run it again.
  private struct Subject {
    let name: String
    let program: Program
    let seeds: [UInt64]
  }

  /// The flows of the project many times, and each generated flow a few times.
  private static let subjects: [Subject] = {
    var dice = SeededGenerator()
    let seeds = (0..<25).map { _ in dice.next() }
    let project = ((try? ProjectFlows.all()) ?? []).map {
      Subject(name: "TEST_SEED=\(dice.seed) \($0.path)", program: $0.program, seeds: seeds)
    }
    return project
      + GeneratedFlows.accepted.map { flow, program in
        var dice = SeededGenerator(seed: flow.seed)
        return Subject(
          name: "SEED=\(flow.seed) COUNT=1",
          program: program,
          seeds: (0..<3).map { _ in dice.next() }
        )
      }
  }()

  private func forAllRuns(
    onlyProject: Bool = false,
    _ body: (Program, UInt64, String) throws -> Void
  ) throws {
    for subject in Self.subjects where !onlyProject || subject.program.name != "generated" {
      for seed in subject.seeds {
        try body(subject.program, seed, "\(subject.name) call \(seed)")
      }
    }
  }

  @Test func `there are flows to test with`() throws {
    #expect(try ProjectFlows.all().count >= StepKeyword.allCases.count)
  }

  @Test func `every call ends, and callEnded begins once`() throws {
    try forAllRuns { program, seed, name in
      let run = RandomCall(of: program, seed: seed)
      #expect(run.machine.isClosed, "\(name) at \(run.machine.path ?? "–")")
      #expect(run.callEndedBegan == 1, "\(name)")
      let last =
        (run.inputs.last?.time ?? .init(milliseconds: 0))
        - (run.machine.startedAt ?? .init(milliseconds: 0))
      // Files of recordings are awaited longer, when the call is gone.
      let files = program.handlers.recordingReady == nil ? 0 : 25 * 3600
      let longest = program.maxDuration + .seconds(120 + files)
      #expect(last <= longest, "\(name)")
    }
  }

  @Test func `equal inputs give equal bytes`() throws {
    try forAllRuns { program, seed, name in
      let first = RandomCall(of: program, seed: seed)
      var machine = CallMachine(callID: first.machine.callID)
      let effects = first.inputs.map { machine.handle($0, in: program) }
      let bytes = (try encoded(effects), try encoded(machine))
      let expected = (try encoded(first.effects), try encoded(first.machine))
      #expect(bytes == expected, "\(name)")
    }
  }

  @Test func `what was stored is read as it was, after every input`() throws {
    try forAllRuns { program, seed, name in
      let run = RandomCall(of: program, seed: seed) { turning in
        do {
          let stored = try encoded(turning.after)
          let read = try decoded(CallMachine.self, from: stored)
          #expect(read == turning.after, "\(name)")
          #expect(try encoded(read) == stored, "\(name)")
        } catch {
          Issue.record("\(name): \(error)")
        }
      }
      let inputs = try decoded([CallInput].self, from: try encoded(run.inputs))
      let effects = try decoded([[Effect]].self, from: try encoded(run.effects))
      #expect(inputs == run.inputs && effects == run.effects, "\(name)")
    }
  }

  @Test func `a crash at any boundary gives the same effects`() throws {
    try forAllRuns { program, seed, name in
      let first = RandomCall(of: program, seed: seed)
      var machine = CallMachine(callID: first.machine.callID)
      for (input, effects) in zip(first.inputs, first.effects) {
        machine = try decoded(CallMachine.self, from: try encoded(machine))
        #expect(machine.handle(input, in: program) == effects, "\(name)")
      }
      #expect(machine == first.machine, "\(name)")
    }
  }

  @Test func `a second delivery of any input changes nothing`() throws {
    try forAllRuns { program, seed, name in
      _ = RandomCall(of: program, seed: seed) { turning in
        let (input, after) = (turning.input, turning.after)
        if case .recovered = input.content { return }
        var again = after
        // A timer that was set anew meanwhile is set anew once more, so that no host loses it.
        let effects = again.handle(input, in: program).filter { effect in
          guard case .setTimer(let id, let due) = effect else { return true }
          return !after.state.timers.contains(SetTimer(id: id, due: due))
        }
        #expect(
          effects.isEmpty && again == after,
          "\(name): \(input) again: \(effects.map(\.line))"
        )
      }
    }
  }

  @Test func `commands are what the phase and the table take`() throws {
    try forAllRuns { program, seed, name in
      _ = RandomCall(of: program, seed: seed) { turning in
        for case .send(let send) in turning.effects {
          check(send.command, turning, program, name)
        }
      }
    }
  }

  private func check(
    _ command: CallCommand,
    _ turning: RandomCall.Turning,
    _ program: Program,
    _ name: String
  ) {
    let before = turning.before
    let name = "\(name) \(command.line) when \(before.phase)"
    switch command {
    case .answer, .reject:
      #expect(before.phase == .ringing, "\(name)")
    case .redirect(let redirect):
      #expect(before.phase == .ringing, "\(name)")
      let verdict = AdmissionTable.verdict(.redirect, redirect.target.kind, in: program.profile)
      #expect(verdict != .no, "\(name)")
    case .createCall(let call):
      #expect(before.phase == .placing || before.state.call == nil, "\(name)")
      let verdict = AdmissionTable.verdict(.dial, call.target.kind, in: program.profile)
      #expect(verdict != .no, "\(name)")
    case .connect:
      #expect(before.phase == .placing || before.state.call == nil, "\(name)")
      #expect(program.profile == .callAutomation, "\(name)")
    case .terminate, .leave:
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
    case .mute(let party):
      #expect(AdmissionTable.verdict(.mute, party.kind, in: program.profile) == .yes, "\(name)")
      #expect(before.phase == .connected || before.phase == .connecting, "\(name)")
    case .sendTones(let send):
      #expect(send.party.kind == .phoneNumber, "\(name)")
      #expect((1...ServiceLimits.sentTones).contains(send.tones.count), "\(name)")
      #expect(before.phase == .connected || before.phase == .connecting, "\(name)")
    case .play, .recognize, .cancelAllMedia, .cancelAddParticipant, .removeParticipant,
      .startRecording, .pauseRecording, .resumeRecording, .stopRecording,
      .startContinuousTones, .stopContinuousTones, .hold, .unhold, .startStreaming,
      .stopStreaming, .startTranscription, .updateTranscription, .stopTranscription:
      #expect(before.phase == .connected || before.phase == .connecting, "\(name)")
    }
  }

  @Test func `while a call is connected somebody looks after it`() throws {
    try forAllRuns { program, seed, name in
      _ = RandomCall(of: program, seed: seed) { turning in
        let after = turning.after
        // One that is presumed to be over is looked after by a time of its own.
        guard after.phase == .connected, after.state.presumedEnd == nil else { return }
        let isWatched = after.state.operations.contains { $0.due != nil }
        let isWaiting = after.state.frames.waiting.contains { frame in
          if case .wait? = frame.memory { true } else { frame.memory?.due != nil }
        }
        let isTalk = after.state.flowHasEnded && after.state.parties.present.count >= 2
        #expect(
          isWatched || isWaiting || isTalk || after.isLooping(in: program),
          "\(name) at \(after.path ?? "–")"
        )
        #expect(after.state.timers.contains { $0.id == TimerID("maxDuration") })
        #expect(after.state.timers.contains { $0.id == TimerID("silence") })
      }
    }
  }

  @Test func `an expression gives a value or an evaluation error`() throws {
    try forAllRuns(onlyProject: true) { program, seed, name in
      let run = RandomCall(of: program, seed: seed)
      for case .trace(let trace) in run.effects.joined() {
        guard case .ended(let outcome, let detail) = trace.mark else { continue }
        #expect(
          outcome != "failed" || detail != "expression",
          "\(name) \(trace.path)"
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
