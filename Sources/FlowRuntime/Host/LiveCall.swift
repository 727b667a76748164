internal import CallDispatch
internal import CallModel
internal import FieldCoding
internal import FlowEngine
internal import FlowLanguage

/// A call in memory: the machine, what it has asked for that is not answered, and its timers.
///
/// It is a value: inputs are handled on a copy, which takes the old one's place.
struct LiveCall: Sendable {
  /// The call.
  let id: CallID
  /// What it runs.
  let program: PinnedProgram
  /// The interpreter's state, and what is not answered yet.
  var active: ActiveCall
  /// How many advances it had.
  var revision = 0
  /// How many lines its journal has.
  var entryCount = 0
  /// Whether it is to be settled after a start before anything of it is dispatched.
  var awaitsRecovery = false
  /// What a later version stored of it.
  private var unknownFields = UnknownFields()

  /// Makes a call that begins.
  init(beginning id: CallID, program: PinnedProgram) {
    self.id = id
    self.program = program
    active = ActiveCall(CallMachine(callID: id))
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
    unknownFields = state.unknownFields
    self.awaitsRecovery = awaitsRecovery
  }

  /// The interpreter's state.
  var machine: CallMachine { active.machine }

  /// What is not answered yet, in the order of dispatch.
  var outbox: [OutboxItem] { active.outbox.items }

  /// When its first timer is due; nil where it has none.
  var nextDue: Timestamp? { active.outbox.timers.values.min() }

  /// Whether nothing is left to do for it.
  var isOver: Bool { active.isOver }

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
