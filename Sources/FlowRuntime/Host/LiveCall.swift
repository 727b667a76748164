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
  /// The interpreter's state.
  var machine: CallMachine
  /// What is not answered yet, in the order of dispatch.
  var outbox: [OutboxItem] = []
  /// Its timers.
  var timers: [TimerID: Timestamp] = [:]
  /// How many lines its journal has.
  var entryCount = 0
  /// The last position given.
  var lastPosition = 0
  /// Whether it is to be settled after a start before anything of it is dispatched.
  var awaitsRecovery = false

  /// Makes a call that begins.
  init(beginning id: CallID, program: PinnedProgram) {
    self.id = id
    self.program = program
    machine = CallMachine(callID: id)
  }

  /// Makes a call from what is stored of it.
  init(
    _ stored: StoredCall,
    program: PinnedProgram,
    awaitsRecovery: Bool
  ) throws(JournalError) {
    id = stored.id
    self.program = program
    machine = try stored.machine()
    outbox = try stored.outboxItems()
    timers = stored.timers
    entryCount = stored.entryCount
    lastPosition = stored.lastPosition
    self.awaitsRecovery = awaitsRecovery
  }

  /// Whether nothing is left to do for it.
  var isOver: Bool { machine.isOver && outbox.isEmpty }
}

/// Something to be dispatched, with its place in the call's order.
struct OutboxItem: Hashable, Sendable {
  /// Its place, from 1; never used twice in a call.
  let position: Int
  /// What is to be done: a `send`, an `http` or a `read`.
  let effect: Effect
}

extension OutboxItem {
  /// The place of what is not stored: nothing is lost with it.
  static let unstored = 0

  /// The operation it belongs to; nil for a read.
  var ordinal: Int? {
    switch effect {
    case .send(let send): send.context.ordinal
    case .http(let request): request.ordinal
    case .read, .setTimer, .cancelTimer, .withdraw, .release, .schedule, .log, .trace: nil
    }
  }

  /// The command, if it is one.
  var command: CallCommand? {
    if case .send(let send) = effect { send.command } else { nil }
  }

  /// Whether it is for another system than the service.
  var isHTTP: Bool {
    if case .http = effect { true } else { false }
  }

  /// Whether it only reads.
  var isRead: Bool {
    if case .read = effect { true } else { false }
  }

  /// Whether it ends the call.
  var endsCall: Bool { command?.policy.endsCall ?? false }

  /// Whether it answers the call, which brings the connection that all else needs.
  var isAnswer: Bool {
    if case .answer? = command { true } else { false }
  }
}

extension StoredCall {
  /// What is not answered yet.
  func outboxItems() throws(JournalError) -> [OutboxItem] {
    try outbox.map { row throws(JournalError) in
      OutboxItem(position: row.position, effect: try StoredForm.decode(from: row.effect))
    }
  }
}
