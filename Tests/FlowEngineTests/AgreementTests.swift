import CallModel
import FlowGeneration
import TestSupport
import Testing

@testable import CEL
@testable import FlowEngine
@testable import FlowLanguage

/// What a checked program promises over generated flows: the checker and the call agree.
///
/// The promises are those of SEMANTICS.md 1.8; a failure says the seed that shows it again.
@Suite struct AgreementTests {
  /// Each input of some calls of each flow; every test looks at the same ones.
  private static let calls: [(name: String, program: FlowLanguage.Program, [RandomCall.Turning])] =
    GeneratedFlows.accepted.flatMap { flow, program in
      var dice = SeededGenerator(seed: flow.seed)
      return (0..<3).map { _ in
        var turnings: [RandomCall.Turning] = []
        _ = RandomCall(of: program, seed: dice.next()) { turnings.append($0) }
        return ("SEED=\(flow.seed) COUNT=1", program, turnings)
      }
    }

  private func forAllTurnings(
    _ body: (RandomCall.Turning, FlowLanguage.Program, _ name: String) -> Void
  ) {
    for (name, program, turnings) in Self.calls {
      for turning in turnings { body(turning, program, name) }
    }
  }

  @Test func `no input makes a fault`() {
    let worldly = ["the end of the call was never reported", "too many inputs; the call is ended"]
    forAllTurnings { turning, _, name in
      for case .log(let entry) in turning.effects where entry.level == .error {
        // A flow that goes in a circle through a step that fails at once is warned of
        // (`failing-loop`), and runs.
        let isOfTheFlow =
          entry.text.hasPrefix("A text") || entry.text.hasPrefix("a step fails over and over")
        let told = "\(name) \(entry.path?.text ?? ""): \(entry.text)"
        #expect(isOfTheFlow || worldly.contains(entry.text), "\(told)")
      }
    }
  }

  @Test func `a transfer sends the party that the flow names`() {
    forAllTurnings { turning, program, name in
      for case .send(let send) in turning.effects {
        guard case .transfer(let command) = send.command else { continue }
        let turn = Turn(turning.after.state, program, at: turning.input.time)
        guard case .transfer(let step)? = turn.node(at: turn.state.frames.count - 1)?.step,
          let meant = try? turn.party(step.party, for: .reach)
        else { continue }
        let present = turning.after.parties
        guard let sent = command.transferee else {
          let others = present.filter { !$0.isSameParty(as: meant) }
          #expect(others.isEmpty, "\(name): nobody is named, and \(others) are there")
          continue
        }
        #expect(sent.isSameParty(as: meant), "\(name): \(sent.rawID) instead of \(meant.rawID)")
      }
    }
  }

  /// Words of failures that only a wrong type or an unset result can bring.
  private static let broken = [
    "has no value", "there is no field", "has no field", "of another type than declared",
    "is neither true nor false", "has no form as text", "brought nobody in", "is no map",
    "is no optional", "needs a bool",
  ]

  @Test func `an expression never reads what is not there`() {
    forAllTurnings { turning, program, name in
      for reason in turning.newReasons(in: ["expression", "invalid"], of: program) {
        let isBroken = Self.broken.contains { reason.message.contains($0) }
        #expect(!isBroken, "\(name) \(reason.step): \(reason.message)")
      }
    }
  }

  @Test func `a variable holds a value of its type`() {
    forAllTurnings { turning, program, name in
      // What was sensitive is forgotten then.
      guard !turning.after.isAtRest else { return }
      for (variable, value) in turning.after.state.variables {
        guard let type = program.variables[variable]?.type.celType else { continue }
        #expect(type.admits(value), "\(name) \(variable): \(value)")
      }
    }
  }

  @Test func `a flag is what operators said before the last input, if it is of its type`() {
    forAllTurnings { turning, program, name in
      for (flag, declared) in program.flags {
        let (before, after) = (turning.before.state.flags[flag], turning.after.state.flags[flag])
        let isNews = turning.after != turning.before
        let meant = turning.flags[flag].flatMap { declared.value(json: $0) }
        #expect(after == (isNews ? meant : before), "\(name) \(flag)")
        #expect(after.map { declared.type.celType.admits($0) } ?? true, "\(name) \(flag)")
      }
    }
  }

