internal import Diagnostics

/// Characters that mean something to YAML where an author began a text with them.
extension SyntaxProblem {
  /// A tab, `@`, a backquote, `%`, or `|` in brackets.
  func forbiddenStart() -> Diagnostic {
    switch source.byte(offset) {
    case UInt8(ascii: "\t"):
      tabIndentation()
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      quoteFinding(
        "a text in brackets cannot begin with `\(source.string(offset, offset + 1))`",
        at: offset..<offset + 1,
        text: plainRange(from: offset)
      )
    case _:
      startFinding(at: offset)
    }
  }

  /// `*`, `&`, `!` or `%` before something that makes no alias, anchor, tag or directive.
  func indicatorStart() -> Diagnostic {
    startFinding(at: beginning)
  }

  private func startFinding(at start: Int) -> Diagnostic {
    let character = characterRange(at: start)
    let written = source.string(character.lowerBound, character.upperBound)
    let name = written == "`" ? "a backquote" : "`\(written)`"
    // The key of all the rest in other languages.
    if written == "*", source.byte(character.upperBound) == UInt8(ascii: ":") {
      return finding(
        "an unquoted key cannot be `*`",
        at: character,
        help: isAmongChoices(character.lowerBound)
          ? "write the choice's name, and the key behind it: `again: { press: star }`"
          : "`failed:` takes every failure, and `default:` of a `switch` what no case takes"
      )
    }
    return quoteFinding(
      "an unquoted text cannot begin with \(name)",
      at: character,
      text: plainRange(from: start)
    )
  }

  /// Whether the line above that is indented less is `choices:`.
  private func isAmongChoices(_ place: Int) -> Bool {
    var line = source.lineStart(of: place)
    let indentation = place - line
    while line > 0 {
      line = source.lineStart(of: line - 1)
      let text = source.skippingBlanks(from: line)
      guard text < source.lineBreak(from: line), text - line < indentation else { continue }
      return source.string(text, source.lineBreak(from: text)).hasPrefix("choices:")
    }
    return false
  }

  /// A tab in front of a line.
  func tabIndentation() -> Diagnostic {
    var start = offset
    var end = offset
    // libyaml may notice at what follows the tab.
    if source.byte(offset) != UInt8(ascii: "\t") {
      let line = source.lineStart(of: offset)
      start =
        source[line..<max(line, min(offset, source.count))].firstIndex(of: UInt8(ascii: "\t"))
        ?? offset
      end = start
    }
    while source.byte(end) == UInt8(ascii: "\t") { end += 1 }
    return finding(
      "a tab cannot indent a line in YAML",
      at: start..<max(end, start),
      help: "use spaces, two for each level"
    )
  }

  /// An escape that YAML does not have.
  func unknownEscape() -> Diagnostic {
    var start = offset
    // It is noticed at the letter or digit; the finding begins with the backslash.
    while start > beginning, source.byte(start) != UInt8(ascii: "\\") { start -= 1 }
    let letter = characterRange(at: start + 1)
    let range = start..<letter.upperBound
    let written = source.string(range.lowerBound, range.upperBound)
    guard text == "found unknown escape character" else {
      return finding(
        "`\(written)` is not followed by the digits of a character",
        at: range,
        help: "write `\\x41`, `\\u0041` or `\\U00000041`"
      )
    }
    var result = finding(
      "`\(written)` is no escape that YAML knows",
      at: range,
      help: "write `\\\(written)` for the backslash itself, or use single quotes"
    )
    result.fixes = [
      Diagnostic.Fix("double the backslash", at: span(start..<start), replacement: "\\")
    ]
    return result
  }

  /// Text on the line of `|` or `>`.
  func textBesideBlock() -> Diagnostic {
    finding(
      "a block text begins on the line after `\(source.string(beginning, beginning + 1))`",
      at: plainRange(from: offset),
      help: "move this to the next line, indented deeper than the key"
    )
  }
}
