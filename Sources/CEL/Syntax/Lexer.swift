internal import Diagnostics

/// Reads the tokens of an expression one after the other.
struct Lexer {
  private let bytes: [UInt8]
  private(set) var position: Int
  /// What could not be read, with its range and what to say of it.
  private(set) var problems: [Problem] = []

  /// A place that cannot be read.
  struct Problem {
    let range: Range<Int>
    let message: String
    let help: String?
    /// What was meant in its place.
    var replacement: String?
  }

  /// Begins at a place of the UTF-8 bytes of a text.
  init(_ bytes: [UInt8], from start: Int = 0) {
    self.bytes = bytes
    position = start
  }

  /// The next token; `end` for ever after the last.
  mutating func next() -> Token {
    skipBlanks()
    let start = position
    guard let first = byte(at: 0) else { return Token(kind: .end, range: start..<start) }
    // Before words: `b'…'` and `r'…'` begin like one.
    if let kind = stringLiteral() { return Token(kind: kind, range: start..<position) }
    if first.isWordStart { return word() }
    if first.isDigit || first == UInt8(ascii: ".") && byte(at: 1)?.isDigit == true {
      return number()
    }
    if first == UInt8(ascii: "`") { return quotedIdentifier() }
    if let sign = sign() { return Token(kind: .sign(sign), range: start..<position) }
    return broken()
  }

  private func byte(at distance: Int) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  private mutating func skipBlanks() {
    while let current = byte(at: 0) {
      // cel-spec's WHITESPACE is tab, line feed, form feed, carriage return and space.
      if current == UInt8(ascii: " ") || (0x09...0x0D).contains(current) && current != 0x0B {
        position += 1
      } else if current == UInt8(ascii: "/"), byte(at: 1) == UInt8(ascii: "/") {
        while byte(at: 0).map({ $0 != 0x0A }) ?? false { position += 1 }
      } else {
        return
      }
    }
  }

  private mutating func word() -> Token {
    let start = position
    while let current = byte(at: 0), current.isWordStart || current.isDigit {
      position += 1
    }
    return Token(kind: .identifier, range: start..<position)
  }

  /// A field's name in back quotes, for names that are no words (cel-spec, "Syntax": ESC_IDENT).
  private mutating func quotedIdentifier() -> Token {
    let start = position
    position += 1
    while let current = byte(at: 0), current != UInt8(ascii: "`"), current != 0x0A {
      position += 1
    }
    if byte(at: 0) == UInt8(ascii: "`") {
      position += 1
      return Token(kind: .quotedIdentifier, range: start..<position)
    }
    report(start..<position, "this back-quoted name has no end", help: "write a ` after the name")
    return Token(kind: .broken, range: start..<position)
  }

  /// Passes a text between quotes that a word processor made; nil where none is closed here.
  private mutating func typographicText() -> Token? {
    let start = position
    guard let open = typographicQuote(at: start) else { return nil }
    var end = start + 3
    while end < bytes.count, typographicQuote(at: end) == nil { end += 1 }
    guard end < bytes.count else { return nil }
    position = end + 3
    let written = String(decoding: bytes[start + 3..<end], as: UTF8.self)
    report(
      start..<position,
      "`\(open)` begins no text in an expression",
      help: written.contains("'") ? "write `\"\(written)\"`" : "write `'\(written)'`"
    )
    return Token(kind: .broken, range: start..<position)
  }

  /// The quote of a word processor at a place.
  private func typographicQuote(at place: Int) -> String? {
    guard place + 2 < bytes.count, bytes[place] == 0xE2, bytes[place + 1] == 0x80,
      (0x98...0x9F).contains(bytes[place + 2])
    else { return nil }
    return String(decoding: bytes[place..<place + 3], as: UTF8.self)
  }

