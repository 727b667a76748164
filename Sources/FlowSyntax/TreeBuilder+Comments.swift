package import Diagnostics

extension TreeBuilder {
  /// Reads what lies between the last token and the next: comments, and else only white space and
  /// indicators.
  mutating func readGap(to end: Int) {
    guard gapStart < end else { return }
    var offset = gapStart
    while offset < end {
      guard source[offset] == UInt8(ascii: "#") else {
        offset += 1
        continue
      }
      if offset == gapStart + 1 { reportCutOffComment(at: offset) }
      addComment(at: offset)
      offset = source.lineBreak(from: offset)
    }
    gapStart = end
    plainStart = nil
  }

  /// Keeps a comment that begins at an offset.
  mutating func addComment(at offset: Int) {
    let end = source.trimmedEnd(offset, source.lineBreak(from: offset))
    let span = Span(file: file, start: offset, end: end)
    comments.append(SyntaxComment(span: span, text: source.string(offset, end)))
  }

  /// Warns of a text like `play: Press the # key`, whose rest YAML takes for a comment.
  ///
  /// Two spaces before the `#` say that a comment was meant; of a text of one word that depends on
  /// the field it stands in.
  private mutating func reportCutOffComment(at offset: Int) {
    guard let plainStart, source[offset - 1] == UInt8(ascii: " ") else { return }
    let text = source[plainStart..<(offset - 1)]
    // `true # for now` is how people comment.
    guard text.contains(UInt8(ascii: " ")) else { return }
    let end = source.trimmedEnd(offset, source.lineBreak(from: offset))
    guard !source.string(offset, end).hasPrefix("# flowctl:") else { return }
    report(
      cutOffComment(
        Span(file: file, start: offset, end: end),
        behind: Span(file: file, start: plainStart, end: offset - 1),
        source.string(plainStart, end)
      )
    )
  }

  /// Where a comment begins inside of brackets that holds what would close them, as in
  /// `{ tones: #, to: desk }`; nil where there is none.
  func commentWithBracket() -> Int? {
    guard let start = frames.first(where: \.isFlow)?.start else { return nil }
    if let read = comments.first(where: { $0.span.start > start && $0.closesBracket }) {
      return read.span.start
    }
    // What stands behind the last token was not read yet.
    let rest = gapStart..<source.lineBreak(from: gapStart)
    guard let hash = source[rest].firstIndex(where: { !" \t:,".utf8.contains($0) }), hash > 0,
      source[hash] == UInt8(ascii: "#"), source[hash - 1].isBlank
    else { return nil }
    let span = Span(file: file, start: hash, end: rest.upperBound)
    let comment = SyntaxComment(span: span, text: source.string(hash, rest.upperBound))
    return comment.closesBracket ? hash : nil
  }

  /// Reads `press: #` as it is meant: the author knows of a key `#`, and nobody writes a comment of
  /// nothing.
  ///
  /// Takes the place after the colon.
  mutating func readLoneHash(from place: Int) -> SyntaxScalar? {
    let hash = source.skippingBlanks(from: place)
    guard hash > place, source.byte(hash) == UInt8(ascii: "#") else { return nil }
    let behind = source.skippingBlanks(from: hash + 1)
    let isAlone = behind == source.lineBreak(from: hash)
    guard isAlone || behind > hash + 1 && source.byte(behind) == UInt8(ascii: "#") else {
      return nil
    }
    let span = characterSpan(at: hash)
    contentEnd = max(contentEnd, span.end)
    report(loneHashFinding(at: span))
    return SyntaxScalar(SourceFragment(verbatim: "#", span: span), style: .plain)
  }
}

/// Says that YAML takes the end of a text for a comment.
package func cutOffComment(_ comment: SyntaxComment, behind text: SyntaxScalar) -> Diagnostic {
  cutOffComment(comment.span, behind: text.span, "\(text.text) \(comment.text)")
}

private func cutOffComment(_ comment: Span, behind text: Span, _ whole: String) -> Diagnostic {
  Diagnostic(
    .cutOffComment,
    .warning,
    "YAML takes this for a comment; the text ends before it",
    at: comment,
    related: [Diagnostic.Label(text, "the text")],
    help: "put the text in quotes if `#` belongs to it, or two spaces before a comment",
    fixes: [
      Diagnostic.Fix(
        "put the whole text in quotes",
        at: text.union(comment),
        replacement: quoteYAML(whole)
      ),
      Diagnostic.Fix(
        "mark it as a comment by a second space",
        at: Span(file: comment.file, start: comment.start, end: comment.start),
        replacement: " "
      ),
    ]
  )
}

/// Says that YAML takes a `#` for a comment which is all there is of a value.
func loneHashFinding(_ code: DiagnosticCode = .cutOffComment, at span: Span) -> Diagnostic {
  Diagnostic(
    code,
    .error,
    "YAML takes this for a comment, and nothing is left of the value",
    at: span,
    help: "write `pound` for the key, or `\"#\"`",
    fixes: [Diagnostic.Fix("put it in quotes", at: span, replacement: "\"#\"")]
  )
}

extension SyntaxComment {
  /// Whether it has a bracket that closes one in front of it.
  fileprivate var closesBracket: Bool {
    var depth = 0
    for byte in text.utf8 where depth >= 0 {
      if "{[".utf8.contains(byte) { depth += 1 }
      if "}]".utf8.contains(byte) { depth -= 1 }
    }
    return depth < 0
  }
}
