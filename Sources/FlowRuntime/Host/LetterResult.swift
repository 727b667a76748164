internal import CallDispatch
internal import CallModel
internal import FlowEngine

/// What a letter comes to: nothing of it is told or done before its advance is committed.
struct LetterResult: Sendable {
  /// What its sender is told.
  var outcome: DeliveryOutcome
  /// What follows from it.
  var consequences: Consequences?
  /// What is to be committed first, and what is known of the call then; nil where nothing changes.
  var change: (advance: CallAdvance, slot: CallSlot)?

  /// Tells an outcome; nothing is to be committed.
  init(_ outcome: DeliveryOutcome, _ consequences: Consequences? = nil) {
    self.outcome = outcome
    self.consequences = consequences
  }

  /// Tells an outcome once an advance is committed.
  init(
    _ outcome: DeliveryOutcome,
    _ consequences: Consequences?,
    committing advance: CallAdvance,
    leavingTo slot: CallSlot
  ) {
    self.init(outcome, consequences)
    change = (advance, slot)
  }
}

/// What is done after an advance is committed.
struct Consequences: Sendable {
  /// Something that is said and counted once.
  enum News: Sendable {
    case began(CallBeginning, PinnedProgram)
    case abandoned(PinnedProgram)
    case faulted(reason: String)
    case settled
    case unscheduled
    case notBegun(ScheduledRow, flow: String, reason: String)
  }

  /// The call.
  let callID: CallID
  /// The flow's name.
  let flow: String
  /// For the call's lane; nil while the call waits to be settled after a start.
  var order: LaneOrder?
  /// When this call and others are to be looked at again.
  var alarms: [Alarm] = []
  /// Whether the call is not to be looked at again by itself.
  var cancelsAlarm = false
  /// Latencies of the call that became known.
  var latencies: [(CallLatency, Milliseconds)] = []
  /// For whoever watches.
  var entries: [JournalEntry] = []
  /// For the operator.
  var news: News?
  /// How the call ended, if it just did.
  var ended: CallEnd.Manner?
  /// The version, if nothing is left to do for the call.
  var closed: VersionHash?
  /// What ended the call, as its flow is told.
  var endReason: EndReason?

  /// Begins with nothing to do.
  init(callID: CallID, flow: String) {
    self.callID = callID
    self.flow = flow
  }
}

extension Consequences {
  /// What follows from a letter in the ordinary course; `alarm` is when the call was to be looked at
  /// again before it.
  init(_ handled: HandledLetter, alarm: Timestamp?) {
    let call = handled.call
    self.init(call)
    entries = handled.entries
    if handled.endsCall { ended = .over }
    latencies = handled.latencies
    alarms = handled.advance.scheduled.map(\.alarm)
    guard !call.awaitsRecovery else { return }
    set(call.nextDue, unless: alarm)
    order = LaneOrder(call, added: handled.change.added, withdrawn: handled.change.withdrawn)
    order?.released = handled.change.released
  }

  /// What follows when a call is taken up after a start: its timers, and all that waits.
  init(_ handled: HandledLetter, takingUp again: [OutboxItem]) {
    let call = handled.call
    self.init(call)
    entries = handled.entries
    if handled.endsCall { ended = .over }
    latencies = handled.latencies
    news = .settled
    alarms = handled.advance.scheduled.map(\.alarm)
    set(call.nextDue, unless: nil)
    order = LaneOrder(call, added: again, withdrawn: [])
    order?.released = handled.change.released
  }

  /// What follows when a call was woken early: nothing is due, and it is to be woken again.
  init(wakingAgain call: LiveCall) {
    self.init(call)
    if !call.awaitsRecovery { set(call.nextDue, unless: nil) }
  }

  /// What follows when a call is looked at; nothing where more than that is under way.
  init(lookingAt call: LiveCall) {
    self.init(call)
    guard call.outbox.isEmpty, call.machine.connectionID != nil else { return }
    let read = OutboxItem(position: OutboxItem.unstored, effect: .read([.call, .participants]))
    order = LaneOrder(call, added: [read], withdrawn: [])
  }

  private init(_ call: LiveCall) {
    self.init(callID: call.id, flow: call.program.flow)
    endReason = call.machine.endReason
    if call.isClosed { closed = call.program.version }
  }

  private mutating func set(_ due: Timestamp?, unless alarm: Timestamp?) {
    guard let due else {
      cancelsAlarm = alarm != nil
      return
    }
    if due != alarm { alarms.append(Alarm(callID: callID, due: due)) }
  }
}

extension LaneOrder {
  /// What an advance of a call means for its lane.
  init(_ call: LiveCall, added: [OutboxItem], withdrawn: Set<Int>) {
    self.init(
      callID: call.id,
      flow: call.program.flow,
      connectionID: call.machine.connectionID,
      secrets: call.program.secrets,
      added: added,
      withdrawn: withdrawn
    )
  }

  /// What is left to do for a call without its machine.
  init(_ call: EndedCall, added: [OutboxItem], withdrawn: Set<Int> = []) {
    self.init(
      callID: call.id,
      flow: call.flow,
      connectionID: call.connectionID,
      secrets: [:],
      added: added,
      withdrawn: withdrawn
    )
  }
}
