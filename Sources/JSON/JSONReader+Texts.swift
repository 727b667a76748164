extension JSONReader {
  /// Reads a text whose quotation mark comes next.
  mutating func string() throws(JSONFailure) -> String {
    offset += 1
    var text = ""
    while true {
      let start = offset
      skipPlainBytes()
      let piece = try validated(start..<offset)
      switch next {
      case UInt8(ascii: "\""):
        offset += 1
        return text.isEmpty ? piece : text + piece
      case UInt8(ascii: "\\"):
        offset += 1
        text += piece
        text.unicodeScalars.append(try escaped())
      default:
        throw unexpected(offset < bytes.count ? "a character of a text" : "the end of a text")
      }
    }
  }

  private mutating func skipPlainBytes() {
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return }
      offset += 1
    }
  }

  private func validated(_ range: Range<Int>) throws(JSONFailure) -> String {
    do throws(UTF8.ValidationError) {
      return String(copying: try UTF8Span(validating: bytes[range].span))
    } catch {
      throw .notUTF8(offset: range.lowerBound + error.byteOffsets.lowerBound)
    }
  }

  /// The character of the escape whose backslash was just passed.
  private mutating func escaped() throws(JSONFailure) -> Unicode.Scalar {
    let scalar: Unicode.Scalar
    switch next {
    case UInt8(ascii: "\""): scalar = "\""
    case UInt8(ascii: "\\"): scalar = "\\"
    case UInt8(ascii: "/"): scalar = "/"
    case UInt8(ascii: "b"): scalar = "\u{8}"
    case UInt8(ascii: "f"): scalar = "\u{C}"
    case UInt8(ascii: "n"): scalar = "\n"
    case UInt8(ascii: "r"): scalar = "\r"
    case UInt8(ascii: "t"): scalar = "\t"
    case UInt8(ascii: "u"):
      offset += 1
      let unit = try codeUnit()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      return try surrogatePair(from: unit)
    default: throw unexpected("an escape")
    }
    offset += 1
    return scalar
  }

  /// The character of two surrogates, the first of which was just passed.
  private mutating func surrogatePair(from high: UInt16) throws(JSONFailure) -> Unicode.Scalar {
    let retreat = offset
    guard UTF16.isLeadSurrogate(high), consume(UInt8(ascii: "\\")), consume(UInt8(ascii: "u"))
    else {
      offset = retreat
      return "\u{FFFD}"
    }
    let low = try codeUnit()
    guard UTF16.isTrailSurrogate(low) else {
      offset = retreat
      return "\u{FFFD}"
    }
    let value = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  private mutating func codeUnit() throws(JSONFailure) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch next {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = next - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = next - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = next - UInt8(ascii: "A") + 10
      default: throw unexpected("four hexadecimal digits")
      }
      unit = unit << 4 | UInt16(digit)
      offset += 1
    }
    return unit
  }
}
