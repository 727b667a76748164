/// A value that an expression works with.
///
/// `==` and `hash` compare exactly: the kind, the number's bits, the text's scalars. The equality of
/// the language, in which `1 == 1.0`, is `isEqual(to:)`.
package enum CELValue: Sendable {
  /// No value; hosts without a notion of null never make one.
  case null
  /// A truth value.
  case bool(Bool)
  /// A signed number.
  case int(Int64)
  /// An unsigned number.
  case uint(UInt64)
  /// A binary floating-point number.
  case double(Double)
  /// Text, compared by Unicode scalars without normalization.
  case string(String)
  /// A sequence of bytes.
  case bytes([UInt8])
  /// A point in time.
  case timestamp(CELTimestamp)
  /// A length of time.
  case duration(CELDuration)
  /// Values in an order.
  case list([CELValue])
  /// Values by key.
  case map(CELMap)
  /// A value that may be missing.
  indirect case optional(CELValue?)
  /// A value of a type that the host declares.
  indirect case record(CELRecord)
  /// A type as a value, by its name.
  case type(String)
}

extension CELValue {
  /// The name of the value's type, as `type(x)` gives it.
  package var typeName: String {
    switch self {
    case .null: "null_type"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .list: "list"
    case .map: "map"
    case .optional: "optional_type"
    case .record(let record): record.typeName
    case .type: "type"
    }
  }

  /// The name of the value's type in messages.
  var spokenTypeName: String {
    switch self {
    case .null: "null"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .optional: "optional"
    case .bool, .int, .uint, .double, .string, .bytes, .list, .map, .record, .type: typeName
    }
  }
}

extension CELValue: Hashable {
  /// Exact equality: `int` 1 is not `uint` 1, and NaN is NaN.
  package static func == (left: CELValue, right: CELValue) -> Bool {
    switch left {
    case .null: if case .null = right { true } else { false }
    case .bool(let left): if case .bool(let right) = right { left == right } else { false }
    case .int(let left): if case .int(let right) = right { left == right } else { false }
    case .uint(let left): if case .uint(let right) = right { left == right } else { false }
    case .double(let left):
      if case .double(let right) = right { left.bitPattern == right.bitPattern } else { false }
    case .string(let left):
      if case .string(let right) = right { areSameText(left, right) } else { false }
    case .bytes(let left): if case .bytes(let right) = right { left == right } else { false }
    case .timestamp(let left):
      if case .timestamp(let right) = right { left == right } else { false }
    case .duration(let left): if case .duration(let right) = right { left == right } else { false }
    case .list(let left): if case .list(let right) = right { left == right } else { false }
    case .map(let left): if case .map(let right) = right { left == right } else { false }
    case .optional(let left): if case .optional(let right) = right { left == right } else { false }
    case .record(let left): if case .record(let right) = right { left == right } else { false }
    case .type(let left):
      if case .type(let right) = right { areSameText(left, right) } else { false }
    }
  }

  /// Feeds the value to the hasher.
  package func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .int(let value): hasher.combine(value)
    case .uint(let value): hasher.combine(value)
    case .double(let value): hasher.combine(value.bitPattern)
    case .string(let value): hasher.combine(value)
    case .bytes(let value): hasher.combine(value)
    case .timestamp(let value): hasher.combine(value)
    case .duration(let value): hasher.combine(value)
    case .list(let value): hasher.combine(value)
    case .map(let value): hasher.combine(value)
    case .optional(let value): hasher.combine(value)
    case .record(let value): hasher.combine(value)
    case .type(let value): hasher.combine(value)
    }
  }
}
