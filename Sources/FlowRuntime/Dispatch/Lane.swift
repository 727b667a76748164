internal import CallModel
internal import FlowEngine
internal import FlowLanguage

/// What a committed advance means for a call's lane.
struct LaneOrder: Sendable {
  /// The call.
  let callID: CallID
  /// The flow's name.
  let flow: String
  /// The service's id of our leg, once known.
  let connectionID: CallConnectionID?
  /// Where the flow's secrets are read.
  let secrets: [String: SecretReference]
  /// What is to be dispatched, in order.
  var added: [OutboxItem] = []
  /// The positions of what is not to be dispatched any more.
  var withdrawn: Set<Int> = []
}

/// What of a call is under way and waits to be.
///
/// Items go one after the other; only a terminate goes at once, beside what is under way.
struct Lane: Sendable {
  /// The call's names and secrets as of the last advance.
  var order: LaneOrder
  /// What waits, in order.
  private(set) var waiting: [OutboxItem] = []
  /// What is under way in its turn.
  private(set) var current: OutboxItem?
  /// How many terminates are under way out of turn.
  private(set) var urgentCount = 0
  /// Whether the call is being terminated: nothing is tried again any more.
  private(set) var isTerminating = false

  /// Makes an empty lane.
  init(_ order: LaneOrder) {
    self.order = order
  }

  /// Whether nothing is under way and nothing waits.
  var isEmpty: Bool { waiting.isEmpty && current == nil && urgentCount == 0 }

  /// Whether something is under way.
  var isBusy: Bool { current != nil || urgentCount > 0 }

  /// Takes an advance in; returns the terminates that go at once.
  ///
  /// A terminate waits for an answer under way: without the connection that the answer brings there
  /// is nothing to terminate.
  mutating func take(_ newOrder: LaneOrder) -> [OutboxItem] {
    order = newOrder
    waiting.removeAll { newOrder.withdrawn.contains($0.position) }
    var urgent: [OutboxItem] = []
    for item in newOrder.added {
      let isAnswering = current?.isAnswer == true || waiting.contains(where: \.isAnswer)
      if item.isTerminate && !isAnswering {
        urgent.append(item)
      } else {
        waiting.append(item)
      }
    }
    urgentCount += urgent.count
    isTerminating = isTerminating || !urgent.isEmpty
    order.added = []
    order.withdrawn = []
    return urgent
  }

  /// Begins the next item; nil if none waits.
  mutating func begin() -> OutboxItem? {
    current = waiting.isEmpty ? nil : waiting.removeFirst()
    return current
  }

  /// Drops what waits and what was under way in its turn; it stays in the journal.
  mutating func clear() {
    waiting = []
    current = nil
  }

  /// Notes that a terminate out of turn is done.
  mutating func endUrgent() {
    urgentCount -= 1
  }
}
