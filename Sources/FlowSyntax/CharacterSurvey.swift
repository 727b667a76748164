internal import Diagnostics

/// One look at every byte before the parser sees them: whether all are ASCII, and where the first
/// character stands that YAML does not allow.
///
/// libyaml would refuse such a character too, but as soon as it is in its buffer, thousands of
/// characters before its turn.
struct CharacterSurvey {
  /// Whether every byte up to the forbidden one is ASCII.
  let isASCII: Bool
  /// The offset of the first control character or non-character.
  let forbidden: Int?

  /// Looks at all bytes, which are UTF-8.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    var isASCII = true
    for (offset, byte) in bytes.enumerated() where byte < 0x20 || byte >= 0x7F {
      if byte.isWhitespace { continue }
      if byte < 0x80 || Self.isForbidden(at: offset, in: bytes) {
        (self.isASCII, forbidden) = (isASCII, offset)
        return
      }
      isASCII = false
    }
    (self.isASCII, forbidden) = (isASCII, nil)
  }

  /// YAML 1.1, 5.1: no C1 controls but NEL, and neither U+FFFE nor U+FFFF.
  private static func isForbidden(at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    switch bytes[offset] {
    case 0xC2:
      guard let next = bytes.byte(offset + 1) else { return false }
      return next < 0xA0 && next != 0x85
    case 0xEF:
      guard bytes.byte(offset + 1) == 0xBF, let last = bytes.byte(offset + 2) else { return false }
      return last >= 0xBE
    default:
      return false
    }
  }

  /// What is to be said of the character.
  func finding(
    at offset: Int,
    in bytes: UnsafeBufferPointer<UInt8>,
    file: FileID
  ) -> Diagnostic {
    let value = bytes.string(offset, offset + 4).unicodeScalars.first?.value ?? 0
    let digits = String(value, radix: 16, uppercase: true)
    let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    let length = String(Unicode.Scalar(value) ?? " ").utf8.count
    let span = Span(file: file, start: offset, end: offset + length)
    let escape = value < 0x100 ? "\\x" + String(digits.suffix(2)) : "\\u" + digits
    let written = value < 0x10 ? "\\x0" + digits : escape
    return Diagnostic(
      .yamlSyntax,
      .error,
      "the control character \(name) cannot stand in YAML",
      at: span,
      help: "remove it, or write it as `\(written)` in double quotes",
      fixes: [Diagnostic.Fix("remove the character", at: span, replacement: "")]
    )
  }
}
