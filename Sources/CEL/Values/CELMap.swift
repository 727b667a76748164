/// Values by key, in the order of the keys: booleans, then numbers, then texts.
///
/// An `int` and a `uint` of the same number are one key.
package struct CELMap: Hashable, Sendable {
  /// One key with its value.
  package struct Entry: Hashable, Sendable {
    /// A `bool`, `int`, `uint` or `string`.
    package let key: CELValue
    /// The value under it.
    package let value: CELValue

    /// Makes an entry.
    package init(key: CELValue, value: CELValue) {
      self.key = key
      self.value = value
    }
  }

  /// The entries in the order of their keys.
  package private(set) var entries: [Entry]
  /// Where each entry is by the form of its name that is compared; nil where keys are compared as
  /// they are.
  private var places: [String: Int]?

  /// Makes an empty map.
  package init() {
    entries = []
  }

  /// Makes a map; of entries with the same key the last one stays, and one whose key cannot be a
  /// key is left out.
  package init(_ unordered: some Sequence<(key: CELValue, value: CELValue)>) {
    self.init()
    for (key, value) in unordered { insert(value, forKey: key) }
  }

  /// Makes a map whose keys are texts.
  package init(texts: [String: CELValue]) {
    let ordered = texts.sorted { isTextBefore($0.key, $1.key) }
    entries = ordered.map { Entry(key: .string($0.key), value: $0.value) }
  }

  /// Makes a map whose keys are names of headers, which look-ups compare without case (RFC 3261,
  /// section 7.3.1), `userToUser` being one with `User-To-User` (RFC 7433).
  ///
  /// Of several names that are one the first in the order stays.
  package init(headers: [String: CELValue]) {
    self.init(texts: headers)
    compareAsHeaders()
  }

  /// The same map with its names compared as those of headers are.
  func comparedAsHeaders() -> CELMap {
    var map = self
    map.compareAsHeaders()
    return map
  }

  /// Whether its keys are names of headers.
  package var isOfHeaders: Bool { places != nil }

  private mutating func compareAsHeaders() {
    var places: [String: Int] = [:]
    entries = entries.filter { entry in
      guard case .string(let name) = entry.key else { return false }
      let form = headerForm(name)
      guard places[form] == nil else { return false }
      places[form] = places.count
      return true
    }
    self.places = places
  }

  /// How many entries there are.
  package var count: Int { entries.count }

  /// The value under that key, or nil if there is none; a double finds the integer equal to it.
  package subscript(key: CELValue) -> CELValue? {
    // A value that can be no key is equal to none: it is not there, and nothing fails.
    guard let key = key.asMapKey else { return nil }
    if let places {
      guard case .string(let name) = key else { return nil }
      return places[headerForm(name)].map { entries[$0].value }
    }
    let place = place(of: key)
    return place.isFound ? entries[place.index].value : nil
  }

  /// The value under that text.
  package subscript(text: String) -> CELValue? {
    self[.string(text)]
  }

  /// Puts a value under a key.
  ///
  /// Nothing happens, and the answer is false, if the value cannot be a key, if `replacing` is false
  /// and the key is taken, or if the map is one of headers.
  @discardableResult
  package mutating func insert(
    _ value: CELValue,
    forKey key: CELValue,
    replacing: Bool = true
  ) -> Bool {
    guard key.isMapKey, !isOfHeaders else { return false }
    let place = place(of: key)
    let entry = Entry(key: key, value: value)
    guard place.isFound else {
      entries.insert(entry, at: place.index)
      return true
    }
    guard replacing else { return false }
    entries[place.index] = entry
    return true
  }

  private func place(of key: CELValue) -> (index: Int, isFound: Bool) {
    // At the end first: JSON objects and loops mostly give their keys in order.
    guard let last = entries.last, !isKeyBefore(last.key, key) else {
      return (entries.count, false)
    }
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if isKeyBefore(entries[middle].key, key) { low = middle + 1 } else { high = middle }
    }
    return (low, low < entries.count && !isKeyBefore(key, entries[low].key))
  }
}

/// A header's name as names are compared.
private func headerForm(_ name: String) -> String {
  let form = name.lowercased()
  return form == "usertouser" ? "user-to-user" : form
}

extension CELValue {
  /// Whether the value may stand as a map's key.
  var isMapKey: Bool {
    switch self {
    case .bool, .int, .uint, .string: true
    case .null, .double, .bytes, .timestamp, .duration, .list, .map, .optional, .record, .type:
      false
    }
  }

  /// The key that a look-up with this value means, or nil if no key is equal to it.
  fileprivate var asMapKey: CELValue? {
    guard case .double(let number) = self else { return isMapKey ? self : nil }
    // `{1: 'a'}[1.0]` is there, `[1.5]` is not (cel-spec, "Equality").
    if let number = Int64(exactly: number) { return .int(number) }
    if let number = UInt64(exactly: number) { return .uint(number) }
    return nil
  }
}

/// The order of keys.
///
/// An int and a uint of one number are neither before nor after each other, so they are one key.
private func isKeyBefore(_ left: CELValue, _ right: CELValue) -> Bool {
  switch (left, right) {
  case (.string(let left), .string(let right)): isTextBefore(left, right)
  case (.int(let left), .int(let right)): left < right
  case (.uint(let left), .uint(let right)): left < right
  // By sign first: neither type holds all numbers of the other.
  case (.int(let left), .uint(let right)): left < 0 || left.magnitude < right
  case (.uint(let left), .int(let right)): right > 0 && left < right.magnitude
  case (.bool(let left), .bool(let right)): !left && right
  case (_, _): keyRank(left) < keyRank(right)
  }
}

private func keyRank(_ key: CELValue) -> Int {
  switch key {
  case .bool: 0
  case .int, .uint: 1
  case .string, .null, .double, .bytes, .timestamp, .duration, .list, .map, .optional, .record,
    .type:
    2
  }
}
