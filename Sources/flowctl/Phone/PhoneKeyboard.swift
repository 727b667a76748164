import CallModel
import EmulatorServer

/// What the holder of a phone enters, as what they do.
///
/// At a terminal a key of a telephone is pressed at once, unless words are being entered; a line is
/// said when it is entered, Esc and Ctrl-D hang up. In a script each line is one or the other.
struct PhoneKeyboard {
  /// What is entered.
  enum Entry: Equatable {
    case press([Tone])
    case say(String)
    /// An empty line.
    case enter
    case accept
    case decline
    case hangUp
  }

  /// Whether bytes are keys as they are pressed.
  let hasKeys: Bool
  /// The line that is being entered, as UTF-8.
  private var line: [UInt8] = []

  init(hasKeys: Bool) {
    self.hasKeys = hasKeys
  }

  /// The line that is being entered.
  var words: String { String(decoding: line, as: UTF8.self) }

  /// Takes what was entered at once.
  mutating func take(_ bytes: [UInt8]) -> [Entry] {
    var entries: [Entry] = []
    var rest = bytes[...]
    while let byte = rest.first {
      // What an arrow or another such key sends begins with Esc, too, and is none.
      if hasKeys, byte == 0x1B, rest.count > 1 {
        rest = rest.afterEscapeSequence
        continue
      }
      rest = rest.dropFirst()
      if let entry = take(byte) { entries.append(entry) }
    }
    return entries
  }

  /// Takes what a script has left without a line break at its end.
  mutating func end() -> [Entry] {
    line.isEmpty ? [] : [entered()]
  }

  private mutating func take(_ byte: UInt8) -> Entry? {
    switch byte {
    case 0x0A, 0x0D: return byte == 0x0D && !hasKeys ? nil : entered()
    case 0x03, 0x04, 0x1B: return hasKeys ? .hangUp : nil
    case 0x7F, 0x08:
      // A whole character, of however many bytes.
      while let last = line.popLast(), last & 0xC0 == 0x80 {}
      return nil
    case 0..<0x20: return nil
    default:
      if hasKeys, line.isEmpty, !byte.isLetter, let tone = Tone(Character(Unicode.Scalar(byte))) {
        return .press([tone])
      }
      if line.count < Self.longestLine { line.append(byte) }
      return nil
    }
  }

  private mutating func entered() -> Entry {
    defer { line = [] }
    let text = String(words.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    switch text {
    case "": return .enter
    case "accept": return .accept
    case "decline": return .decline
    case "hangUp": return .hangUp
    default:
      let isKeys = text.allSatisfy { $0.isNumber || $0 == "*" || $0 == "#" }
      if isKeys, let tones = Tone.parse(text), tones.count <= PhoneDeed.mostKeys {
        return .press(tones)
      }
      return .say(text)
    }
  }

  /// The longest line, in bytes.
  private static let longestLine = 1_000
}

extension UInt8 {
  fileprivate var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
}

extension ArraySlice<UInt8> {
  /// What comes after the escape sequence that it begins with (ECMA-48, 5.4): `ESC [ … letter`,
  /// `ESC O letter`, or `ESC` and one key.
  fileprivate var afterEscapeSequence: ArraySlice<UInt8> {
    let rest = dropFirst()
    switch rest.first {
    case UInt8(ascii: "["):
      return rest.dropFirst().drop { !(0x40...0x7E).contains($0) }.dropFirst()
    case UInt8(ascii: "O"): return rest.dropFirst(2)
    case _?, nil: return rest.dropFirst()
    }
  }
}
