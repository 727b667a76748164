internal import Diagnostics

/// Quotes and brackets that do not close as the author meant.
extension SyntaxProblem {
  /// A quote that is never closed.
  func unclosedQuote() -> Diagnostic {
    let quote = source.string(beginning, beginning + 1)
    return finding(
      "this `\(quote)` is never closed",
      at: beginning..<beginning + 1,
      help: "add a `\(quote)` at the end of the text"
    )
  }

  /// Something between brackets that neither separates values nor closes.
  func brokenBrackets() -> Diagnostic {
    // The commonest slip in brackets: `${` begins a mapping there (YAML 1.2, 7.4).
    if source.byte(offset) == UInt8(ascii: "{"), source.byte(offset - 1) == UInt8(ascii: "$") {
      return unquotedTemplate()
    }
    let close = text.hasSuffix("']'") ? "]" : "}"
    // Noticed lines later, the bracket is the likelier culprit than what stands there.
    let isSameLine = source.lineStart(of: offset) == source.lineStart(of: beginning)
    guard offset < source.count, isSameLine else { return unclosedBracket(close) }
    if let quote = strayQuoteEnd() { return quote }
    return finding(
      "a `,` or `\(close)` is missing before this",
      at: characterRange(at: offset),
      help: "put a text that holds punctuation in quotes"
    )
  }

  private func unclosedBracket(_ close: String) -> Diagnostic {
    let open = source.string(beginning, beginning + 1)
    var result = finding(
      "this `\(open)` is never closed",
      at: beginning..<beginning + 1,
      help: "add a `\(close)`"
    )
    if offset < source.count {
      let place = span(characterRange(at: offset))
      result.related = [Diagnostic.Label(place, "expected `,` or `\(close)` before this")]
    }
    return result
  }

  /// `{ post: ${settings.router}/x }`: the `{` of `${` opens a mapping.
  private func unquotedTemplate() -> Diagnostic {
    let flow = SyntaxProblem(self, isFlow: true)
    return quoteFinding(
      "`${` must stand in quotes inside `{ }` and `[ ]`",
      at: offset - 1..<offset + 1,
      text: flow.plainRange(from: textStart(before: offset - 1))
    )
  }

  /// `{ tones: #, to: desk }`: the comment that begins at an offset swallows the bracket.
  func closingComment(_ hash: Int) -> Diagnostic {
    let start = textStart(before: hash)
    let lineEnd = source.lineEnd(from: hash)
    let isValue = source.byte(source.trimmedEnd(0, start) - 1) == UInt8(ascii: ":")
    let end = textEnd(behind: hash, lineEnd, hasCommas: isValue && start < hash)
    let text = start..<source.trimmedEnd(hash, end)
    guard text != hash..<hash + 1 else { return loneHashFinding(.yamlSyntax, at: span(text)) }
    return quoteFinding(
      "YAML takes this for a comment, and the bracket behind it too",
      at: hash..<source.trimmedEnd(hash, lineEnd),
      text: text
    )
  }

  /// Where the author ended a text with a `#` in it; `hasCommas` says whether those with no key
  /// behind them belong to it.
  private func textEnd(behind hash: Int, _ lineEnd: Int, hasCommas: Bool) -> Int {
    func separator(from place: Int) -> Int {
      source[place..<lineEnd].firstIndex { ",]}".utf8.contains($0) } ?? lineEnd
    }
    var end = separator(from: hash + 1)
    while hasCommas, end < lineEnd, source[end] == UInt8(ascii: ",") {
      let next = separator(from: end + 1)
      guard keyColon(end + 1, next) == nil else { break }
      end = next
    }
    return end
  }

  /// Where the author began the text that goes on at an offset, so that quotes go around all of it.
  private func textStart(before offset: Int) -> Int {
    var start = offset
    let line = source.lineStart(of: offset)
    while start > line, !",[{".utf8.contains(source[start - 1]), !isBehindKey(start) { start -= 1 }
    while start < offset, " \t".utf8.contains(source[start]) { start += 1 }
    return start
  }

  /// Whether a colon and a space end right before an offset.
  private func isBehindKey(_ offset: Int) -> Bool {
    " \t".utf8.contains(source[offset - 1]) && source.byte(offset - 2) == UInt8(ascii: ":")
  }

  private init(_ problem: SyntaxProblem, isFlow: Bool) {
    self.source = problem.source
    self.file = problem.file
    self.isFlow = isFlow
    self.text = problem.text
    self.activity = problem.activity
    self.offset = problem.offset
    self.beginning = problem.beginning
  }

  /// `'Don't press'`, `"a" b`: text that follows a closing quote.
  func strayQuoteEnd() -> Diagnostic? {
    let before = source.trimmedEnd(source.lineStart(of: offset), min(offset, source.count))
    guard let quote = source.byte(before - 1), !isFirstOnLine(offset) else { return nil }
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
    // `don't'` and `"a" b` are two mistakes: a quote inside of a text, and a text beside a text.
    let isGlued = before == offset
    let written = source.string(before - 1, before)
    let help =
      !isGlued
      ? "put the quotes around the whole value"
      : written == "'"
        ? "inside single quotes a `'` is written twice, `''`; or use double quotes"
        : "inside double quotes a `\"` is written `\\\"`; or use single quotes"
    return Diagnostic(
      .yamlSyntax,
      .error,
      "the text ended at the quote before this",
      at: span(plainRange(from: offset)),
      related: [Diagnostic.Label(span(before - 1..<before), "this quote closes the text")],
      help: help
    )
  }

  /// The last `[` or `{` of the file.
  private func lastOpening() -> Int? {
    var place = source.count - 1
    while place >= 0, !"[{".utf8.contains(source[place]) { place -= 1 }
    return place >= 0 ? place : nil
  }

  /// A place where a value must stand.
  func missingContent() -> Diagnostic {
    guard offset < source.count else {
      // The parser names the end of the file, where nothing stands.
      guard let place = lastOpening() else {
        return finding(
          "a value is missing at the end of the file",
          at: offset..<offset,
          help: "write it, or remove its key"
        )
      }
      return finding(
        "this `\(source.string(place, place + 1))` is never closed",
        at: place..<place + 1,
        help: "close it, or remove it"
      )
    }
    let written = source.string(offset, characterRange(at: offset).upperBound)
    return finding(
      isFlow
        ? "a value is missing before this `\(written)`" : "a value cannot begin with `\(written)`",
      at: characterRange(at: offset),
      help: isFlow
        ? "write the value, or remove the `,`"
        : "put the text in quotes, or remove the `\(written)`"
    )
  }
}
