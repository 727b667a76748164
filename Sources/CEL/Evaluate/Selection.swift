extension Program {
  /// `value.name`.
  func selectField(_ value: CELValue, _ name: String) throws(CELFailure) -> CELValue {
    switch value {
    case .map(let map):
      if let found = map[name] { return found }
      throw CELFailure(.noSuchKey, "there is no key `\(name)`")
    case .record(let record):
      if let found = record[name] { return found }
      throw CELFailure(.noSuchField, "there is no field `\(name)`")
    case .optional: return try selectOptionalField(value, name)
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .list, .type:
      throw CELFailure(.noSuchField, "a \(value.spokenTypeName) has no field `\(name)`")
    }
  }

  /// `value.?name`, and `optional.name`.
  func selectOptionalField(_ value: CELValue, _ name: String) throws(CELFailure) -> CELValue {
    switch value {
    case .optional(nil): return value
    case .optional(let wrapped?): return try selectOptionalField(wrapped, name)
    case .map(let map): return .optional(map[name])
    case .record(let record):
      // A field that is optional itself is not wrapped twice.
      guard let found = record[name] else { return .optional(nil) }
      if case .optional = found { return found }
      return .optional(found)
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .list, .type:
      throw CELFailure(.noSuchField, "a \(value.spokenTypeName) has no field `\(name)`")
    }
  }

  /// `has(value.name)`.
  func hasField(_ value: CELValue, _ name: String) throws(CELFailure) -> Bool {
    switch value {
    case .optional(nil): return false
    case .optional(let wrapped?): return try hasField(wrapped, name)
    case .map(let map): return map[name] != nil
    case .record(let record):
      switch record[name] {
      case nil, .optional(nil): return false
      case _?: return true
      }
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .list, .type:
      throw CELFailure(.noSuchField, "a \(value.spokenTypeName) has no field `\(name)`")
    }
  }

  /// `collection[key]`.
  func element(of collection: CELValue, _ key: CELValue) throws(CELFailure) -> CELValue {
    if case .optional = collection { return try optionalElement(of: collection, key) }
    if let found = try findElement(of: collection, key) { return found }
    throw missing(key, in: collection)
  }

  /// `collection[?key]`, and `optional[key]`.
  func optionalElement(of collection: CELValue, _ key: CELValue) throws(CELFailure) -> CELValue {
    guard case .optional(let wrapped) = collection else {
      return .optional(try findElement(of: collection, key))
    }
    guard let wrapped else { return collection }
    return .optional(try findElement(of: wrapped, key))
  }

  /// The element at an index, or the value under a key; nil if there is none.
  private func findElement(
    of collection: CELValue,
    _ key: CELValue
  ) throws(CELFailure) -> CELValue? {
    switch collection {
    case .list(let values):
      guard let index = key.wholeNumber else { throw .noOverload("[]", [collection, key]) }
      return values.indices.contains(index) ? values[index] : nil
    case .map(let map): return map[key]
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .optional,
      .record, .type:
      throw .noOverload("[]", [collection, key])
    }
  }

  private func missing(_ key: CELValue, in collection: CELValue) -> CELFailure {
    guard case .list(let values) = collection, let index = key.wholeNumber else {
      return CELFailure(.noSuchKey, "there is no key `\(key.text() ?? key.spokenTypeName)`")
    }
    return CELFailure(
      .indexOutOfRange,
      "there is no element \(index) in a list of \(values.count)"
    )
  }
}

extension CELValue {
  /// The index that the value means, if it is a whole number of any kind.
  fileprivate var wholeNumber: Int? {
    switch self {
    case .int(let value): Int(exactly: value)
    case .uint(let value): Int(exactly: value)
    case .double(let value): Int(exactly: value)
    case .null, .bool, .string, .bytes, .timestamp, .duration, .list, .map, .optional, .record,
      .type:
      nil
    }
  }
}
