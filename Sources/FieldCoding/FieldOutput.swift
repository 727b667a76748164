/// The most values within each other; writing refuses what reading would.
@usableFromInline let depthLimit = 200

/// Bytes that are being written.
@usableFromInline package struct FieldOutput {
  /// What was written so far.
  @usableFromInline package internal(set) var bytes: [UInt8] = []
  @usableFromInline var depth = 0
  /// How it is seen what is written, where it is to be compared and not stored.
  @usableFromInline package var likeness: Likeness?

  /// Begins with no bytes.
  @inlinable package init() {}

  /// Begins with no bytes of what is to be compared.
  package init(_ likeness: Likeness) {
    self.likeness = likeness
  }

  /// Appends one byte.
  @inlinable package mutating func append(byte: UInt8) {
    bytes.append(byte)
  }

  /// Appends bytes as they are.
  @inlinable package mutating func append(contentsOf more: some Collection<UInt8>) {
    bytes.append(contentsOf: more)
  }

  /// Appends a number, seven bits a byte from the lowest; all but the last byte have the highest
  /// bit set (LEB128).
  @inlinable package mutating func append(number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends a number that names something of a kind, or where it comes first in what is compared.
  package mutating func append(number: Int, of kind: Likeness.Kind) {
    Int64(likeness?.place(of: kind, number) ?? number).write(to: &self)
  }

  /// Appends a value with the number of its bytes before it.
  @inlinable
  package mutating func append(_ value: some FieldValue) throws(FieldFailure) {
    let start = try begin()
    try value.write(to: &self)
    end(start)
  }

  /// Keeps a byte for the length, which is enough for most values.
  @inlinable
  mutating func begin() throws(FieldFailure) -> Int {
    depth += 1
    guard depth <= depthLimit else { throw .tooDeep(limit: depthLimit) }
    bytes.append(0)
    return bytes.count
  }

  @inlinable
  mutating func end(_ start: Int) {
    depth -= 1
    let count = bytes.count - start
    guard count >= 0x80 else {
      bytes[start - 1] = UInt8(truncatingIfNeeded: count)
      return
    }
    var length = FieldOutput()
    length.append(number: UInt64(count))
    bytes.replaceSubrange((start - 1)..<start, with: length.bytes)
  }
}
