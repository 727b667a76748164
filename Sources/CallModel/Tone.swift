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
    guard let tone = Self.byCharacter[Character(character.uppercased())] else { return nil }
    self = tone
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

  private static let byCharacter = Dictionary(
    uniqueKeysWithValues: Tone.allCases.map { ($0.character, $0) }
  )
}

extension Tone: FieldWord {}

extension Sequence where Element == Tone {
  /// The keys' characters in a row.
  package var characters: String {
    String(map(\.character))
  }
}
