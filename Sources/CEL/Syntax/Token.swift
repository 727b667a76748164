/// A word or sign of an expression, with the range of its UTF-8 bytes.
struct Token: Hashable, Sendable {
  /// What the token is.
  enum Kind: Hashable, Sendable {
    case identifier
    /// A field's name in back-quotes.
    case quotedIdentifier
    case int
    case uint
    case double
    /// A text or bytes literal, prefix and quotes included.
    case string(StringForm)
    case sign(Sign)
    /// What no token begins with; its finding has been given.
    case broken
    case end
  }

  let kind: Kind
  let range: Range<Int>
}

/// How a text or bytes literal is written.
struct StringForm: Hashable, Sendable {
  /// After `b`: bytes.
  let isBytes: Bool
  /// After `r`: escapes mean themselves.
  let isRaw: Bool
  /// Between three quotes: line ends may stand inside.
  let isTriple: Bool
  /// Whether its end was found.
  let isClosed: Bool

  /// How many bytes stand before the contents.
  var opening: Int { (isBytes ? 1 : 0) + (isRaw ? 1 : 0) + closing }

  /// How many bytes stand after the contents.
  var closing: Int { isTriple ? 3 : 1 }
}

/// The signs of the language.
enum Sign: String, Hashable, Sendable, CaseIterable {
  case equal = "=="
  case notEqual = "!="
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case and = "&&"
  case or = "||"
  case optionalDot = ".?"
  case optionalBracket = "[?"
  case less = "<"
  case greater = ">"
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divide = "/"
  case remainder = "%"
  case not = "!"
  case question = "?"
  case colon = ":"
  case dot = "."
  case comma = ","
  case openParenthesis = "("
  case closeParenthesis = ")"
  case openBracket = "["
  case closeBracket = "]"
  case openBrace = "{"
  case closeBrace = "}"
}

/// Words that the language keeps for itself; they may stand after a dot.
let reservedWords: Set<String> = [
  "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
  "package", "namespace", "return", "var", "void", "while",
]
