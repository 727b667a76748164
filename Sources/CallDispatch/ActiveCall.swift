package import CEL
package import CallModel
package import FlowEngine
package import FlowLanguage

/// A call at work: its machine, and what it has asked for that is not answered.
///
/// Whoever hosts it gives it what happens, keeps what it says of the change, and only then does what
/// was asked: the server with a journal and a network, a test of a flow with neither.
package struct ActiveCall: Hashable, Sendable {
  /// The interpreter's state.
  package private(set) var machine: CallMachine
  /// What is not answered yet, and its timers.
  package private(set) var outbox: Outbox

  /// Makes a call, new or as it was stored.
  package init(_ machine: CallMachine, _ outbox: Outbox = Outbox()) {
    self.machine = machine
    self.outbox = outbox
  }

  /// Whether nothing is left to do for it.
  package var isClosed: Bool { machine.isClosed && outbox.items.isEmpty }

  /// Whether nothing of it runs and nothing is to be sent for it: nothing sensitive is left of it.
  package var isAtRest: Bool { machine.isAtRest && outbox.items.isEmpty }
}

/// What some inputs of one time led to.
package struct CallTurn: Hashable, Sendable {
  /// An input with its effects.
  package struct Entry: Hashable, Sendable {
    /// What the machine was given.
    package let input: CallInput
    /// The same as it may be kept and shown.
    package let sealedInput: CallInput
    /// What it said.
    package let effects: [Effect]
  }

  /// The inputs in their order.
  package fileprivate(set) var entries: [Entry] = []
  /// What of the outbox has changed.
  package fileprivate(set) var change = OutboxChange()
}

extension ActiveCall {
  /// Handles inputs of one time, in order; `settled` are the positions that they answer, `flags` the
  /// values that operators have given.
  package mutating func handle(
    _ contents: [CallInput.Content],
    settling settled: Set<Int> = [],
    at time: Timestamp,
    reading flags: [String: CELValue],
    in program: Program
  ) -> CallTurn {
    var turn = CallTurn()
    outbox.settle(settled)
    for content in contents {
      if case .timer(let id) = content {
        // One that was due with it may have forgotten it, or set it anew.
        guard let due = outbox.timers[id], due <= time else { continue }
        outbox.removeTimer(id)
      }
      let kept = machine.kept(CallInput(at: time, content))
      let input = machine.noting(flags, in: kept, of: program)
      let sealed = machine.sealed(input, in: program)
      let effects = machine.handle(input, in: program)
      turn.entries.append(CallTurn.Entry(input: input, sealedInput: sealed, effects: effects))
      for effect in effects { outbox.apply(effect, to: &turn.change) }
    }
    if machine.isDisconnected {
      outbox.withdrawForService(&turn.change, but: machine.phase == .gone ? machine.unanswered : [])
    }
    if isClosed { outbox.forgetTimers() }
    return turn
  }

  /// Takes the call up after its host started again: it is told, what may be sent once only is left
  /// to it, and all else that is not answered is to be dispatched again, in the order returned, after
  /// what the machine wants to read (SEMANTICS.md, rules 22, 30 and 45).
  package mutating func recover(
    at time: Timestamp,
    reading flags: [String: CELValue],
    in program: Program
  ) -> (turn: CallTurn, again: [OutboxItem]) {
    let contents = [.recovered] + outbox.items.compactMap(\.contentIfUnknown)
    let settled = Set(outbox.items.filter(\.isSentOnce).map(\.position))
    let turn = handle(contents, settling: settled, at: time, reading: flags, in: program)
    return (turn, outbox.items.filter(\.isRead) + outbox.items.filter { !$0.isRead })
  }
}
