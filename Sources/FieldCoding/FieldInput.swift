/// Bytes that are being read; whatever they are, reading ends with a value or a failure.
@usableFromInline package struct FieldInput {
  @usableFromInline let bytes: [UInt8]
  /// The byte that comes next.
  @usableFromInline package internal(set) var offset = 0
  /// Where what is being read ends.
  @usableFromInline var end: Int
  @usableFromInline var depth = 0

  /// Begins at the first byte.
  @inlinable package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    end = bytes.count
  }

  /// Whether nothing is left of what is being read.
  @inlinable package var isAtEnd: Bool { offset == end }

  /// Takes the next byte.
  @inlinable package mutating func byte() throws(FieldFailure) -> UInt8 {
    guard offset < end else { throw .truncated(offset: offset) }
    defer { offset += 1 }
    return bytes[offset]
  }

  /// Takes all that is left.
  @inlinable package mutating func rest() -> ArraySlice<UInt8> {
    defer { offset = end }
    return bytes[offset..<end]
  }

  /// Takes a number that `append(number:)` wrote; refuses one that is longer than it has to be.
  @inlinable package mutating func number() throws(FieldFailure) -> UInt64 {
    let start = offset
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      guard shift < 63 || byte <= 1 else { throw .malformed(offset: start) }
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 {
        guard byte != 0 || shift == 0 else { throw .malformed(offset: start) }
        return number
      }
      shift += 7
    }
  }

  /// Takes a value with the number of its bytes before it.
  @inlinable
  package mutating func value<Value: FieldValue>(
    _ type: Value.Type = Value.self
  ) throws(FieldFailure) -> Value {
    let outer = try enter()
    let value = try Value.read(from: &self)
    try leave(to: outer)
    return value
  }

  /// Takes a part as it is, with the number of its bytes.
  mutating func part(from start: Int) throws(FieldFailure) -> ArraySlice<UInt8> {
    let outer = try enter()
    offset = end
    try leave(to: outer)
    return bytes[start..<offset]
  }

  @inlinable
  mutating func enter() throws(FieldFailure) -> Int {
    let count = try number()
    guard count <= UInt64(end - offset) else { throw .truncated(offset: offset) }
    depth += 1
    guard depth <= depthLimit else { throw .tooDeep(limit: depthLimit) }
    let outer = end
    end = offset + Int(count)
    return outer
  }

  @inlinable
  mutating func leave(to outer: Int) throws(FieldFailure) {
    guard offset == end else { throw .malformed(offset: offset) }
    depth -= 1
    end = outer
  }

  /// Goes to the field of a tag; false where it is not stored.
  ///
  /// Fields are stored by tag, the lowest first. Those of tags that were not asked for are put into
  /// `unknown`; nil refuses them.
  @usableFromInline
  mutating func seek(
    _ tag: Int,
    after last: inout Int,
    keeping unknown: inout UnknownFields?
  ) throws(FieldFailure) -> Bool {
    while offset < end {
      let start = offset
      let number = try number()
      guard let found = Int(exactly: number), found > last else {
        throw .malformed(offset: start)
      }
      if found > tag {
        offset = start
        return false
      }
      last = found
      if found == tag { return true }
      guard unknown != nil else { throw .unknownCase(offset: start) }
      unknown?.append(found, try part(from: start))
    }
    return false
  }
}
