/// A binary heap whose first element is the least.
package struct MinimumHeap<Element: Comparable> {
  private var elements: [Element] = []

  /// Makes an empty heap.
  package init() {}

  /// How many elements there are.
  package var count: Int { elements.count }

  /// The least element.
  package var first: Element? { elements.first }

  /// Puts an element in.
  package mutating func insert(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard elements[child] < elements[parent] else { return }
      elements.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the least element out; nothing happens to an empty heap.
  package mutating func removeFirst() {
    guard let last = elements.popLast(), !elements.isEmpty else { return }
    elements[0] = last
    var parent = 0
    while let child = lesserChild(of: parent), elements[child] < elements[parent] {
      elements.swapAt(child, parent)
      parent = child
    }
  }

  private func lesserChild(of parent: Int) -> Int? {
    let left = 2 * parent + 1
    guard left < elements.count else { return nil }
    let right = left + 1
    return right < elements.count && elements[right] < elements[left] ? right : left
  }
}

extension MinimumHeap: Sendable where Element: Sendable {}
