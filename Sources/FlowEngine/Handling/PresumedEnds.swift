import CallModel

extension Turn {
  /// Takes a refusal that means that the call is over: nothing is sent any more but one read, which
  /// decides (SEMANTICS.md, rule 52).
  mutating func presumeOver(_ operation: Operation, _ refusal: Refusal) {
    if state.presumedEnd == nil {
      let unsent = state.operations.filter { other in
        other.isUnanswered && other.command != nil && other.ordinal != operation.ordinal
      }.map(\.ordinal)
      for ordinal in unsent { effects.append(.withdraw(ordinal: ordinal)) }
      let due = now + EngineTimes.reconcile
      state.presumedEnd = PresumedEnd(withdrawing: unsent, due: due)
      read([.call])
    }
    state.operations.awaitRead(operation.ordinal, .refused, until: now + EngineTimes.reconcile)
    state.presumedEnd?.add(operation.ordinal, refusal)
  }

  /// The call is there after all, or nobody says: each refusal means what its row says, and what was
  /// held back is sent.
  mutating func goOnAfterRefusals() {
    guard let presumed = state.presumedEnd else { return }
    state.presumedEnd = nil
    for refused in presumed.refused {
      if let operation = state.operations[ordinal: refused.ordinal], operation.isOpen {
        settle(operation, refusedWith: refused.refusal)
      }
    }
    for operation in state.operations where presumed.withdrawn.contains(operation.ordinal) {
      if operation.status == .emitted, let command = operation.command { emit(operation, command) }
    }
  }

  /// Whether nothing is looked into, because the call is presumed to be over and the read that
  /// decides can still be answered.
  mutating func waitsForPresumedEnd() -> Bool {
    guard let presumed = state.presumedEnd else { return false }
    guard presumed.due <= now else { return true }
    goOnAfterRefusals()
    return false
  }
}

extension Refusal {
  /// Whether it says that there is no such call, or that it is over (FACTS.md (j)); the first is
  /// said of a party or a recording too.
  var meansEnd: Bool { status == 404 && code == "8522" || status == 400 && code == "8528" }
}

extension Operation {
  /// Whether it acts on a call that was taken; for what does not, its row says what a refusal means.
  var actsOnCall: Bool {
    switch policy?.refused {
    case .fails?, .failsAsCall?, .succeedsIfAbsent?, .recording?: true
    case .losesCall?, .losesUnknownCall?, .failsAsCallAndLosesIt?, .endsCall?, nil: false
    }
  }
}
