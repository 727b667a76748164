package import JSON

extension Bool: FieldValue {
  package func write(to output: inout FieldOutput) { output.append(byte: self ? 1 : 0) }

  package static func read(from input: inout FieldInput) throws(FieldFailure) -> Bool {
    let offset = input.offset
    switch try input.byte() {
    case 0: return false
    case 1: return true
    default: throw .malformed(offset: offset)
    }
  }

  package var readableJSON: JSONValue { .bool(self) }
  package static var absent: Bool? { false }
  package var isAbsent: Bool { !self }
}

extension Int64: FieldValue {
  /// Small numbers of either sign take few bytes: 0, -1, 1, -2 are written as 0, 1, 2, 3.
  package func write(to output: inout FieldOutput) {
    output.append(number: UInt64(bitPattern: (self << 1) ^ (self >> 63)))
  }

  package static func read(from input: inout FieldInput) throws(FieldFailure) -> Int64 {
    let number = try input.number()
    return Int64(bitPattern: (number >> 1) ^ (0 &- (number & 1)))
  }

  package var readableJSON: JSONValue { .integer(Int(self)) }
}

extension Int: FieldValue {
  package func write(to output: inout FieldOutput) { Int64(self).write(to: &output) }

  package static func read(from input: inout FieldInput) throws(FieldFailure) -> Int {
    Int(try Int64.read(from: &input))
  }

  package var readableJSON: JSONValue { .integer(self) }
}

extension UInt64: FieldValue {
  package func write(to output: inout FieldOutput) { output.append(number: self) }

  package static func read(from input: inout FieldInput) throws(FieldFailure) -> UInt64 {
    try input.number()
  }

  package var readableJSON: JSONValue { .integer(self) }
}

extension Double: FieldValue {
  /// The bits, the lowest byte first: nothing is lost, not even of what is no number.
  package func write(to output: inout FieldOutput) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      output.append(byte: UInt8(truncatingIfNeeded: bitPattern >> shift))
    }
  }

  package static func read(from input: inout FieldInput) throws(FieldFailure) -> Double {
    var bits: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bits |= UInt64(try input.byte()) << shift
    }
    return Double(bitPattern: bits)
  }

  package var readableJSON: JSONValue { isFinite ? .number(self) : .string("\(self)") }
}

extension String: FieldValue {
  package func write(to output: inout FieldOutput) { output.append(contentsOf: utf8) }

  package static func read(from input: inout FieldInput) throws(FieldFailure) -> String {
    let offset = input.offset
    guard let text = String(validating: input.rest(), as: UTF8.self) else {
      throw .malformed(offset: offset)
    }
    return text
  }

  package var readableJSON: JSONValue { .string(self) }
}

extension Optional: FieldValue where Wrapped: FieldValue {
  package func write(to output: inout FieldOutput) throws(FieldFailure) {
    if let self { try self.write(to: &output) }
  }

  package static func read(from input: inout FieldInput) throws(FieldFailure) -> Wrapped? {
    try Wrapped.read(from: &input)
  }

  package var readableJSON: JSONValue { self?.readableJSON ?? .null }
  package static var absent: Wrapped?? { .some(nil) }
  package var isAbsent: Bool { self == nil }
}

extension Array: FieldValue where Element: FieldValue {
  package func write(to output: inout FieldOutput) throws(FieldFailure) {
    for element in self { try output.append(element) }
  }

  package static func read(from input: inout FieldInput) throws(FieldFailure) -> [Element] {
    var elements: [Element] = []
    while !input.isAtEnd { elements.append(try input.value()) }
    return elements
  }

  package var readableJSON: JSONValue { .array(map(\.readableJSON)) }
  package static var absent: [Element]? { [] }
  package var isAbsent: Bool { isEmpty }
}

extension Dictionary: FieldValue where Key == String, Value: FieldValue {
  /// Keys and values in turn, by the bytes of the keys.
  package func write(to output: inout FieldOutput) throws(FieldFailure) {
    for (key, value) in inOrder {
      try output.append(key)
      try output.append(value)
    }
  }

  package static func read(
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

  package var readableJSON: JSONValue {
    .object(JSONObject(inOrder.map { ($0.key, $0.value.readableJSON) }))
  }

  package static var absent: [String: Value]? { [:] }
  package var isAbsent: Bool { isEmpty }

  private var inOrder: [(key: String, value: Value)] {
    sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }
}

/// Bytes as a value.
package struct FieldBytes: FieldValue, Hashable {
  /// The bytes.
  package let bytes: [UInt8]

  /// Makes a value.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  package func write(to output: inout FieldOutput) { output.append(contentsOf: bytes) }

  package static func read(from input: inout FieldInput) -> FieldBytes {
    FieldBytes(Array(input.rest()))
  }

  package var readableJSON: JSONValue { .string("\(bytes.count) bytes") }
}
