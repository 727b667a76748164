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
  /// The positions of what others need not wait for any more.
  var released: Set<Int> = []
}

/// An item under way: the one task that carries it out holds it, and nobody looks for it elsewhere.
struct LaneRun: Sendable {
  /// The call.
  let callID: CallID
  /// What is carried out.
  let item: OutboxItem
  /// Rung when it is not to be tried again, to wake it from waiting for its next try.
  let recall = Doorbell()
}

/// What of a call is under way and waits to be.
///
/// Items go one after the other; what ends the call goes at once, beside what is under way,
/// and what the flow has gone on without is tried on beside what comes next (SEMANTICS.md, rule 51).
struct Lane: Sendable {
  /// What begins, and what does not go on.
  struct Change: Sendable {
    /// What begins in its turn.
    var next: LaneRun?
    /// What begins out of turn: what ends the call, and what is released before its turn came.
    var urgent: [LaneRun] = []
    /// What is under way and was withdrawn.
    var recalled: [LaneRun] = []
  }

  /// The call's names and secrets as of the last advance.
  private(set) var order: LaneOrder
  private var waiting: [OutboxItem] = []
  private var current: LaneRun?
  private var urgent: [LaneRun] = []
  private var withdrawn: Set<Int> = []

  /// Makes an empty lane.
  init(_ order: LaneOrder) {
    self.order = order
  }

  /// Whether nothing is under way and nothing waits.
  var isEmpty: Bool { waiting.isEmpty && !isBusy }

  /// Whether something is under way.
  var isBusy: Bool { current != nil || !urgent.isEmpty }

  /// What is under way.
  var underWay: [LaneRun] { urgent + (current.map { [$0] } ?? []) }

  /// Whether an item may be tried, or tried again.
  func mayTry(_ run: LaneRun) -> Bool { !withdrawn.contains(run.item.position) }

  /// Takes an advance in, and begins what can begin.
  ///
  /// What ends the call waits for an answer under way: without the connection that the answer brings
  /// there is nothing to end.
  mutating func accept(_ newOrder: LaneOrder) -> Change {
    order = newOrder
    order.added = []
    order.withdrawn = []
    order.released = []
    var change = Change()
    waiting.removeAll { newOrder.withdrawn.contains($0.position) }
    change.recalled = underWay.filter { newOrder.withdrawn.contains($0.item.position) }
    withdrawn.formUnion(change.recalled.map(\.item.position))
    for item in newOrder.added {
      let isAnswering = current?.item.isAnswer == true || waiting.contains(where: \.isAnswer)
      if item.endsCall && !isAnswering {
        change.urgent.append(LaneRun(callID: order.callID, item: item))
      } else {
        waiting.append(item)
      }
    }
    release(newOrder.released, &change)
    urgent += change.urgent
    if current == nil { change.next = begin() }
    return change
  }

  /// Takes what others need not wait for out of turn.
  private mutating func release(_ released: Set<Int>, _ change: inout Change) {
    guard !released.isEmpty else { return }
    for item in waiting where released.contains(item.position) {
      change.urgent.append(LaneRun(callID: order.callID, item: item))
    }
    waiting.removeAll { released.contains($0.position) }
    if let run = current, released.contains(run.item.position) {
      urgent.append(run)
      current = nil
    }
  }

  /// Ends an item and begins the next one in turn, if it was its turn.
  mutating func end(_ run: LaneRun) -> LaneRun? {
    let position = run.item.position
    withdrawn.remove(position)
    guard current?.item.position == position else {
      urgent.removeAll { $0.item.position == position }
      return nil
    }
    return begin()
  }

  /// Drops what waits; it stays in the journal.
  mutating func clear() {
    waiting = []
  }

  private mutating func begin() -> LaneRun? {
    current =
      waiting.isEmpty ? nil : LaneRun(callID: order.callID, item: waiting.removeFirst())
    return current
  }
}
