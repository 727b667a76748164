extension UInt8 {
  /// Whether it is a byte of a UTF-8 sequence other than the first.
  var isContinuation: Bool { self & 0b1100_0000 == 0b1000_0000 }

  /// A space or a tab.
  var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

  /// A line feed or a carriage return.
  var isLineEnd: Bool { self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }

  /// A blank or a line end.
  var isWhitespace: Bool { isBlank || isLineEnd }

  /// An ASCII letter.
  var isLetter: Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20
  }

  /// An ASCII digit.
  var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

  /// What the name of an anchor is made of.
  var isWordByte: Bool {
    isLetter || isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The byte at an offset, or nil outside.
  func byte(_ offset: Int) -> UInt8? {
    offset >= 0 && offset < count ? self[offset] : nil
  }

  /// How many bytes the line break at an offset takes, or 0 where there is none.
  ///
  /// As YAML 1.1 has it, NEL, LS and PS break lines too.
  func lineBreakLength(at offset: Int) -> Int {
    switch byte(offset) {
    case UInt8(ascii: "\n"): 1
    case UInt8(ascii: "\r"): byte(offset + 1) == UInt8(ascii: "\n") ? 2 : 1
    case 0xC2: byte(offset + 1) == 0x85 ? 2 : 0
    case 0xE2: isSeparator(at: offset) ? 3 : 0
    default: 0
    }
  }

  /// Whether U+2028 or U+2029 stands there: a line break that is kept as it is.
  func isSeparator(at offset: Int) -> Bool {
    byte(offset) == 0xE2 && byte(offset + 1) == 0x80
      && (byte(offset + 2) == 0xA8 || byte(offset + 2) == 0xA9)
  }

  /// The offset of the line end at or after an offset.
  func lineEnd(from offset: Int) -> Int {
    var end = Swift.max(0, offset)
    while end < count, !self[end].isLineEnd { end += 1 }
    return Swift.min(end, count)
  }

  /// The offset of the first line break at or after an offset, of those YAML knows.
  func lineBreak(from offset: Int) -> Int {
    var end = Swift.max(0, offset)
    while end < count, lineBreakLength(at: end) == 0 { end += 1 }
    return Swift.min(end, count)
  }

  /// The offset at which the line that holds an offset begins.
  func lineStart(of offset: Int) -> Int {
    var start = Swift.min(Swift.max(0, offset), count)
    while start > 0, !self[start - 1].isLineEnd { start -= 1 }
    return start
  }

  /// The offset of the first byte at or after an offset that is no blank.
  func skippingBlanks(from offset: Int) -> Int {
    var end = offset
    while end < count, self[end].isBlank { end += 1 }
    return end
  }

  /// The end of a range without the blanks and line breaks at its end.
  func trimmedEnd(_ start: Int, _ end: Int) -> Int {
    var end = end
    while let length = (1...3).first(where: { isWhitespace(end - $0, length: $0) }),
      end - length >= start
    {
      end -= length
    }
    return end
  }

  private func isWhitespace(_ offset: Int, length: Int) -> Bool {
    lineBreakLength(at: offset) == length || (length == 1 && byte(offset)?.isBlank == true)
  }

  /// The text of a range that lies on character boundaries; clamped to the bytes there are.
  func string(_ start: Int, _ end: Int) -> String {
    let end = Swift.min(end, count)
    let start = Swift.min(Swift.max(0, start), Swift.max(0, end))
    return String(decoding: self[start..<Swift.max(start, end)], as: UTF8.self)
  }
}