  private mutating func broken() -> Token {
    if let text = typographicText() { return text }
    let start = position
    // All of the character's bytes, so that a finding never cuts one in two.
    repeat { position += 1 } while byte(at: 0).map { $0 & 0b1100_0000 == 0b1000_0000 } ?? false
    if bytes[start] == UInt8(ascii: "="), byte(at: 0) == UInt8(ascii: "~") { position += 1 }
    // `={{ … }}` of n8n: what is in the braces is the expression.
    if bytes[start] == UInt8(ascii: "="), byte(at: 0) == UInt8(ascii: "{"),
      byte(at: 1) == UInt8(ascii: "{")
    {
      position = bytes.count
      report(
        start..<start + 3,
        "`={{` means nothing in an expression",
        help: "write what stands between `={{` and `}}`"
      )
      return Token(kind: .broken, range: start..<start + 3)
    }
    let character = String(decoding: bytes[start..<position], as: UTF8.self)
    report(
      start..<position,
      "`\(character)` means nothing in an expression",
      help: Self.advice[character],
      // `+=` of other languages sets something.
      meant: start > 0 && "+-*/%".utf8.contains(bytes[start - 1]) ? nil : Self.meant[character]
    )
    return Token(kind: .broken, range: start..<position)
  }

  /// What stands for it in CEL: a sign of other languages, or a quote that a word processor made.
  private static let meant = ["=": "==", "&": "&&", "|": "||", "“": "'", "”": "'", "’": "'"]

  /// What to write instead of signs that have no one sign here.
  private static let advice = [
    "$": "an expression reads names without `$`, and one `${ }` stands around all of it",
    "~": matching, "=~": matching,
    ";": "an expression is one value: leave `;` out",
  ]

  private static let matching = "ask whether a text fits a pattern with `text.matches('…')`"

  mutating func report(
    _ range: Range<Int>,
    _ message: String,
    help: String? = nil,
    meant: String? = nil
  ) {
    // No more than these are told.
    guard problems.count <= CELLimits.findings else { return }
    problems.append(Problem(range: range, message: message, help: help, replacement: meant))
  }
}

// MARK: Signs and numbers

extension Lexer {
  private mutating func sign() -> Sign? {
    guard let first = byte(at: 0) else { return nil }
    // The longest sign wins: `<=` is never `<` and `=`.
    if let second = byte(at: 1), let sign = Self.doubleSigns[Pair(first, second)] {
      position += 2
      refuseThirdEquals(after: sign)
      return sign
    }
    guard let sign = Self.singleSigns[first] else { return nil }
    position += 1
    return sign
  }

  /// `===` and `!==` of JavaScript are read as what was meant, so that they are one finding.
  private mutating func refuseThirdEquals(after sign: Sign) {
    guard sign == .equal || sign == .notEqual, byte(at: 0) == UInt8(ascii: "=") else { return }
    position += 1
    report(
      position - 3..<position,
      "`\(sign.rawValue)=` means nothing in an expression",
      meant: sign.rawValue
    )
  }

  /// Two bytes in a row.
  private struct Pair: Hashable {
    let first: UInt8
    let second: UInt8

    init(_ first: UInt8, _ second: UInt8) {
      self.first = first
      self.second = second
    }
  }

  /// The signs by their bytes, made of the list of signs, so that a new one needs no second place.
  private static let doubleSigns: [Pair: Sign] = {
    var signs: [Pair: Sign] = [:]
    for sign in Sign.allCases where sign.rawValue.utf8.count == 2 {
      let bytes = Array(sign.rawValue.utf8)
      signs[Pair(bytes[0], bytes[1])] = sign
    }
    return signs
  }()

  private static let singleSigns: [UInt8: Sign] = {
    var signs: [UInt8: Sign] = [:]
    for sign in Sign.allCases where sign.rawValue.utf8.count == 1 {
      signs[Array(sign.rawValue.utf8)[0]] = sign
    }
    return signs
  }()

