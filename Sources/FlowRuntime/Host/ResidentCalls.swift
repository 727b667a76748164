internal import CallDispatch
internal import CallModel
internal import FlowEngine

/// The calls that a shard has in memory.
///
/// A call that has nothing to do leaves memory, and is read again when something happens to it.
struct ResidentCalls {
  private struct Resident {
    var slot: CallSlot
    var idleSince: Timestamp
  }

  private var residents: [CallID: Resident] = [:]

  /// How many there are.
  var count: Int { residents.count }

  /// What is known of a call; nil where it has to be read.
  subscript(id: CallID) -> CallSlot? { residents[id]?.slot }

  /// Keeps what is known of a call.
  mutating func keep(_ slot: CallSlot, of id: CallID, at time: Timestamp) {
    residents[id] = Resident(slot: slot, idleSince: time)
  }

  /// Forgets what is known of a call: the journal knows better, or nothing more is to be known.
  mutating func forget(_ id: CallID) { residents[id] = nil }

  /// Forgets the call unless it goes on.
  mutating func forgetIfDone(_ id: CallID) {
    if residents[id]?.slot.isDone == true { residents[id] = nil }
  }

  /// Forgets the calls to which nothing happened since that time.
  mutating func evict(idleSince time: Timestamp) {
    for (id, resident) in residents where resident.idleSince <= time { residents[id] = nil }
  }
}

/// What is known of a call.
enum CallSlot: Sendable {
  /// It never was.
  case unknown
  /// It is to begin later.
  case scheduled(ScheduledRow)
  /// It goes on.
  case live(LiveCall)
  /// Its state or its version cannot be read: it is to be ended.
  case unreadable(EndedCall, reason: String)
  /// It is over.
  case ended(EndedCall)

  /// Whether there is nothing worth keeping in memory.
  var isDone: Bool {
    switch self {
    case .unknown, .scheduled, .ended: true
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
  /// How many advances it had.
  private(set) var revision: Int
  /// How many lines its journal has.
  private let entryCount: Int
  /// What is stored to be dispatched.
  private(set) var outbox: Outbox
  /// Whether what is stored of it is sealed.
  private var isSealed: Bool

  /// Takes what is stored; of a state that cannot be read nothing is left to be dispatched.
  init(_ call: StoredCall, _ state: StoredState?) {
    id = call.id
    flow = call.flow
    version = call.version
    connectionID = call.connectionID
    revision = call.revision
    entryCount = state?.entryCount ?? 0
    outbox = state?.outbox ?? Outbox()
    isSealed = call.key != nil
  }

  /// Takes a call whose machine is given up.
  init(_ call: LiveCall) {
    id = call.id
    flow = call.program.flow
    version = call.program.version
    connectionID = call.machine.connectionID
    revision = call.revision
    entryCount = call.entryCount
    outbox = call.active.outbox
    isSealed = call.key != nil
  }

  /// Puts other items in the place of what was to be dispatched, and says what is to be committed.
  mutating func advance(to items: [OutboxItem]) throws(JournalError) -> CallAdvance {
    let last = max(outbox.lastPosition, items.last?.position ?? 0)
    outbox = Outbox(items: items, lastPosition: last)
    var advance = CallAdvance(callID: id, revision: revision)
    revision += 1
    advance.state = try StoredForm.encode(
      StoredState(machine: nil, outbox: outbox, entryCount: entryCount)
    )
    // Nothing but a terminate is left.
    if isSealed { advance.key = .forgotten }
    isSealed = false
    advance.isUnsettled = !items.isEmpty
    advance.isLast = items.isEmpty
    return advance
  }
}
