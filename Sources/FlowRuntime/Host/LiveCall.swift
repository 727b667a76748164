internal import CallDispatch
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import Foundation

/// A call in memory: the machine, what it has asked for that is not answered, and its timers.
///
/// It is a value: inputs are handled on a copy, which takes the old one's place when its advance is
/// committed.
struct LiveCall: Sendable {
  /// The call.
  let id: CallID
  /// What it runs.
  let program: PinnedProgram
  /// The interpreter's state, and what is not answered yet.
  var active: ActiveCall
  /// How many lines its journal has.
  var entryCount = 0
  /// Whether it is to be settled after a start before anything of it is dispatched.
  var awaitsRecovery = false

  /// Makes a call that begins.
  init(beginning id: CallID, program: PinnedProgram) {
    self.id = id
    self.program = program
    active = ActiveCall(CallMachine(callID: id))
  }

  /// Makes a call from what is stored of it.
  init(
    _ stored: StoredCall,
    program: PinnedProgram,
    awaitsRecovery: Bool
  ) throws(JournalError) {
    id = stored.id
    self.program = program
    active = ActiveCall(
      try stored.machine(),
      Outbox(
        items: try stored.outboxItems(),
        timers: stored.timers,
        lastPosition: stored.lastPosition
      )
    )
    entryCount = stored.entryCount
    self.awaitsRecovery = awaitsRecovery
  }

  /// The interpreter's state.
  var machine: CallMachine { active.machine }

  /// What is not answered yet, in the order of dispatch.
  var outbox: [OutboxItem] { active.outbox.items }

  /// Its timers.
  var timers: [TimerID: Timestamp] { active.outbox.timers }

  /// Whether nothing is left to do for it.
  var isOver: Bool { active.isOver }
}

extension StoredCall {
  /// What is not answered yet.
  func outboxItems() throws(JournalError) -> [OutboxItem] {
    try outbox.map { row throws(JournalError) in
      OutboxItem(position: row.position, effect: try StoredForm.decode(from: row.effect))
    }
  }
}
