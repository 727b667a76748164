/// Messages that wait to be sent, so many at most: a reader who is too slow loses the oldest.
struct MessageQueue: Sendable {
  private let limit: Int
  private var messages: [[UInt8]] = []
  /// How many of the first have been taken.
  private var taken = 0
  /// How many were lost since the reader was told.
  private(set) var untold = 0
  /// How many were lost in all.
  private(set) var lost = 0

  init(limit: Int) {
    self.limit = max(1, limit)
  }

  var isEmpty: Bool { messages.count == taken }

  /// Puts a message at the end.
  mutating func add(_ message: [UInt8]) {
    if messages.count - taken == limit {
      _ = takeFirst()
      lost += 1
      untold += 1
    }
    messages.append(message)
  }

  /// Takes what is to be sent next: first, what is to be said of those that were lost.
  mutating func next(notice: ((Int) -> [UInt8])?) -> [UInt8]? {
    guard !isEmpty else { return nil }
    if untold > 0, let notice {
      defer { untold = 0 }
      return notice(untold)
    }
    return takeFirst()
  }

  /// Forgets what waits; nobody is to be told.
  mutating func clear() {
    messages = []
    taken = 0
  }

  private mutating func takeFirst() -> [UInt8] {
    let message = messages[taken]
    messages[taken] = []
    taken += 1
    if taken == messages.count || taken >= Self.leastMoved {
      messages.removeFirst(taken)
      taken = 0
    }
    return message
  }

  /// So that not every message moves those behind it.
  private static let leastMoved = 32
}
