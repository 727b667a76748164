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
  else { return nil }
  return utf8.distance(from: utf8.startIndex, to: colon)
}

/// What is to be said of it; `colon` is the colon's place, and `rest` what follows on it.
func missingSpaceFinding(key: String, colon: Span, before rest: String) -> Diagnostic {
  Diagnostic(
    .missingSpace,
    .error,
    "a space is missing after `\(key):`",
    at: colon,
    help: rest.hasPrefix("\u{A0}")
      ? "the blank there is a no-break space: write a plain one"
      : "write `\(key): `, or put a text in quotes",
    fixes: [Diagnostic.Fix("insert a space", at: colon.endPoint, replacement: " ")]
  )
}
