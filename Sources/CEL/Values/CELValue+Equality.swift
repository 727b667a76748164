extension CELValue {
  /// The equality of the language: numbers across their kinds, NaN equal to nothing, lists and maps
  /// element by element, records by their key.
  ///
  /// Values of different kinds are not equal.
  package func isEqual(to other: CELValue) -> Bool {
    isEqual(to: other, depth: 0)
  }

  fileprivate func isEqual(to other: CELValue, depth: Int) -> Bool {
    // Deeper than any expression or declared type can make a value; the guard keeps the recursion
    // bounded whatever a host hands in.
    guard depth < CELLimits.valueDepth else { return false }
    switch (self, other) {
    case (.list(let left), .list(let right)):
      guard left.count == right.count else { return false }
      return zip(left, right).allSatisfy { $0.isEqual(to: $1, depth: depth + 1) }
    case (.map(let left), .map(let right)):
      guard left.count == right.count else { return false }
      return zip(left.entries, right.entries).allSatisfy {
        $0.key.isEqual(to: $1.key, depth: depth + 1)
          && $0.value.isEqual(to: $1.value, depth: depth + 1)
      }
    case (.optional(let left), .optional(let right)):
      guard let left, let right else { return left == nil && right == nil }
      return left.isEqual(to: right, depth: depth + 1)
    case (.record(let left), .record(let right)):
      return left.isEqual(to: right, depth: depth + 1)
    // Before the last case, whose `==` is Swift's on the enum: NaN is not equal to itself.
    case (.double(let left), .double(let right)):
      return left == right
    case (_, _):
      return isNumber && other.isNumber ? compare(self, other) == .same : self == other
    }
  }

  /// Whether it is an `int`, a `uint` or a `double`.
  var isNumber: Bool {
    switch self {
    case .int, .uint, .double: true
    case .null, .bool, .string, .bytes, .timestamp, .duration, .list, .map, .optional, .record,
      .type:
      false
    }
  }
}

extension CELRecord {
  fileprivate func isEqual(to other: CELRecord, depth: Int) -> Bool {
    guard areSameText(typeName, other.typeName) else { return false }
    // An identifier is its raw id, whatever else is known of it: the same party told of by an event
    // and by a read has different fields.
    if let key, let left = self[key], let right = other[key] {
      return left.isEqual(to: right, depth: depth)
    }
    guard fields.count == other.fields.count else { return false }
    return zip(fields, other.fields).allSatisfy {
      areSameText($0.name, $1.name) && $0.value.isEqual(to: $1.value, depth: depth)
    }
  }
}
