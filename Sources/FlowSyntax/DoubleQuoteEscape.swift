/// An escape inside double quotes, such as `\n`, `\x41` and `\u00e9`.
struct DoubleQuoteEscape {
  /// What it stands for.
  let scalar: Unicode.Scalar
  /// Its bytes in the source, the backslash included.
  let length: Int

  /// Reads the escape whose backslash stands at an offset; nil where it is none of YAML's.
  init?(_ source: UnsafeBufferPointer<UInt8>, at offset: Int) {
    guard let letter = source.byte(offset + 1) else { return nil }
    let digits: Int
    switch letter {
    case UInt8(ascii: "x"): digits = 2
    case UInt8(ascii: "u"): digits = 4
    case UInt8(ascii: "U"): digits = 8
    default:
      guard let value = Self.named(letter) else { return nil }
      scalar = value
      length = 2
      return
    }
    var value: UInt32 = 0
    for position in 0..<digits {
      guard let byte = source.byte(offset + 2 + position),
        let digit = Character(Unicode.Scalar(byte)).hexDigitValue
      else { return nil }
      value = value << 4 | UInt32(digit)
    }
    guard let scalar = Unicode.Scalar(value) else { return nil }
    self.scalar = scalar
    length = 2 + digits
  }

  /// YAML 1.1, 5.7: the escapes of one letter.
  private static func named(_ letter: UInt8) -> Unicode.Scalar? {
    switch letter {
    case UInt8(ascii: "0"): "\0"
    case UInt8(ascii: "a"): "\u{7}"
    case UInt8(ascii: "b"): "\u{8}"
    case UInt8(ascii: "t"), UInt8(ascii: "\t"): "\t"
    case UInt8(ascii: "n"): "\n"
    case UInt8(ascii: "v"): "\u{B}"
    case UInt8(ascii: "f"): "\u{C}"
    case UInt8(ascii: "r"): "\r"
    case UInt8(ascii: "e"): "\u{1B}"
    case UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "\\"):
      Unicode.Scalar(letter)
    case UInt8(ascii: "N"): "\u{85}"
    case UInt8(ascii: "_"): "\u{A0}"
    case UInt8(ascii: "L"): "\u{2028}"
    case UInt8(ascii: "P"): "\u{2029}"
    default: nil
    }
  }
}
