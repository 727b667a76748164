extension SeededGenerator {
  /// A number from 0 to below a limit.
  package mutating func below(_ limit: Int) -> Int {
    limit < 2 ? 0 : Int(next() % UInt64(limit))
  }

  /// A number of a range.
  package mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// Whether something that happens so many times in a hundred happens now.
  package mutating func chance(_ percent: Int) -> Bool {
    below(100) < percent
  }

  /// One of the elements, or nil where there are none.
  package mutating func pick<Elements: Collection>(_ elements: Elements) -> Elements.Element? {
    guard !elements.isEmpty else { return nil }
    return elements[elements.index(elements.startIndex, offsetBy: below(elements.count))]
  }

  /// Some of the elements, in their order, at least so many.
  package mutating func some<Element>(_ elements: [Element], atLeast least: Int = 0) -> [Element] {
    var left = elements
    let count = elements.isEmpty ? 0 : number(in: min(least, elements.count)...elements.count)
    while left.count > count { left.remove(at: below(left.count)) }
    return left
  }
}
