internal import Diagnostics

extension TreeBuilder {
  /// Whether a key in brackets has neither colon nor value.
  func isWithoutColon(_ key: SyntaxScalar, _ value: SyntaxNode) -> Bool {
    value.scalar?.isAbsent == true && value.span.start <= key.span.end
  }

  /// Reports and puts together a text like `{ text: Hello, world }`, where YAML takes `world` for a
  /// key.
  mutating func joinCutText(_ key: SyntaxScalar, in frame: Int) -> Bool {
    guard let cut = frames[frame].entries.last, let text = cut.value.scalar,
      text.style == .plain, !text.isAbsent, missingSpace(in: key.text) == nil,
      isCommaOnly(between: text.span.end, and: key.span.start)
    else { return false }
    let span = text.span.union(key.span)
    // Each further comma joins to what was joined before; without a limit a list of words in braces
    // would be copied for every word.
    guard span.end - span.start <= SyntaxLimits.joinedText else { return false }
    let whole = source.string(span.start, span.end)
    // One finding for the whole text, however many commas it has.
    if let last = findings.last, last.code == .cutOffComma, last.primary.span == text.span {
      findings.removeLast()
    }
    report(
      Diagnostic(
        .cutOffComma,
        .error,
        "the comma ends the text, and what follows it has no `:`",
        at: span,
        help: "put a text with a comma in quotes: `\(quoteYAML(whole))`",
        fixes: [Diagnostic.Fix("put it in quotes", at: span, replacement: quoteYAML(whole))]
      )
    )
    let fragment = SourceFragment(verbatim: whole, span: span)
    let joined = SyntaxNode(SyntaxScalar(fragment, style: .plain))
    frames[frame].entries.removeLast()
    frames[frame].entries.append(SyntaxEntry(key: cut.key, value: joined))
    return true
  }

  private func isCommaOnly(between start: Int, and end: Int) -> Bool {
    guard start >= 0, start < end, end <= source.count else { return false }
    return source[start..<end].allSatisfy { $0.isBlank || $0 == UInt8(ascii: ",") }
  }

  /// Reports a text like `- play:welcome` and reads it as a key and a value.
  ///
  /// Only where it stands at the beginning of its line, as a key would.
  mutating func splitMissingSpace(_ scalar: SyntaxScalar) -> SyntaxNode? {
    guard missingSpace(in: scalar.text) != nil, frames.last?.isFlow != true,
      frames.count < SyntaxLimits.depth, isFirstOnLine(scalar.span.start)
    else { return nil }
    return splitMissingSpace(in: scalar)
  }

  /// The same for any text of one line.
  mutating func splitMissingSpace(in scalar: SyntaxScalar) -> SyntaxNode? {
    guard hasRoom, let colon = missingSpace(in: scalar.text),
      !source[scalar.span.start..<scalar.span.end].contains(where: \.isLineEnd)
    else { return nil }
    let place = scalar.fragment.span(of: colon..<colon + 1)
    let key = scalar.fragment.part(0..<colon)
    let value = scalar.fragment.part(colon + 1..<scalar.text.utf8.count)
    report(missingSpaceFinding(key: key.text, colon: place, before: value.text))
    let entry = SyntaxEntry(
      key: SyntaxScalar(key, style: .plain),
      value: SyntaxNode(SyntaxScalar(value, style: .plain))
    )
    return SyntaxNode(.mapping([entry]), span: scalar.span)
  }

  private func isFirstOnLine(_ offset: Int) -> Bool {
    source[source.lineStart(of: offset)..<offset].allSatisfy {
      $0.isBlank || $0 == UInt8(ascii: "-")
    }
  }
}
