internal import CallModel

/// What is to happen, by time; what was scheduled first comes first among equals.
struct Schedule<Item: Sendable>: Sendable {
  /// An item with its time.
  private struct Entry {
    let due: Timestamp
    let item: Item
  }

  /// The soonest stands last.
  private var entries: [Entry] = []

  /// When something is due next.
  var nextDue: Timestamp? { entries.last?.due }

  /// All items with their times, the soonest last.
  var dueItems: [(due: Timestamp, item: Item)] { entries.map { ($0.due, $0.item) } }

  /// All items, in no order.
  var items: [Item] { entries.map(\.item) }

  /// Puts an item in after those of the same time.
  mutating func add(_ item: Item, due: Timestamp) {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].due > due { low = middle + 1 } else { high = middle }
    }
    entries.insert(Entry(due: due, item: item), at: low)
  }

  /// Takes out the next item that is due at `time`.
  mutating func next(dueBy time: Timestamp) -> (due: Timestamp, item: Item)? {
    guard let last = entries.last, last.due <= time else { return nil }
    entries.removeLast()
    return (last.due, last.item)
  }
}
