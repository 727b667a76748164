/// Turns libyaml's marks, which count Unicode scalars, into UTF-8 offsets.
///
/// Marks come in rising order but for a few, so it moves from the last one, in either direction.
/// A text of ASCII only needs no moving at all.
struct MarkCursor {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let isASCII: Bool
  private var index = 0
  private var offset = 0

  /// Makes a cursor at the start of a text; `isASCII` says that all of it is.
  init(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool) {
    self.bytes = bytes
    self.isASCII = isASCII
  }

  /// The UTF-8 offset of the scalar at an index; an index beyond the text is its end.
  mutating func offset(of target: Int) -> Int {
    if isASCII { return min(max(0, target), bytes.count) }
    while index < target, offset < bytes.count {
      offset += 1
      while offset < bytes.count, bytes[offset].isContinuation { offset += 1 }
      index += 1
    }
    while index > target, offset > 0 {
      offset -= 1
      while offset > 0, bytes[offset].isContinuation { offset -= 1 }
      index -= 1
    }
    return offset
  }
}
