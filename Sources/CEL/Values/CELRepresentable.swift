/// A Swift type that stands for a type of the language, so that a function's signature follows from
/// the closure that does its work.
protocol CELRepresentable: Sendable, SendableMetatype {
  /// The type in signatures.
  static var celType: CELType { get }

  /// Takes the value, or nil if it is of another kind.
  init?(cel value: CELValue)

  /// The value in the language.
  var celValue: CELValue { get }
}

extension Bool: CELRepresentable {
  static var celType: CELType { .bool }

  init?(cel value: CELValue) {
    guard case .bool(let value) = value else { return nil }
    self = value
  }

  var celValue: CELValue { .bool(self) }
}

extension Int64: CELRepresentable {
  static var celType: CELType { .int }

  init?(cel value: CELValue) {
    guard case .int(let value) = value else { return nil }
    self = value
  }

  var celValue: CELValue { .int(self) }
}

extension UInt64: CELRepresentable {
  static var celType: CELType { .uint }

  init?(cel value: CELValue) {
    guard case .uint(let value) = value else { return nil }
    self = value
  }

  var celValue: CELValue { .uint(self) }
}

extension Double: CELRepresentable {
  static var celType: CELType { .double }

  init?(cel value: CELValue) {
    guard case .double(let value) = value else { return nil }
    self = value
  }

  var celValue: CELValue { .double(self) }
}

extension String: CELRepresentable {
  static var celType: CELType { .string }

  init?(cel value: CELValue) {
    guard case .string(let value) = value else { return nil }
    self = value
  }

  var celValue: CELValue { .string(self) }
}

extension CELTimestamp: CELRepresentable {
  static var celType: CELType { .timestamp }

  init?(cel value: CELValue) {
    guard case .timestamp(let value) = value else { return nil }
    self = value
  }

  var celValue: CELValue { .timestamp(self) }
}

extension CELDuration: CELRepresentable {
  static var celType: CELType { .duration }

  init?(cel value: CELValue) {
    guard case .duration(let value) = value else { return nil }
    self = value
  }

  var celValue: CELValue { .duration(self) }
}

extension CELValue: CELRepresentable {
  static var celType: CELType { .dyn }

  init?(cel value: CELValue) { self = value }

  var celValue: CELValue { self }
}

extension Array: CELRepresentable where Element: CELRepresentable {
  static var celType: CELType { .list(Element.celType) }

  init?(cel value: CELValue) {
    guard case .list(let values) = value else { return nil }
    var elements: [Element] = []
    elements.reserveCapacity(values.count)
    for value in values {
      // One wrong element refuses the list: a `dyn` list was not checked before the call.
      guard let element = Element(cel: value) else { return nil }
      elements.append(element)
    }
    self = elements
  }

  var celValue: CELValue { .list(map(\.celValue)) }
}

/// A sequence of bytes; an array of numbers would mean a list.
struct Bytes: CELRepresentable {
  let bytes: [UInt8]

  static var celType: CELType { .bytes }

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  init?(cel value: CELValue) {
    guard case .bytes(let bytes) = value else { return nil }
    self.bytes = bytes
  }

  var celValue: CELValue { .bytes(bytes) }
}