  @Test func `what a step waits on has the types the checker gave it`() {
    var known: [ObjectIdentifier: [ExpressionID]] = [:]
    forAllTurnings { turning, program, name in
      let turn = Turn(turning.after.state, program, at: turning.input.time)
      guard turn.state.frames.last?.memory != nil,
        let node = turn.node(at: turn.state.frames.count - 1)
      else { return }
      let expressions = known[ObjectIdentifier(node)] ?? node.partyExpressions
      known[ObjectIdentifier(node)] = expressions
      for id in expressions {
        guard let value = try? turn.evaluate(id) else { continue }
        #expect(program[id].type.admits(value), "\(name) \(node.path): \(value)")
        guard case .abstract(let type) = program[id].type,
          let party = IdentifierType.identifier(from: value)
        else { continue }
        let kind =
          party.rawID == "4:anonymous" ? IdentifierType.withheldNumber : party.kind.rawValue
        #expect(type.kinds.contains(kind), "\(name) \(node.path): \(kind) of \(type.kinds)")
      }
    }
  }

  @Test func `an event ends only a step that says it waits for it`() {
    forAllTurnings { turning, program, name in
      // The end of the call ends every step.
      guard case .event(let event) = turning.input.content,
        ![.closing, .gone].contains(turning.after.phase)
      else { return }
      let ended = turning.effects.ended
      guard !ended.isEmpty else { return }
      let anyways = turning.endedByAnyEvent(in: program)
      let state = turning.before.state
      let turn = Turn(state, program, at: state.lastTime)
      for depth in state.frames.indices {
        guard let node = turn.node(at: depth), ended.contains(node.path),
          !anyways.contains(node.path), node.shape.enclosed == nil
        else { continue }
        let awaits = type(of: node.step.execution).awaits
        let told = "\(name) \(node.path) \(node.step.keyword): \(event.kind)"
        #expect(awaits.contains(event.kind), "\(told)")
      }
    }
  }

  @Test func `narrowing holds when the step runs`() {
    forAllTurnings { turning, program, name in
      for reason in turning.newReasons(in: ["invalid"], of: program) {
        let isWrongKind =
          reason.message.contains("is not what") || reason.message.contains("withheld")
        #expect(!isWrongKind, "\(name) \(reason.step): \(reason.message)")
      }
    }
  }

  /// The steps whose guard looks at what only the call can tell: who is there, what is recorded.
  private static let guarded: Set<String> = [
    "transfer", "record", "takeMessage", "hold", "unhold", "mute", "sendTones", "leave", "stream",
    "transcribe",
  ]

