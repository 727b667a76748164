/// Where a value stands among what belongs to it and is no part of it.
extension UnsafeBufferPointer<UInt8> {
  /// The offset after a value's anchor and tag and the white space that follows them.
  func propertiesEnd(from start: Int, to end: Int) -> Int {
    var offset = start
    while offset < end {
      switch self[offset] {
      case UInt8(ascii: "&"), UInt8(ascii: "!"):
        offset = propertyEnd(from: offset, to: end)
      case UInt8(ascii: "#"):
        offset = lineBreak(from: offset)
      case let byte where byte.isBlank:
        offset += 1
      case _:
        let length = lineBreakLength(at: offset)
        guard length > 0 else { return offset }
        offset += length
      }
    }
    return end
  }

  /// The end of an anchor or tag; an anchor is a word of ASCII letters, digits, `-` and `_`.
  func propertyEnd(from start: Int, to end: Int) -> Int {
    let isAnchor = byte(start) == UInt8(ascii: "&")
    let isVerbatim = byte(start + 1) == UInt8(ascii: "<")
    var offset = start + 1
    while offset < end, !self[offset].isBlank, lineBreakLength(at: offset) == 0 {
      let byte = self[offset]
      if isAnchor, !byte.isWordByte { break }
      if !isVerbatim, ",[]{}".utf8.contains(byte) { break }
      offset += 1
    }
    return Swift.min(offset, end)
  }

  /// Where a value stands that was not written: after its `:`, `-` or `?`, else after the value
  /// before it, which ends at `contentEnd`; `mark` is where libyaml noticed.
  func absentPlace(after contentEnd: Int, noticedAt mark: Int) -> Int {
    let before = byte(mark - 1)
    if before == UInt8(ascii: ":") || before == UInt8(ascii: "-") { return mark }
    return GapLexer(self, from: contentEnd, to: mark).reduce(contentEnd) { place, token in
      let isIndicator =
        token.kind == .indicator && ":-?".utf8.contains(self[token.range.lowerBound])
      return isIndicator ? token.range.upperBound : place
    }
  }
}
