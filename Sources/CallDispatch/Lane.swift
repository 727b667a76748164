package import CallModel
internal import FlowEngine
package import FlowLanguage

/// What a committed advance means for a call's lane.
package struct LaneOrder: Sendable {
  /// The call.
  package let callID: CallID
  /// The flow's name.
  package let flow: String
  /// The service's id of our leg, once known.
  package let connectionID: CallConnectionID?
  /// Where the flow's secrets are read.
  package let secrets: [String: SecretReference]
  /// What is to be dispatched, in order.
  package var added: [OutboxItem]
  /// The positions of what is not to be dispatched any more.
  package var withdrawn: Set<Int>
  /// The positions of what others need not wait for any more.
  package var released: Set<Int>

  /// Makes an order.
  package init(
    callID: CallID,
    flow: String,
    connectionID: CallConnectionID?,
    secrets: [String: SecretReference],
    added: [OutboxItem] = [],
    withdrawn: Set<Int> = [],
    released: Set<Int> = []
  ) {
    self.callID = callID
    self.flow = flow
    self.connectionID = connectionID
    self.secrets = secrets
    self.added = added
    self.withdrawn = withdrawn
    self.released = released
  }
}

/// An item under way, known by a number that its lane gives once.
package struct LaneTurn: Hashable, Sendable {
  /// The number.
  package let number: Int
  /// What is carried out.
  package let item: OutboxItem
}

/// What of a call is under way and waits to be.
///
/// Items go one after the other; what ends the call goes at once, beside what is under way,
/// and what the flow has gone on without is tried on beside what comes next (SEMANTICS.md, rule 51).
package struct Lane: Sendable {
  /// What begins, and what does not go on.
  package struct Change: Sendable {
    /// What begins in its turn.
    package fileprivate(set) var next: LaneTurn?
    /// What begins out of turn: what ends the call, and what is released before its turn came.
    package fileprivate(set) var urgent: [LaneTurn] = []
    /// What is under way and was withdrawn.
    package fileprivate(set) var recalled: [LaneTurn] = []

    /// Begins nothing.
    package init() {}
  }

  /// The call's names and secrets as of the last advance.
  package private(set) var order: LaneOrder
  private var waiting: [OutboxItem] = []
  private var current: LaneTurn?
  private var urgent: [LaneTurn] = []
  private var withdrawn: Set<Int> = []
  private var lastNumber = 0

  /// Makes an empty lane.
  package init(_ order: LaneOrder) {
    self.order = order
  }

  /// Whether nothing is under way and nothing waits.
  package var isEmpty: Bool { waiting.isEmpty && !isBusy }

  /// Whether something is under way.
  package var isBusy: Bool { current != nil || !urgent.isEmpty }

  /// What is under way.
  package var underWay: [LaneTurn] { urgent + (current.map { [$0] } ?? []) }

  /// Whether an item may be tried, or tried again.
  package func mayTry(_ turn: LaneTurn) -> Bool { !withdrawn.contains(turn.item.position) }

  /// Takes an advance in, and begins what can begin.
  ///
  /// What ends the call waits for an answer under way: without the connection that the answer brings
  /// there is nothing to end.
  package mutating func accept(_ newOrder: LaneOrder) -> Change {
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
        change.urgent.append(turn(for: item))
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
      change.urgent.append(turn(for: item))
    }
    waiting.removeAll { released.contains($0.position) }
    if let turn = current, released.contains(turn.item.position) {
      urgent.append(turn)
      current = nil
    }
  }

  /// Ends an item and begins the next one in turn, if it was its turn.
  package mutating func end(_ turn: LaneTurn) -> LaneTurn? {
    let position = turn.item.position
    withdrawn.remove(position)
    guard current?.item.position == position else {
      urgent.removeAll { $0.item.position == position }
      return nil
    }
    return begin()
  }

  /// Drops what waits; it stays in the journal.
  package mutating func clear() {
    waiting = []
  }

  private mutating func begin() -> LaneTurn? {
    current = waiting.isEmpty ? nil : turn(for: waiting.removeFirst())
    return current
  }

  private mutating func turn(for item: OutboxItem) -> LaneTurn {
    lastNumber += 1
    return LaneTurn(number: lastNumber, item: item)
  }
}
