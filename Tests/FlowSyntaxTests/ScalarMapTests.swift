import Diagnostics
import FlowSyntax
import TestSupport
import Testing

@Suite struct ScalarMapTests {
  /// The characters of the text under `a`, each with the source it came from.
  private func map(_ source: String) -> [String] {
    let parsed = Parsed(source)
    guard let fragment = parsed.node("a")?.scalar?.fragment else { return [] }
    return pieces(of: fragment, in: parsed.file).map { "\($0.character)=\($0.source)" }
  }

  private func pieces(
    of fragment: SourceFragment,
    in file: SourceFile
  ) -> [(character: Unicode.Scalar, source: String)] {
    var offset = 0
    return fragment.text.unicodeScalars.map { scalar in
      let range = offset..<offset + UTF8.width(scalar)
      offset = range.upperBound
      return (scalar, String(file.text(of: fragment.span(of: range))))
    }
  }

  @Test func `a plain text stands in the file letter by letter`() {
    #expect(map("a: bé\n") == ["b=b", "é=é"])
  }

  @Test func `a folded plain text knows its line breaks`() {
    #expect(map("a: b  \n\n  c\n   d\n") == ["b=b", "\n=\n", "c=c", " =\n   ", "d=d"])
  }

  @Test func `a doubled quote is one character`() {
    #expect(map("a: 'b''c'\n") == ["b=b", "'=''", "c=c"])
    #expect(map("a: 'b \n c '\n") == ["b=b", " = \n ", "c=c", " = "])
  }

  @Test func `each escape is one character`() {
    #expect(
      map("a: \"b\\n\\x41\\u00e9\\U0001F600\\/\\\"\\L\"\n") == [
        "b=b", "\n=\\n", "A=\\x41", "é=\\u00e9", "😀=\\U0001F600", "/=\\/", "\"=\\\"",
        "\u{2028}=\\L",
      ]
    )
  }

  @Test func `an escaped line end leaves nothing behind`() {
    #expect(map("a: \"b \\\n   c\\\n\n  d\"\n") == ["b=b", " = ", "c=c", "\n=\n", "d=d"])
  }

  @Test func `a literal text leaves out its indentation`() {
    #expect(map("a: |\n  b\n\n   c\n") == ["b=b", "\n=\n", "\n=\n", " = ", "c=c", "\n=\n"])
  }

  @Test func `a literal text with an indentation indicator keeps further spaces`() {
    #expect(map("a: |1-\n   b\n") == [" = ", " = ", "b=b"])
  }

  @Test func `a folded text joins lines`() {
    #expect(
      map("a: >\n  b\n  c\n\n  d\n   e\n") == [
        "b=b", " =\n", "c=c", "\n=\n", "d=d", "\n=\n", " = ", "e=e", "\n=\n",
      ]
    )
  }

  @Test func `chomping decides on the line breaks at the end`() {
    #expect(map("a: |-\n  b\n\n") == ["b=b"])
    #expect(map("a: |\n  b\n\n") == ["b=b", "\n=\n"])
    #expect(map("a: |+\n  b\n\n\n") == ["b=b", "\n=\n", "\n=\n", "\n=\n"])
  }

  @Test func `windows line ends are one line feed`() {
    #expect(map("a: |\r\n  b\r\n  c\r\n") == ["b=b", "\n=\r\n", "c=c", "\n=\r\n"])
  }

  @Test func `the span of a block text ends with its last character`() {
    let parsed = Parsed("a: |\n  b\n\n# end\nc: d\n")
    #expect(parsed.source(parsed.node("a")?.span) == "|\n  b")
  }

  @Test(arguments: ScalarStyle.allCases)
  func `every character of any text leads to what it was read from`(style: ScalarStyle) {
    var generator = SeededGenerator()
    let seed = generator.seed
    for round in 0..<400 {
      let source = "k:\n  a: " + TextGenerator.source(style, using: &generator) + "\n  z: end\n"
      let parsed = Parsed(source)
      let scalar = parsed.node("k", "a")?.scalar
      let note = "seed \(seed), round \(round): \(source.debugDescription)"
      #expect(parsed.findings.isEmpty, "\(note)")
      #expect(scalar?.style == style, "\(note)")
      guard let fragment = scalar?.fragment else { continue }
      for (character, source) in pieces(of: fragment, in: parsed.file) {
        #expect(
          explains(source, character),
          "\(note): \(character) from \(source.debugDescription)"
        )
      }
    }
  }

  /// Whether YAML reads a character from a piece of source.
  private func explains(_ source: String, _ character: Unicode.Scalar) -> Bool {
    if source == String(character) || source == "''" && character == "'" { return true }
    if source.hasPrefix("\\") {
      return TextGenerator.escapes.contains { $0.source == source && $0.character == character }
    }
    let isBreak = source.unicodeScalars.contains { "\n\r\u{85}".unicodeScalars.contains($0) }
    let isSpace = source.unicodeScalars.allSatisfy { " \t\n\r\u{85}".unicodeScalars.contains($0) }
    return (character == " " || character == "\n") && isBreak && isSpace
  }
}