  private mutating func number() -> Token {
    let start = position
    let kind = numberKind()
    guard let next = byte(at: 0), next.isWordStart else {
      return Token(kind: kind, range: start..<position)
    }
    // `12px` is one mistake; two tokens would make it several.
    while let current = byte(at: 0), current.isWordStart || current.isDigit { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let isDuration = readDuration(text) != nil
    report(
      start..<position,
      "`\(text)` is not a number",
      help: isDuration ? "write `duration('\(text)')`" : nil
    )
    return Token(kind: .broken, range: start..<position)
  }

  /// Passes a number and says which it is; a sign before it belongs to the parser, for `a-1` is a
  /// subtraction.
  private mutating func numberKind() -> Token.Kind {
    if byte(at: 0) == UInt8(ascii: "0"), byte(at: 1).map({ $0 | 0x20 }) == UInt8(ascii: "x"),
      byte(at: 2)?.isHexDigit == true
    {
      position += 2
      while byte(at: 0)?.isHexDigit == true { position += 1 }
      return takesUnsignedMark() ? .uint : .int
    }
    skipDigits()
    var isDouble = false
    // Digits on the right side of the point (cel-spec: FLOAT_LIT): `1.` is `1` and a selection.
    if byte(at: 0) == UInt8(ascii: "."), byte(at: 1)?.isDigit == true {
      isDouble = true
      position += 1
      skipDigits()
    }
    if takesExponent() { isDouble = true }
    if isDouble { return .double }
    return takesUnsignedMark() ? .uint : .int
  }

  private mutating func skipDigits() {
    while byte(at: 0)?.isDigit == true { position += 1 }
  }

  private mutating func takesExponent() -> Bool {
    guard byte(at: 0).map({ $0 | 0x20 }) == UInt8(ascii: "e") else { return false }
    let isSigned = byte(at: 1) == UInt8(ascii: "+") || byte(at: 1) == UInt8(ascii: "-")
    // Without digits the `e` begins a word, which `number` reports with the number as one mistake.
    guard byte(at: isSigned ? 2 : 1)?.isDigit == true else { return false }
    position += isSigned ? 2 : 1
    skipDigits()
    return true
  }

  private mutating func takesUnsignedMark() -> Bool {
    guard byte(at: 0).map({ $0 | 0x20 }) == UInt8(ascii: "u") else { return false }
    position += 1
    return true
  }
}

// MARK: Text

extension Lexer {
  /// Reads a text or bytes literal with its prefix, if one begins here.
  private mutating func stringLiteral() -> Token.Kind? {
    // `b` before `r`, in either case: cel-spec has no `rb`.
    var length = 0
    let isBytes = byte(at: 0).map { $0 | 0x20 } == UInt8(ascii: "b")
    if isBytes { length += 1 }
    let isRaw = byte(at: length).map { $0 | 0x20 } == UInt8(ascii: "r")
    if isRaw { length += 1 }
    guard let quote = byte(at: length), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    else { return nil }
    let start = position
    let isTriple = byte(at: length + 1) == quote && byte(at: length + 2) == quote
    position += length + (isTriple ? 3 : 1)
    let isClosed = skipContents(quote: quote, isRaw: isRaw, isTriple: isTriple)
    if !isClosed {
      let quotes = String(repeating: String(UnicodeScalar(quote)), count: isTriple ? 3 : 1)
      report(start..<position, "this text has no end", help: "write \(quotes) after it")
    }
    return .string(
      StringForm(isBytes: isBytes, isRaw: isRaw, isTriple: isTriple, isClosed: isClosed)
    )
  }

  private mutating func skipContents(quote: UInt8, isRaw: Bool, isTriple: Bool) -> Bool {
    while let current = byte(at: 0) {
      // What is escaped cannot end the text, whatever it is; the parser looks at it.
      if current == UInt8(ascii: "\\"), !isRaw, byte(at: 1) != nil {
        position += 2
      } else if current == quote {
        let isEnd = !isTriple || byte(at: 1) == quote && byte(at: 2) == quote
        position += isTriple && isEnd ? 3 : 1
        if isEnd { return true }
        // An end of line ends a text without its quote: the mistake is then one line long, and not
        // the rest of the expression.
      } else if current == 0x0A || current == 0x0D, !isTriple {
        return false
      } else {
        position += 1
      }
    }
    return false
  }
}

extension UInt8 {
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  var isHexDigit: Bool {
    isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
  }

  /// A letter of ASCII or an underscore.
  var isWordStart: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || self == UInt8(ascii: "_")
  }
}
