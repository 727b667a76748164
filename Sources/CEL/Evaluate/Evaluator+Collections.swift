extension Program {
  func list(
    _ places: TableRange,
    _ run: inout Run,
    _ lookup: Lookup
  ) throws(CELFailure) -> CELValue {
    var values: [CELValue] = []
    values.reserveCapacity(places.count)
    // `?value` adds an element only where there is one (cel-spec proposal 246).
    for entry in entries[places] {
      if let value = try value(of: entry, &run, lookup) { values.append(value) }
    }
    return .list(values)
  }

  func map(
    _ places: TableRange,
    _ run: inout Run,
    _ lookup: Lookup
  ) throws(CELFailure) -> CELValue {
    var map = CELMap()
    // In the order written: a later key that is an earlier one's is an error, not a change.
    for entry in entries[places] {
      guard let keyPlace = entry.key else { continue }
      let key = try evaluate(keyPlace, &run, lookup)
      guard let value = try value(of: entry, &run, lookup) else { continue }
      try insert(value, key, into: &map)
    }
    return .map(map)
  }

  /// The value of an entry; nil for an optional one that is none.
  private func value(
    of entry: Entry,
    _ run: inout Run,
    _ lookup: Lookup
  ) throws(CELFailure) -> CELValue? {
    let value = try evaluate(entry.value, &run, lookup)
    guard entry.isOptional else { return value }
    guard case .optional(let wrapped) = value else {
      throw CELFailure(
        .noSuchOverload,
        "`?` needs an optional after it, not a \(value.spokenTypeName)"
      )
    }
    return wrapped
  }

  /// Puts an entry into a map that is being made; a key that is there is an error (cel-spec,
  /// "Map").
  func insert(
    _ value: CELValue,
    _ key: CELValue,
    into map: inout CELMap
  ) throws(CELFailure) {
    guard key.isMapKey else {
      throw CELFailure(.noSuchOverload, "a \(key.spokenTypeName) cannot be a map's key")
    }
    guard map.insert(value, forKey: key, replacing: false) else {
      throw CELFailure(.duplicateKey, "the key `\(key.text() ?? "")` comes twice")
    }
  }
}
