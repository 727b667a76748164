public import JSON

extension Bool: FieldValue {
  @inlinable package func write(to output: inout FieldOutput) { output.append(byte: self ? 1 : 0) }

  @inlinable package static func read(from input: inout FieldInput) throws(FieldFailure) -> Bool {
    let offset = input.offset
    switch try input.byte() {
    case 0: return false
    case 1: return true
    default: throw .malformed(offset: offset)
    }
  }

  @inlinable package var readableJSON: JSONValue { .bool(self) }
  @inlinable package static var absent: Bool? { false }
  @inlinable package var isAbsent: Bool { !self }
}

extension Int64: FieldValue {
  /// Small numbers of either sign take few bytes: 0, -1, 1, -2 are written as 0, 1, 2, 3.
  @inlinable package func write(to output: inout FieldOutput) {
    output.append(number: UInt64(bitPattern: (self << 1) ^ (self >> 63)))
  }

  @inlinable package static func read(from input: inout FieldInput) throws(FieldFailure) -> Int64 {
    let number = try input.number()
    return Int64(bitPattern: (number >> 1) ^ (0 &- (number & 1)))
  }

  @inlinable package var readableJSON: JSONValue { .integer(Int(self)) }
}

extension Int: FieldValue {
  @inlinable package func write(to output: inout FieldOutput) { Int64(self).write(to: &output) }

  @inlinable package static func read(from input: inout FieldInput) throws(FieldFailure) -> Int {
    Int(try Int64.read(from: &input))
  }

  @usableFromInline package var readableJSON: JSONValue { .integer(self) }
}

extension UInt64: FieldValue {
  @inlinable package func write(to output: inout FieldOutput) { output.append(number: self) }

  @inlinable package static func read(from input: inout FieldInput) throws(FieldFailure) -> UInt64 {
    try input.number()
  }

  @usableFromInline package var readableJSON: JSONValue { .integer(self) }
}

extension Double: FieldValue {
  /// The bits, the lowest byte first: nothing is lost, not even of what is no number.
  @inlinable package func write(to output: inout FieldOutput) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      output.append(byte: UInt8(truncatingIfNeeded: bitPattern >> shift))
    }
  }

  @inlinable package static func read(from input: inout FieldInput) throws(FieldFailure) -> Double {
    var bits: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bits |= UInt64(try input.byte()) << shift
    }
    return Double(bitPattern: bits)
  }

  @inlinable package var readableJSON: JSONValue { isFinite ? .number(self) : .string("\(self)") }
}

extension String: FieldValue {
  @inlinable package func write(to output: inout FieldOutput) { output.append(contentsOf: utf8) }

  @inlinable package static func read(from input: inout FieldInput) throws(FieldFailure) -> String {
    let offset = input.offset
    guard let text = String(validating: input.rest(), as: UTF8.self) else {
      throw .malformed(offset: offset)
    }
    return text
  }

  @inlinable package var readableJSON: JSONValue { .string(self) }
}

extension Optional: FieldValue where Wrapped: FieldValue {
  @inlinable package func write(to output: inout FieldOutput) throws(FieldFailure) {
    if let self { try self.write(to: &output) }
  }

  @inlinable package static func read(from input: inout FieldInput) throws(FieldFailure) -> Wrapped?
  {
    try Wrapped.read(from: &input)
  }

  @inlinable package var readableJSON: JSONValue { self?.readableJSON ?? .null }
  @inlinable package static var absent: Wrapped?? { .some(nil) }
  @inlinable package var isAbsent: Bool { self == nil }
}

extension Array: FieldValue where Element: FieldValue {
  @inlinable package func write(to output: inout FieldOutput) throws(FieldFailure) {
    for element in self { try output.append(element) }
  }

  @inlinable package static func read(
    from input: inout FieldInput
  ) throws(FieldFailure) -> [Element] {
    var elements: [Element] = []
    while !input.isAtEnd { elements.append(try input.value()) }
    return elements
  }

  @inlinable package var readableJSON: JSONValue { .array(map(\.readableJSON)) }
  @inlinable package static var absent: [Element]? { [] }
  @inlinable package var isAbsent: Bool { isEmpty }
}

extension Dictionary: FieldValue where Key == String, Value: FieldValue {
  /// Keys and values in turn, by the bytes of the keys.
  @inlinable package func write(to output: inout FieldOutput) throws(FieldFailure) {
    for (key, value) in inOrder {
      try output.append(key)
      try output.append(value)
    }
  }

  @inlinable package static func read(
    from input: inout FieldInput
  ) throws(FieldFailure) -> [String: Value] {
    var values: [String: Value] = [:]
    var last: String?
    while !input.isAtEnd {
      let offset = input.offset
      let key: String = try input.value()
      if let last, !last.utf8.lexicographicallyPrecedes(key.utf8) {
        throw .malformed(offset: offset)
      }
      guard values.updateValue(try input.value(), forKey: key) == nil else {
        throw .malformed(offset: offset)
      }
      last = key
    }
    return values
  }

  @usableFromInline package var readableJSON: JSONValue {
    .object(JSONObject(inOrder.map { ($0.key, $0.value.readableJSON) }))
  }

  @inlinable package static var absent: [String: Value]? { [:] }
  @inlinable package var isAbsent: Bool { isEmpty }

  @usableFromInline var inOrder: [(key: String, value: Value)] {
    sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }
}

/// Bytes as a value.
@usableFromInline package struct FieldBytes: FieldValue, Hashable {
  /// The bytes.
  @usableFromInline package let bytes: [UInt8]

  /// Makes a value.
  @inlinable package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  @inlinable package func write(to output: inout FieldOutput) { output.append(contentsOf: bytes) }

  @inlinable package static func read(from input: inout FieldInput) -> FieldBytes {
    FieldBytes(Array(input.rest()))
  }

  @inlinable package var readableJSON: JSONValue { .string("\(bytes.count) bytes") }
}
