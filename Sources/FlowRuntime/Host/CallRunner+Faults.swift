internal import CallDispatch
internal import CallModel
internal import FlowEngine

extension CallRunner {
  /// Ends a call that cannot go on, and no other: it is terminated at the service if it has a
  /// connection (SEMANTICS.md, rules 7 and 49).
  func endFaulted(_ call: EndedCall, because reason: String) -> LetterResult {
    let now = time.now
    let added = call.connectionID == nil ? [] : [call.terminate(at: now)]
    let withdrawn = Set(call.outbox.items.map(\.position))
    var ended = call
    do throws(JournalError) {
      var advance = try ended.advance(to: added)
      advance.end = CallEnd(.faulted, at: now)
      var consequences = Consequences(callID: call.id, flow: call.flow)
      consequences.news = .faulted(reason: reason)
      consequences.ended = .faulted
      consequences.closed = call.version
      consequences.cancelsAlarm = true
      consequences.order = LaneOrder(call, added: added, withdrawn: withdrawn)
      return LetterResult(.ended, consequences, committing: advance, leavingTo: .ended(ended))
    } catch {
      return LetterResult(.unavailable(error))
    }
  }

  /// Ends a call that ended the process, whatever comes for it; nil where it is over.
  func end(_ id: CallID, _ slot: CallSlot) -> LetterResult? {
    let reason = "what is done for it has ended the process twice"
    switch slot {
    case .live(let call): return endFaulted(EndedCall(call), because: reason)
    case .scheduled(let row): return remove(row, .notBegun(row, flow: "", reason: reason))
    case .unknown: return LetterResult(.ended)
    case .unreadable, .ended: return nil
    }
  }

  /// Deals with what comes for a call that is over: only its last terminate is waited for.
  func tidy(_ call: EndedCall, after message: Letter.Message) -> LetterResult {
    switch message {
    case .begin, .abandon: return LetterResult(.duplicate)
    case .inputs, .signal, .wake, .look: return LetterResult(.ended)
    case .settled(let position, _):
      let left = call.outbox.items.filter { $0.position != position }
      guard left.count < call.outbox.items.count else { return LetterResult(.ended) }
      var ended = call
      do throws(JournalError) {
        let advance = try ended.advance(to: left)
        return LetterResult(.committed, nil, committing: advance, leavingTo: .ended(ended))
      } catch {
        return LetterResult(.unavailable(error))
      }
    case .recover:
      var consequences = Consequences(callID: call.id, flow: call.flow)
      consequences.news = .settled
      consequences.order = LaneOrder(call, added: call.outbox.items)
      return LetterResult(.committed, consequences)
    }
  }
}

extension EndedCall {
  /// A terminate under an ordinal that no machine gives.
  fileprivate func terminate(at time: Timestamp) -> OutboxItem {
    let send = SendEffect(
      context: OperationContext(ordinal: Int(Int32.max), attempt: 1),
      command: .terminate,
      firstSent: time,
      deadline: time + .seconds(60)
    )
    return OutboxItem(position: outbox.lastPosition + 1, effect: .send(send))
  }
}
