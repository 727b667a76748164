package import CallModel
package import FieldCoding
package import FlowEngine

/// What a call has asked for that is not answered yet, in the order of dispatch, and its timers.
///
/// It is a value that effects change; what each turn changes of it is an `OutboxChange`, which a
/// host stores, dispatches and forgets by.
package struct Outbox: Hashable, Sendable {
  /// What is not answered yet.
  package private(set) var items: [OutboxItem]
  /// When each timer is due.
  package private(set) var timers: [TimerID: Timestamp]
  /// The last position given.
  package private(set) var lastPosition: Int
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes an outbox, empty or as it was stored.
  package init(
    items: [OutboxItem] = [],
    timers: [TimerID: Timestamp] = [:],
    lastPosition: Int = 0
  ) {
    self.items = items
    self.timers = timers
    self.lastPosition = lastPosition
  }
}

/// What a turn has changed of an outbox.
package struct OutboxChange: Hashable, Sendable {
  /// What is to be dispatched.
  package private(set) var added: [OutboxItem] = []
  /// The positions of what is not to be dispatched any more.
  package private(set) var withdrawn: Set<Int> = []
  /// The positions of what others need not wait for any more.
  package private(set) var released: Set<Int> = []
  /// The calls that are to begin later.
  package private(set) var scheduled: [ScheduledCall] = []

  /// Makes a change of nothing.
  package init() {}
}

extension Outbox {
  /// When the first timer is due; nil where there is none.
  package var nextDue: Timestamp? { timers.values.min() }

  /// Does what an effect says.
  package mutating func apply(_ effect: Effect, to change: inout OutboxChange) {
    switch effect {
    case .send(let send):
      if send.command.policy.endsCall { overtake(&change) }
      append(effect, &change)
    case .http, .fetch, .read: append(effect, &change)
    case .setTimer(let id, let due): timers[id] = due
    case .cancelTimer(let id): removeTimer(id)
    case .withdraw(let ordinal): withdraw(&change) { $0.ordinal == ordinal }
    case .release(let ordinal):
      change.release(items.filter { $0.ordinal == ordinal }.map(\.position))
    case .schedule(let call): change.schedule(call)
    case .log, .trace: break
    }
  }

  /// Forgets what was answered.
  package mutating func settle(_ positions: Set<Int>) {
    items.removeAll { positions.contains($0.position) }
  }

  /// Forgets a timer that fired or is not needed.
  package mutating func removeTimer(_ id: TimerID) {
    timers[id] = nil
  }

  /// Takes back what is for the service: nothing of a call whose end was reported is sent any more,
  /// but for other systems.
  ///
  /// A call that was given up without a report may still be there: what the machine asks to end it
  /// stays, by the operations that it waits for.
  package mutating func withdrawForService(
    _ change: inout OutboxChange,
    but wanted: [OperationContext] = []
  ) {
    withdraw(&change) { item in
      let isWanted = item.endsCall && wanted.contains { $0.ordinal == item.ordinal }
      return !item.isHTTP && !isWanted
    }
  }

  /// Forgets all timers of a call that is over.
  package mutating func forgetTimers() {
    timers = [:]
  }

  private mutating func append(_ effect: Effect, _ change: inout OutboxChange) {
    lastPosition += 1
    let item = OutboxItem(position: lastPosition, effect: effect)
    items.append(item)
    change.add(item)
  }

  /// Takes commands out of the order for one that ends the call.
  ///
  /// An answer stays: without the connection it brings nothing can be terminated.
  private mutating func overtake(_ change: inout OutboxChange) {
    withdraw(&change) { $0.command != nil && !$0.endsCall && !$0.isAnswer }
  }

  private mutating func withdraw(
    _ change: inout OutboxChange,
    where isWithdrawn: (OutboxItem) -> Bool
  ) {
    let positions = Set(items.filter(isWithdrawn).map(\.position))
    guard !positions.isEmpty else { return }
    change.withdraw(positions)
    settle(positions)
  }
}

extension OutboxChange {
  fileprivate mutating func add(_ item: OutboxItem) { added.append(item) }

  fileprivate mutating func release(_ positions: [Int]) { released.formUnion(positions) }

  fileprivate mutating func schedule(_ call: ScheduledCall) { scheduled.append(call) }

  fileprivate mutating func withdraw(_ positions: Set<Int>) {
    added.removeAll { positions.contains($0.position) }
    withdrawn.formUnion(positions)
  }
}