/// Writes random texts in each of YAML's styles.
enum TextGenerator {
  static let escapes: [(source: String, character: Unicode.Scalar)] = [
    ("\\n", "\n"), ("\\t", "\t"), ("\\\"", "\""), ("\\\\", "\\"), ("\\/", "/"), ("\\x41", "A"),
    ("\\u00e9", "é"), ("\\U0001F600", "😀"), ("\\_", "\u{A0}"), ("\\N", "\u{85}"),
    ("\\L", "\u{2028}"), ("\\P", "\u{2029}"), ("\\0", "\0"), ("\\e", "\u{1B}"), ("\\ ", " "),
  ]
  private static let words = ["a", "bc", "é", "日本", "😀", "x#y", "it's", "12", "say:", "${b}"]
  private static let breaks = ["\n", "\n", "\r\n", "\u{85}", "\n\n", "\n \n\n", "\u{2028}"]

  static func source(_ style: ScalarStyle, using generator: inout SeededGenerator) -> String {
    switch style {
    case .plain: joined(["a", "bc", "é", "日本", "😀", "x#y", "it's"], using: &generator)
    case .singleQuoted:
      "'"
        + joined(words.map { $0.split(separator: "'").joined(separator: "''") }, using: &generator)
        + (Bool.random(using: &generator) ? " '" : "'")
    case .doubleQuoted:
      "\"" + joined(words + escapes.map(\.source) + ["\\\n   "], using: &generator)
        + (Bool.random(using: &generator) ? " \"" : "\"")
    case .literal, .folded:
      block(style == .literal ? "|" : ">", using: &generator)
    }
  }

  private static func joined(_ words: [String], using generator: inout SeededGenerator) -> String {
    var text = words.randomElement(using: &generator) ?? ""
    for _ in 0..<Int.random(in: 0..<8, using: &generator) {
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: text += " "
      case 1: text += "  "
      case 2: text += (breaks.randomElement(using: &generator) ?? "") + "    "
      case _: text += " " + (breaks.randomElement(using: &generator) ?? "") + "   "
      }
      text += words.randomElement(using: &generator) ?? ""
    }
    return text
  }

  private static func block(_ indicator: String, using generator: inout SeededGenerator) -> String {
    let chomping = ["", "-", "+"].randomElement(using: &generator) ?? ""
    let hasDigit = Bool.random(using: &generator)
    let comment = Bool.random(using: &generator) ? " # header" : ""
    var text = indicator + (hasDigit ? "2" : "") + chomping + comment + "\n"
    for line in 0..<Int.random(in: 1..<6, using: &generator) {
      let extra = line == 0 && !hasDigit ? 0 : Int.random(in: 0..<3, using: &generator)
      text += "    " + String(repeating: " ", count: extra)
      text += words.randomElement(using: &generator) ?? ""
      text += Bool.random(using: &generator) ? " z" : ""
      text += breaks.filter { !$0.contains(" ") }.randomElement(using: &generator) ?? ""
      if text.hasSuffix("\u{2028}") { text += "    q\n" }
    }
    return String(text.dropLast(text.hasSuffix("\n") ? 1 : 0))
  }
}