  @Test func `no step fails for a state that was known before the call`() {
    forAllTurnings { turning, _, name in
      // That a call is over, the call alone can tell.
      guard turning.after.phase != .gone else { return }
      for case .trace(let trace) in turning.effects {
        guard case .ended(_, let detail) = trace.mark, detail == "state" else { continue }
        // Nobody is asked who has left.
        let hasLeft = turning.before.state.parties.parties.contains { !$0.isPresent }
        if hasLeft, ["play", "recognize"].contains(trace.keyword) { continue }
        #expect(
          Self.guarded.contains(trace.keyword),
          "\(name) \(trace.path) \(trace.keyword) when \(turning.before.phase)"
        )
      }
    }
  }

  @Test func `the key to a ringing call is told to nobody but the service`() throws {
    let key = RandomService.ringingKey
    for (name, _, turnings) in Self.calls {
      for effect in turnings.flatMap(\.effects) {
        if case .send(let send) = effect,
          ["answer", "reject", "redirect"].contains(send.command.name)
        {
          continue
        }
        #expect(!effect.line.contains(key), "\(name)")
      }
      guard let last = turnings.last(where: { $0.after.phase == .connected }) else { continue }
      let state = String(decoding: try encoded(last.after), as: UTF8.self)
      #expect(!state.contains(key), "\(name) in the state")
    }
  }

  @Test func `a secret is named, never told`() {
    forAllTurnings { turning, _, name in
      for case .http(let http) in turning.effects {
        let texts = http.url + http.headers.flatMap(\.value)
        for case .secret(let secret) in texts { #expect(secret == "key", "\(name)") }
        for case .encodedSecret(let secret) in texts { #expect(secret == "key", "\(name)") }
      }
    }
  }

  @Test func `every handler runs its own list`() {
    for (flow, program) in GeneratedFlows.accepted {
      for list in program.lists.values {
        for node in list.steps {
          for nested in node.nestedLists {
            let found = program.lists[nested.path]?.steps.map(\.number)
            #expect(
              found == nested.steps.map(\.number),
              "SEED=\(flow.seed) COUNT=1 \(nested.path)"
            )
          }
        }
      }
    }
  }

  @Test func `after callEnded has begun the service is asked nothing`() {
    forAllTurnings { turning, _, name in
      guard turning.before.state.callEndedHasBegun else { return }
      for case .send(let send) in turning.effects {
        Issue.record("\(name): \(send.command.line)")
      }
    }
  }

  @Test func `a start again asks anew only what is heard, once`() throws {
    var boundary: UInt64 = 0
    forAllTurnings { turning, program, name in
      boundary += 1
      guard boundary % 7 == 0, turning.after.phase != .ringing else { return }
      guard var again = try? decoded(CallMachine.self, from: try encoded(turning.after)) else {
        Issue.record("\(name): the state cannot be read back")
        return
      }
      #expect(again == turning.after, "\(name)")
      let open = again.state.operations.filter {
        $0.isUnanswered && $0.command?.policy.retry == .once
      }
      let soon = turning.input.time + EngineTimes.promptRecovery
      var effects = again.handle(CallInput(at: turning.input.time, .recovered), in: program)
      for timer in again.state.timers where timer.due <= soon {
        effects += again.handle(CallInput(at: soon, .timer(timer.id)), in: program)
      }
      var asked: Set<Int> = []
      for case .send(let send) in effects where send.context.attempt > 1 {
        let old = open.first { $0.ordinal == send.context.ordinal }
        #expect(old?.attempt == send.context.attempt - 1, "\(name) \(send.context)")
        #expect(asked.insert(send.context.ordinal).inserted, "\(name) \(send.context) again")
      }
    }
  }
}

extension RandomCall.Turning {
  /// Why steps failed with one of these words in this input, as far as results and the failure
  /// say.
  fileprivate func newReasons(
    in words: Set<String>,
    of program: FlowLanguage.Program
  ) -> [(step: String, message: String)] {
    var reasons: [(step: String, message: String)] = []
    for id in program.lists.values.flatMap(\.steps).compactMap(\.id) {
      guard let value = after.state.records[id], before.state.records[id] != value,
        case .record(let result) = value, case .record(let reason)? = result["reason"],
        case .string(let word)? = reason["word"], words.contains(word),
        case .string(let message)? = reason["message"]
      else { continue }
      reasons.append((id, message))
    }
    if let failure = after.state.failure, before.state.failure != failure,
      words.contains(failure.reason.word.rawValue)
    {
      reasons.append((failure.step, failure.reason.message))
    }
    return reasons
  }
}

extension [Effect] {
  /// Where the steps stand that have ended.
  fileprivate var ended: [FlowPath] {
    compactMap { effect in
      guard case .trace(let trace) = effect, case .ended = trace.mark else { return nil }
      return trace.path
    }
  }
}

extension RandomCall.Turning {
  /// Where the steps stand that an event which says nothing would have ended too: what is overdue is
  /// noticed whatever comes.
  fileprivate func endedByAnyEvent(in program: FlowLanguage.Program) -> [FlowPath] {
    var machine = before
    let other = CallEvent(
      id: EventID("other"),
      connectionID: before.connectionID,
      context: nil,
      result: nil,
      content: .unrecognized(type: "Other")
    )
    return machine.handle(CallInput(at: input.time, .event(other)), in: program).ended
  }
}

extension StepNode {
  /// The expressions that name parties for as long as the step waits: whatever its fields hold.
  fileprivate var partyExpressions: [ExpressionID] {
    var found: [ExpressionID] = []
    collectParties(in: step, &found)
    return found
  }
}

private func collectParties(in value: Any, _ found: inout [ExpressionID]) {
  if let party = value as? FieldValue<Party> {
    if case .expression(let id) = party { found.append(id) }
    return
  }
  // Steps inside of it name parties of their own.
  guard !(value is Meanwhile), !(value is Handler), !(value is StepList) else {
    return
  }
  for child in Mirror(reflecting: value).children { collectParties(in: child.value, &found) }
}
