internal import Diagnostics

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
  /// Two spaces before the `#`, or a text of one word, say that a comment was meant.
  private mutating func reportCutOffComment(at offset: Int) {
    guard let plainStart, source[offset - 1] == UInt8(ascii: " ") else { return }
    let text = source[plainStart..<(offset - 1)]
    // `true # for now` is how people comment.
    guard text.contains(UInt8(ascii: " ")) else { return }
    let end = source.trimmedEnd(offset, source.lineBreak(from: offset))
    guard !source.string(offset, end).hasPrefix("# flowctl:") else { return }
    let whole = Span(file: file, start: plainStart, end: end)
    report(
      Diagnostic(
        .cutOffComment,
        .warning,
        "YAML takes this for a comment; the text ends before it",
        at: Span(file: file, start: offset, end: end),
        related: [
          Diagnostic.Label(Span(file: file, start: plainStart, end: offset - 1), "the text")
        ],
        help: "put the text in quotes if `#` belongs to it, or two spaces before a comment",
        fixes: [
          Diagnostic.Fix(
            "put the whole text in quotes",
            at: whole,
            replacement: quoteYAML(source.string(plainStart, end))
          ),
          Diagnostic.Fix(
            "mark it as a comment by a second space",
            at: Span(file: file, start: offset, end: offset),
            replacement: " "
          ),
        ]
      )
    )
  }
}
