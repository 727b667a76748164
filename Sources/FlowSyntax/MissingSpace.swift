internal import Diagnostics

/// Schemes of addresses, whose colon needs no space.
private let schemes: Set<String> = [
  "data", "file", "http", "https", "mailto", "sip", "sips", "tel", "urn", "ws", "wss",
]

/// The UTF-8 offset of the colon in a text like `play:welcome`, where a space was forgotten; nil
/// in a text that reads as something else.
func missingSpace(in text: String) -> Int? {
  let utf8 = text.utf8
  guard let colon = utf8.firstIndex(of: UInt8(ascii: ":")), colon > utf8.startIndex else {
    return nil
  }
  let word = utf8[..<colon]
  let next = utf8.index(after: colon)
  guard next < utf8.endIndex, !utf8[next].isWhitespace, utf8[next] != UInt8(ascii: "/"),
    utf8[next] != UInt8(ascii: ":"),
    word.allSatisfy(\.isLetter), word.first.map({ $0 >= UInt8(ascii: "a") }) == true,
    !schemes.contains(String(text[..<colon]))
      || !foreignBlanks(in: String(text[next...])).isEmpty
  else { return nil }
  return utf8.distance(from: utf8.startIndex, to: colon)
}

/// The blanks that are none of YAML's, such as no-break spaces, with which a text begins.
func foreignBlanks(in text: String) -> String.UnicodeScalarView.SubSequence {
  text.unicodeScalars.prefix { character in
    !character.isASCII && (character.properties.isWhitespace || character == "\u{200B}")
  }
}

/// What a blank that is none of YAML's is called.
func foreignBlankName(_ blank: Unicode.Scalar?) -> String {
  blank == "\u{A0}" || blank == "\u{202F}" ? "a no-break space" : "a blank that YAML does not know"
}

/// What is to be said of it; `colon` is the colon's place, and `rest` what follows on it.
func missingSpaceFinding(key: String, colon: Span, before rest: String) -> Diagnostic {
  let blanks = foreignBlanks(in: rest)
  let place = Span(file: colon.file, start: colon.end, end: colon.end + blanks.utf8Count)
  return Diagnostic(
    .missingSpace,
    .error,
    "a space is missing after `\(key):`",
    at: colon,
    help: blanks.isEmpty
      ? "write `\(key): `, or put a text in quotes"
      : "the blank there is \(foreignBlankName(blanks.first)): write a plain one",
    fixes: [
      Diagnostic.Fix(
        blanks.isEmpty ? "insert a space" : "write a plain space",
        at: place,
        replacement: " "
      )
    ]
  )
}

extension String.UnicodeScalarView.SubSequence {
  /// How many bytes they are in UTF-8.
  var utf8Count: Int { reduce(0) { $0 + UTF8.width($1) } }
}
