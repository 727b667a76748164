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

  @Test func `inputs and effects that were stored are read as they were`() throws {
    try forAllRuns { program, seed, name in
      let run = RandomCall(of: program, seed: seed)
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

  /// What one input shows, `flowctl explore` looks at too.
  @Test(arguments: CallPromise.allCases)
  func `what is promised of every input holds`(promise: CallPromise) throws {
    try forAllRuns { program, seed, name in
      _ = RandomCall(of: program, seed: seed) { turning in
        let broken = turning.handled.broken(promise, in: program)
        #expect(broken.isEmpty, "\(name): \(broken.map(\.detail))")
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
