internal import Diagnostics

extension TreeBuilder {
  /// Whether a key in brackets has neither colon nor value.
  func isWithoutColon(_ key: SyntaxScalar, _ value: SyntaxNode) -> Bool {
    value.scalar?.isAbsent == true && value.span.start <= key.span.end
  }

  /// Reports and puts together a text like `{ text: Hello, world }`, where YAML takes `world` for a
  /// key; where the key takes a list, as that.
  mutating func joinCutText(_ key: SyntaxScalar, in frame: Int) -> Bool {
    guard let cut = frames[frame].entries.last, missingSpace(in: key.text) == nil,
      isCommaOnly(between: cut.value.span.end, and: key.span.start)
    else { return false }
    // One finding for the whole value, however many commas it has.
    let isJoined = findings.last.map {
      $0.code == .cutOffComma && $0.primary.span == cut.value.span
    }
    let isPlain = cut.value.scalar.map { $0.style == .plain && !$0.isAbsent }
    guard isPlain ?? isJoined ?? false else { return false }
    let span = cut.value.span.union(key.span)
    // Each further comma joins to what was joined before; without a limit a list of words in braces
    // would be copied for every word.
    guard span.end - span.start <= SyntaxLimits.joinedText else { return false }
    let whole = source.string(span.start, span.end)
    let meaning = commas(path(of: cut.key, in: frame))
    if isJoined == true { findings.removeLast() }
    if meaning != .number { report(cutValue(whole, meaning, at: span)) }
    frames[frame].entries.removeLast()
    let value =
      meaning == .items
      ? SyntaxNode(.sequence((cut.value.items ?? [cut.value]) + [SyntaxNode(key)]), span: span)
      : SyntaxNode(SyntaxScalar(SourceFragment(verbatim: whole, span: span), style: .plain))
    frames[frame].entries.append(SyntaxEntry(key: cut.key, value: value))
    return true
  }

  /// The keys that lead to a key of a mapping, and that key.
  private func path(of key: SyntaxScalar, in frame: Int) -> [String] {
    let above = frames[..<frame].compactMap { frame in
      if case .key(let key) = frame.slot { key.text } else { nil }
    }
    return above + [key.text]
  }

  private func cutValue(_ text: String, _ meaning: CommaMeaning, at span: Span) -> Diagnostic {
    let quoted = quoteYAML(text)
    // Of several words is no name, so that they are said.
    let isSaid = text.split(separator: ",").contains { part in
      part.split(whereSeparator: \.isWhitespace).count > 1
    }
    let meaning = meaning == .unclear && isSaid ? .text : meaning
    let list = Diagnostic.Fix(
      "put the list in brackets",
      at: span,
      replacement: "[\(text)]",
      isCertain: meaning == .items
    )
    let quotes = Diagnostic.Fix(
      "put it in quotes",
      at: span,
      replacement: quoted,
      isCertain: meaning == .text
    )
    let (help, fixes) =
      switch meaning {
      case .text, .number: ("put a text with a comma in quotes: `\(quoted)`", [quotes])
      case .items: ("put a list in brackets: `[\(text)]`", [list])
      case .unclear:
        ("put a list in brackets: `[\(text)]`; a text with a comma in quotes", [list, quotes])
      }
    return Diagnostic(
      .cutOffComma,
      .error,
      "the comma ends the \(meaning == .items ? "value" : "text"), and what follows it has no `:`",
      at: span,
      help: help,
      fixes: fixes
    )
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
    let rest = scalar.fragment.part(colon + 1..<scalar.text.utf8.count)
    report(missingSpaceFinding(key: key.text, colon: place, before: rest.text))
    let value = rest.part(foreignBlanks(in: rest.text).utf8Count..<rest.text.utf8.count)
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
