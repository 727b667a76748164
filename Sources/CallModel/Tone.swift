internal import FieldCoding

/// A key of a telephone; the raw values are the wire's words (FACTS.md (b), DtmfTone).
package enum Tone: String, Sendable, CaseIterable {
  case zero, one, two, three, four, five, six, seven, eight, nine
  case a, b, c, d, pound, asterisk

  /// The key's character: a digit, `A` to `D`, `#` or `*`.
  package var character: Character {
    switch self {
    case .zero: "0"
    case .one: "1"
    case .two: "2"
    case .three: "3"
    case .four: "4"
    case .five: "5"
    case .six: "6"
    case .seven: "7"
    case .eight: "8"
    case .nine: "9"
    case .a: "A"
    case .b: "B"
    case .c: "C"
    case .d: "D"
    case .pound: "#"
    case .asterisk: "*"
    }
  }

  /// The key of a character; letters in either case.
  package init?(_ character: Character) {
    guard let byte = character.asciiValue else { return nil }
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      self = Self.allCases[Int(byte - UInt8(ascii: "0"))]
    case UInt8(ascii: "a"), UInt8(ascii: "A"): self = .a
    case UInt8(ascii: "b"), UInt8(ascii: "B"): self = .b
    case UInt8(ascii: "c"), UInt8(ascii: "C"): self = .c
    case UInt8(ascii: "d"), UInt8(ascii: "D"): self = .d
    case UInt8(ascii: "#"): self = .pound
    case UInt8(ascii: "*"): self = .asterisk
    default: return nil
    }
  }

  /// Reads tones as authors write them: a row of characters, or `star` or `pound`.
  ///
  /// Returns nil for an empty text and for anything that is no key.
  package static func parse(_ text: some StringProtocol) -> [Tone]? {
    switch text {
    case "star": return [.asterisk]
    case "pound": return [.pound]
    case "": return nil
    default: break
    }
    let tones = text.compactMap { Tone($0) }
    return tones.count == text.count ? tones : nil
  }
}

extension Tone: FieldWord {}

extension Sequence where Element == Tone {
  /// The keys' characters in a row.
  package var characters: String {
    String(map(\.character))
  }
}
