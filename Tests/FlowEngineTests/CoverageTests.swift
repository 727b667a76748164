import CallModel
import FlowLanguage
import TestSupport
import Testing

@testable import FlowEngine

/// Every way a step can end is gone by some call (STYLE 3.4).
@Suite struct CoverageTests {
  /// A keyword with an outcome; choices and triggers count under one word.
  private struct Way: Hashable, CustomStringConvertible {
    let keyword: String
    let outcome: String
    var description: String { "\(keyword) → \(outcome)" }
  }

  /// Flows in which the steps that never wait fail, which no flow of the project does.
  private static let failing = [
    "set: { n: \"${1 / n}\" }", "log: \"${1 / n}\"", "if: 1 / n > 0\n    then: continue",
    "switch: 1 / n\n    cases: { 1: continue }", "repeat: { until: 1 / n > 0, do: [{ log: a }] }",
    "locale: \"${string(1 / n)}\"",
  ]

  private func programs() throws -> [Program] {
    let failing = try Self.failing.map { step in
      try compiled(
        flow(
          "main:\n  - answer\n  - \(step)\n    on: { failed: continue }\n  - hangUp",
          top: "variables: { n: int = 0 }"
        )
      )
    }
    let late = try compiled(
      flow(
        """
        main:
          - answer
          - wait: { for: { code: { press: 999999 } }, timeout: 1s }
            on: { timeout: hangUp, failed: hangUp }
          - hangUp
        """
      )
    )
    let scheduling = try compiled(
      flow(
        """
        main:
          - answer
          - schedule: { flow: later, after: "${duration(string(1 / n))}" }
            on: { failed: continue }
          - hangUp
        """,
        top: "variables: { n: int = 0 }"
      ),
      running: [
        """
        flow: later
        identities: { desk: +12065551212, line: { rawId: 28:orgid:dd123456-5678-5678-1234-ccc123456789 } }
        blocks: { main: [{ dial: { to: desk, as: line }, on: { failed: end } }, hangUp] }
        """
      ]
    )
    return try ProjectFlows.all().map(\.program) + failing + [late, scheduling]
  }

  private func declared(in program: Program) -> Set<Way> {
    var ways: Set<Way> = []
    for list in program.lists.values {
      for node in list.steps {
        for outcome in node.shape.outcomes where outcome.isPossible {
          ways.insert(way(node, outcome.outcome.name))
        }
      }
    }
    return ways
  }

  private func way(_ node: StepNode, _ outcome: String) -> Way {
    let isNamed = node.shape.outcomes.contains {
      $0.isNamedByAuthor && $0.outcome.name == outcome
    }
    return Way(keyword: node.step.keyword.rawValue, outcome: isNamed ? "named" : outcome)
  }

  private func taken(by program: Program, seed: UInt64) -> Set<Way> {
    var machine = CallMachine(callID: CallID("1"))
    var service = RandomService(SeededGenerator(seed: seed))
    var ways: Set<Way> = []
    var input: CallInput? = service.begin(program)
    for _ in 0..<80 {
      guard let next = input, !machine.isClosed else { break }
      let effects = machine.handle(next, in: program)
      service.take(effects)
      for case .trace(let trace) in effects {
        let flow = trace.flow.map { program.flows[$0] } ?? program
        guard case .ended(let outcome, _) = trace.mark, let node = flow?.node(trace.path) else {
          continue
        }
        ways.insert(way(node, outcome))
      }
      input = service.next()
    }
    return ways
  }

  @Test func `every outcome of every step is reached`() throws {
    let programs = try programs()
    var declared: Set<Way> = []
    for program in programs { declared.formUnion(self.declared(in: program)) }
    for keyword in StepKeyword.allCases where keyword != .answer {
      declared.insert(Way(keyword: keyword.rawValue, outcome: "done"))
    }
    var taken: Set<Way> = []
    // The files of a recording are ready when all else is over.
    for result in [HTTPResult.fetched([]), .timedOut] {
      let program = try #require(programs.first { $0.name == "fetch" })
      var call = Conversation(recording: program)
      call.ignore()
      let fetches = call.effects.compactMap {
        if case .fetch(let fetch) = $0 { fetch } else { nil }
      }
      call.feed(.httpFinished(ordinal: try #require(fetches.first).ordinal, result))
      call.ignore()
      let ending = result == .timedOut ? "failed" : "done"
      let line = call.steps.first { $0.contains("fetch → \(ending)") }
      if line != nil { taken.insert(Way(keyword: "fetch", outcome: ending)) }
    }
    var dice = SeededGenerator(seed: 7)
    for _ in 0..<500 where !declared.isSubset(of: taken) {
      for program in programs { taken.formUnion(self.taken(by: program, seed: dice.next())) }
    }
    // A question with choices, and a wait with triggers, never end as `done` themselves.
    let missing = declared.subtracting(taken).map(\.description).sorted()
    #expect(missing.isEmpty)
  }
}

extension Program {
  /// The step at a path.
  fileprivate func node(_ path: FlowPath) -> StepNode? {
    for list in lists.values {
      if let node = list.steps.first(where: { $0.path == path }) { return node }
    }
    return nil
  }
}
