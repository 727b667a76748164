internal import CallDispatch
internal import CallModel
internal import FlowEngine
internal import Logging

/// What the tasks of calls share; each call in memory has one task that runs `run`.
struct CallRunner: Sendable {
  let journal: any Journal
  let store: FlowStore
  let committer: Committer
  let registry: MailboxRegistry
  let dispatcher: Dispatcher
  let timers: Timers
  let recovery: RecoverySet
  let deployment: DeploymentMonitor
  let flags: FlagBoard
  let time: HostTime
  let observer: @Sendable (CallTrace) -> Void
  let log: CallLog
  let metrics = RuntimeMetrics()

  /// Reads a call's mailbox until it is taken away: one letter at a time, each handled, committed,
  /// acknowledged and only then acted upon.
  ///
  /// Only a lane hears last: on its report's acknowledgement it begins its next item, which the
  /// advance may just have withdrawn.
  func run(_ id: CallID, _ letters: AsyncStream<Letter>) async {
    var slot = CallSlot.unloaded
    for await letter in letters {
      let result = await deal(with: letter.message, of: id, &slot)
      if !letter.message.isFromLane { letter.reply(result.outcome) }
      await follow(result.consequences)
      if letter.message.isFromLane { letter.reply(result.outcome) }
      registry.dealtWith(id, at: time.now, isLast: slot.isDone)
    }
  }

  private func deal(
    with message: Letter.Message,
    of id: CallID,
    _ slot: inout CallSlot
  ) async -> LetterResult {
    do throws(JournalError) {
      if case .unloaded = slot { slot = try await load(id) }
      switch slot {
      case .unloaded, .unknown: return try await begin(message, of: id, &slot)
      case .live(let call): return try await advance(call, by: message, &slot)
      case .unreadable(let call, let reason):
        return try await endFaulted(call, because: reason, &slot)
      case .ended(let call): return try await tidy(call, after: message)
      }
    } catch {
      log.notCommitted(id, error)
      metrics.commitFailed()
      return LetterResult(.unavailable(error))
    }
  }
}

/// What is known of the call whose mailbox a task reads.
enum CallSlot: Sendable {
  /// Nothing was read yet.
  case unloaded
  /// It never was.
  case unknown
  /// It goes on.
  case live(LiveCall)
  /// Its state or its version cannot be read: it is to be ended.
  case unreadable(EndedCall, reason: String)
  /// It is over.
  case ended(EndedCall)

  /// Whether there is nothing worth keeping in memory.
  var isDone: Bool {
    switch self {
    case .unloaded, .unknown, .ended: true
    case .live, .unreadable: false
    }
  }
}

/// What is kept of a call without its machine.
struct EndedCall: Sendable {
  /// The call.
  let id: CallID
  /// The flow's name.
  let flow: String
  /// The version it kept.
  let version: VersionHash
  /// The service's id of our leg, if it was known.
  let connectionID: CallConnectionID?
  /// What is stored to be dispatched.
  var outbox: [OutboxRow]
  /// The last position given.
  let lastPosition: Int

  /// Takes what is stored.
  init(_ stored: StoredCall) {
    id = stored.id
    flow = stored.flow
    version = stored.version
    connectionID = stored.connectionID
    outbox = stored.outbox
    lastPosition = stored.lastPosition
  }
}

/// What became of a letter.
struct LetterResult: Sendable {
  /// What its sender is told.
  let outcome: DeliveryOutcome
  /// What follows from what was committed.
  let consequences: Consequences?

  /// Tells the outcome.
  init(_ outcome: DeliveryOutcome, _ consequences: Consequences? = nil) {
    self.outcome = outcome
    self.consequences = consequences
  }
}

/// What is done after an advance is committed.
struct Consequences: Sendable {
  /// For the call's lane; nil while the call waits to be settled after a start.
  var order: LaneOrder?
  /// For the wheel.
  var timersSet: [StoredTimer] = []
  /// For the wheel.
  var timersRemoved: Set<TimerID> = []
  /// For whoever watches.
  var entries: [JournalEntry] = []
  /// The call.
  let callID: CallID
  /// The flow's name.
  let flow: String
  /// The version, if the call ended.
  var ended: (version: VersionHash, manner: CallEnd.Manner)?
  /// What ended the call, as its flow is told.
  var endReason: EndReason?

  /// Begins with nothing to do.
  init(callID: CallID, flow: String) {
    self.callID = callID
    self.flow = flow
  }
}
