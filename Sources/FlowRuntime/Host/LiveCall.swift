internal import CallDispatch
internal import CallModel
internal import Cryptography
internal import FieldCoding
internal import FlowEngine
internal import FlowLanguage

/// A call in memory: the machine, what it has asked for that is not answered, and its timers.
///
/// It never changes: handling an input makes another, which takes its place once that is committed. It
/// is held by reference, for it goes from hand to hand, and a machine is large.
final class LiveCall: Sendable {
  /// The call.
  let id: CallID
  /// What it runs.
  let program: PinnedProgram
  /// The interpreter's state, and what is not answered yet.
  let active: ActiveCall
  /// How many advances it had.
  let revision: Int
  /// How many lines its journal has.
  let entryCount: Int
  /// What its state is sealed under; nil before it is stored, and once it is at rest.
  let key: SealingKey?
  /// Whether it is to be settled after a start before anything of it is dispatched.
  let awaitsRecovery: Bool
  /// What a later version stored of it.
  private let unknownFields: UnknownFields

  /// Makes a call that begins, with so many lines in its journal.
  init(beginning id: CallID, program: PinnedProgram, entryCount: Int = 0) {
    self.id = id
    self.program = program
    active = ActiveCall(CallMachine(callID: id))
    revision = 0
    self.entryCount = entryCount
    key = nil
    awaitsRecovery = false
    unknownFields = UnknownFields()
  }

  /// Makes a call from what is stored of it; nil where its machine was given up.
  init?(
    _ call: StoredCall,
    _ state: StoredState,
    program: PinnedProgram,
    awaitsRecovery: Bool
  ) {
    guard let machine = state.machine else { return nil }
    id = call.id
    self.program = program
    active = ActiveCall(machine, state.outbox)
    revision = call.revision
    entryCount = state.entryCount
    key = call.key
    unknownFields = state.unknownFields
    self.awaitsRecovery = awaitsRecovery
  }

  /// Makes the call that another is after an advance of so many lines.
  ///
  /// Its state is sealed until the call is at rest and nothing is to be sent for it: what is sensitive
  /// is forgotten then, and so is the key. What still runs for a recording's files has another.
  init(
    after call: LiveCall,
    leadingTo active: ActiveCall,
    entries: Int,
    awaitsRecovery: Bool
  ) throws(JournalError) {
    id = call.id
    program = call.program
    self.active = active
    revision = call.revision + 1
    entryCount = call.entryCount + entries
    unknownFields = call.unknownFields
    key =
      switch (active.isAtRest, call.key) {
      case (true, _): nil
      case (false, let key?): key
      case (false, nil): try .drawn()
      }
    self.awaitsRecovery = awaitsRecovery
  }

  /// The interpreter's state.
  var machine: CallMachine { active.machine }

  /// What is not answered yet, in the order of dispatch.
  var outbox: [OutboxItem] { active.outbox.items }

  /// When its first timer is due; nil where it has none.
  var nextDue: Timestamp? { active.outbox.nextDue }

  /// Whether nothing is left to do for it.
  var isClosed: Bool { active.isClosed }

  /// The timers that are due, the earliest first.
  func timers(dueAt time: Timestamp) -> [TimerID] {
    active.outbox.timers.filter { $0.value <= time }
      .sorted { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }
      .map(\.key)
  }

  /// What is stored of it.
  var stored: StoredState {
    StoredState(
      machine: machine,
      outbox: active.outbox,
      entryCount: entryCount,
      unknownFields: unknownFields
    )
  }
}
