internal import Diagnostics

extension TreeBuilder {
  /// Reports the tag between two offsets.
  @discardableResult
  mutating func reportTag(
    _ start: Int,
    _ end: Int,
    hasTag: Bool,
    on node: SyntaxNode? = nil
  ) -> SyntaxNode {
    let absent = node ?? SyntaxNode(.sequence([]), span: Span(file: file, start: end, end: end))
    guard hasTag, let tag = findTag(start, end) else { return absent }
    let written = source.string(tag.lowerBound, tag.upperBound)
    // `!!str` is YAML's own and was meant as a tag; `!isOpen` is a condition.
    if !written.hasPrefix("!!"), let scalar = node?.scalar, scalar.style == .plain {
      return reportTagOfText(tag, scalar)
    }
    report(
      Diagnostic(
        .yamlTag,
        .error,
        "`\(written)` is a YAML tag, and flows have none",
        at: Span(file: file, start: tag.lowerBound, end: tag.upperBound),
        help: "remove it: a value is read by the type expected there"
      )
    )
    return absent
  }

  /// `when: !isOpen`: the author meant a text, and gets it.
  private mutating func reportTagOfText(
    _ tag: Range<Int>,
    _ scalar: SyntaxScalar
  ) -> SyntaxNode {
    let end = max(tag.upperBound, scalar.span.end)
    let text = source.string(tag.lowerBound, end)
    let span = Span(file: file, start: tag.lowerBound, end: end)
    report(
      Diagnostic(
        .yamlTag,
        .error,
        "YAML reads the `!` at the beginning of `\(text)` as a tag",
        at: span,
        help: "put the text in quotes",
        fixes: [Diagnostic.Fix("put it in quotes", at: span, replacement: quoteYAML(text))]
      )
    )
    return SyntaxNode(SyntaxScalar(SourceFragment(verbatim: text, span: span), style: .plain))
  }

  private func findTag(_ start: Int, _ end: Int) -> Range<Int>? {
    var offset = start
    while offset < end {
      switch source[offset] {
      case UInt8(ascii: "!"): return offset..<source.propertyEnd(from: offset, to: end)
      case UInt8(ascii: "&"): offset = source.propertyEnd(from: offset, to: end)
      case UInt8(ascii: "#"): offset = source.lineEnd(from: offset)
      case _: offset += 1
      }
    }
    return nil
  }
}
