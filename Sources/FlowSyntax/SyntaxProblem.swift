internal import Diagnostics

/// A syntax error, with what is needed to say it in an author's words.
///
/// libyaml says what its scanner missed ("did not find expected key"). The author needs to know
/// what the text was taken for; that is read from the text around the place.
struct SyntaxProblem {
  let source: UnsafeBufferPointer<UInt8>
  let file: FileID
  /// Whether it lies in brackets.
  let isFlow: Bool
  /// libyaml's sentence.
  let text: String
  /// What libyaml was doing, or empty.
  let activity: String
  /// Where it was noticed, a UTF-8 offset.
  let offset: Int
  /// Where what libyaml was doing began.
  let beginning: Int

  /// Reads libyaml's report.
  init(
    _ library: LibraryProblem,
    in source: UnsafeBufferPointer<UInt8>,
    file: FileID,
    isFlow: Bool,
    cursor: inout MarkCursor
  ) {
    self.source = source
    self.file = file
    self.isFlow = isFlow
    self.text = library.text
    self.activity = library.activity
    // libyaml gives a place for the problem, and one for what it was doing when it noticed.
    let offset = library.index.map { cursor.offset(of: $0) } ?? 0
    self.offset = offset
    self.beginning = library.activityIndex.map { cursor.offset(of: $0) } ?? offset
  }

  /// What is to be said of it.
  func diagnostic() -> Diagnostic {
    foreignIndentation() ?? knownProblem()
  }

  private func knownProblem() -> Diagnostic {
    // The sentences are those of libyaml 0.2 (scanner.c and parser.c), which have not changed since
    // 0.1; one that is not known here is shown as it is.
    switch text {
    case "found character that cannot start any token":
      forbiddenStart()
    case "did not find expected alphabetic or numeric character",
      "did not find expected whitespace or line break", "did not find expected '!'",
      "did not find expected tag URI", "found undefined tag handle":
      indicatorStart()
    case "mapping values are not allowed in this context":
      strayColon()
    case "could not find expected ':'":
      missingColon()
    case "did not find expected key", "did not find expected '-' indicator",
      "did not find expected <document start>":
      misplaced()
    case "did not find expected ',' or ']'", "did not find expected ',' or '}'":
      brokenBrackets()
    case "found unexpected end of stream", "found unexpected document indicator":
      unclosedQuote()
    case "found unknown escape character", "did not find expected hexdecimal number",
      "found invalid Unicode character escape code":
      unknownEscape()
    case _:
      rarerProblem()
    }
  }

  private func rarerProblem() -> Diagnostic {
    switch text {
    case "did not find expected node content":
      missingContent()
    case "block sequence entries are not allowed in this context":
      strayDash()
    case "mapping keys are not allowed in this context":
      finding("`?` cannot stand here", at: offset..<offset + 1, help: "put a text in quotes")
    case "found unexpected ':'":
      finding(
        "a space is missing after this `:`",
        at: offset..<offset + 1,
        help: "in brackets a text with `:` stands in quotes"
      )
    case "found a tab character where an indentation space is expected",
      "found a tab character that violates indentation":
      tabIndentation()
    case "did not find expected comment or line break":
      textBesideBlock()
    case "found an indentation indicator equal to 0":
      finding(
        "the indentation of a block text cannot be 0",
        at: offset..<offset + 1,
        help: "leave the digit out"
      )
    case _:
      activity.hasPrefix("while scanning a directive") || activity.hasPrefix("while scanning a %")
        ? indicatorStart() : unnamed()
    }
  }

  private func unnamed() -> Diagnostic {
    finding(
      text.isEmpty ? "this is not YAML" : "this is not YAML: \(text)",
      at: characterRange(at: offset),
      help: "put a text that holds punctuation in quotes"
    )
  }
}

extension SyntaxProblem {
  /// Makes a finding at a range, which is clamped to the text.
  func finding(
    _ message: String,
    at range: Range<Int>,
    label: String = "",
    help: String
  ) -> Diagnostic {
    Diagnostic(.yamlSyntax, .error, message, at: Diagnostic.Label(span(range), label), help: help)
  }

  /// A finding about an unquoted text, mended by quotes.
  func quoteFinding(_ message: String, at place: Range<Int>, text range: Range<Int>) -> Diagnostic {
    let quoted = quoteYAML(source.string(range.lowerBound, range.upperBound))
    var result = finding(message, at: place, help: "put the text in quotes: `\(quoted)`")
    result.fixes = [
      Diagnostic.Fix("put it in quotes", at: span(range), replacement: quoted)
    ]
    return result
  }

  /// The range as a span of the file, clamped to the text.
  func span(_ range: Range<Int>) -> Span {
    Span(
      file: file,
      start: min(range.lowerBound, source.count),
      end: min(range.upperBound, source.count)
    )
  }

  /// The range of the whole character at an offset; empty at a line's end.
  func characterRange(at offset: Int) -> Range<Int> {
    guard let byte = source.byte(offset), !byte.isLineEnd else { return offset..<offset }
    var end = offset + 1
    while let next = source.byte(end), next.isContinuation { end += 1 }
    return offset..<end
  }

  /// The range of an unquoted text from an offset to where its author meant it to end: the end of
  /// the line, or a comment, or in brackets what separates values.
  func plainRange(from start: Int) -> Range<Int> {
    let lineEnd = source.lineEnd(from: start)
    var end = start
    var depth = 0
    while end < lineEnd {
      let byte = source[end]
      // A `#` after a blank begins a comment, others are text (YAML 1.2, 6.6).
      if byte == UInt8(ascii: "#"), end > start, source[end - 1].isBlank { break }
      if isFlow {
        if depth == 0, ",]}".utf8.contains(byte) { break }
        if byte == UInt8(ascii: "{") { depth += 1 }
        if byte == UInt8(ascii: "}") { depth -= 1 }
      }
      end += 1
    }
    return start..<max(start, source.trimmedEnd(start, end))
  }

  /// Whether only blanks and dashes stand before an offset on its line.
  func isFirstOnLine(_ offset: Int) -> Bool {
    let start = source.lineStart(of: offset)
    return source[start..<min(offset, source.count)].allSatisfy {
      $0.isBlank || $0 == UInt8(ascii: "-")
    }
  }
}
