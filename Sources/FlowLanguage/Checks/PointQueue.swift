/// Points that are to be looked at, each once, first come first served.
///
/// A point that waits already takes in whatever else leads to it until its turn comes; last come
/// first served, a circle of thousands of steps would be gone round for each of its ways.
struct PointQueue {
  private var waiting: [Int] = []
  private var next = 0
  /// Whether a point waits, by number.
  private var isWaiting: [Bool] = []

  /// Whether no point waits.
  var isEmpty: Bool { next == waiting.count }

  /// Adds a point, unless it waits already.
  mutating func append(_ point: Int) {
    while isWaiting.count <= point { isWaiting.append(false) }
    guard !isWaiting[point] else { return }
    isWaiting[point] = true
    waiting.append(point)
  }

  /// Takes out the point that waits longest.
  mutating func popFirst() -> Int? {
    guard !isEmpty else { return nil }
    let point = waiting[next]
    next += 1
    isWaiting[point] = false
    // What was taken out is given up now and then, so that a queue is not longer than its points.
    if next > isWaiting.count {
      waiting.removeSubrange(..<next)
      next = 0
    }
    return point
  }
}
