internal import CallDispatch
internal import CallModel
internal import FlowEngine
internal import Foundation

extension CallRunner {
  /// Ends a call that cannot go on, and no other: it is terminated at the service if it has a
  /// connection (SEMANTICS.md, rules 7 and 49).
  func endFaulted(
    _ call: EndedCall,
    because reason: String,
    _ slot: inout CallSlot
  ) async throws(JournalError) -> LetterResult {
    let now = time.now
    var advance = CallAdvance(callID: call.id)
    advance.outboxRemoved = call.outbox.map(\.position)
    advance.end = CallEnd(.faulted, at: now)
    var added: [OutboxItem] = []
    if call.connectionID != nil {
      added = [call.terminate(at: now)]
      advance.outboxAdded = try added.map { item throws(JournalError) in
        OutboxRow(position: item.position, effect: try StoredForm.encode(item.effect))
      }
    }
    try await committer.commit(advance)
    recovery.remove(call.id)
    slot = .unloaded
    log.faulted(call.id, call.flow, reason)
    var consequences = Consequences(callID: call.id, flow: call.flow)
    consequences.ended = (call.version, .faulted)
    consequences.order = LaneOrder(call, added: added)
    return LetterResult(.ended, consequences)
  }

  /// Deals with what comes for a call that is over: only its last terminate is waited for.
  func tidy(
    _ call: EndedCall,
    after message: Letter.Message
  ) async throws(JournalError) -> LetterResult {
    switch message {
    case .begin, .abandon: return LetterResult(.duplicate)
    case .inputs, .signal, .timer, .look: return LetterResult(.ended)
    case .settled(let position, _):
      var advance = CallAdvance(callID: call.id)
      advance.outboxRemoved = [position]
      try await committer.commit(advance)
      return LetterResult(.committed)
    case .recover:
      var consequences = Consequences(callID: call.id, flow: call.flow)
      let items = try call.outbox.map { row throws(JournalError) in
        OutboxItem(position: row.position, effect: try StoredForm.decode(from: row.effect))
      }
      consequences.order = LaneOrder(call, added: items)
      recovery.remove(call.id)
      return LetterResult(.committed, consequences)
    }
  }
}

extension EndedCall {
  /// Takes a call whose machine is given up.
  init(_ call: LiveCall) {
    id = call.id
    flow = call.program.flow
    version = call.program.version
    connectionID = call.machine.connectionID
    // Only the positions matter: all of it is taken out.
    outbox = call.outbox.map { OutboxRow(position: $0.position, effect: Data()) }
    lastPosition = call.active.outbox.lastPosition
  }

  /// A terminate under an ordinal that no machine gives.
  fileprivate func terminate(at time: Timestamp) -> OutboxItem {
    let send = SendEffect(
      context: OperationContext(ordinal: Int(Int32.max), attempt: 1),
      command: .terminate,
      firstSent: time,
      deadline: time + .seconds(60)
    )
    return OutboxItem(position: lastPosition + 1, effect: .send(send))
  }
}

extension LaneOrder {
  fileprivate init(_ call: EndedCall, added: [OutboxItem]) {
    self.init(
      callID: call.id,
      flow: call.flow,
      connectionID: call.connectionID,
      secrets: [:],
      added: added,
      withdrawn: Set(call.outbox.map(\.position)).subtracting(added.map(\.position))
    )
  }
}
