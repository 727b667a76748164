internal import CYAML
internal import Diagnostics

extension TreeBuilder {
  /// A text, or the lack of one.
  mutating func readScalarEvent(
    _ event: UnsafePointer<yaml_event_t>,
    _ start: Int,
    _ end: Int
  ) {
    let data = event.pointee.data.scalar
    let hasProperties = data.anchor != nil || data.tag != nil
    let contentStart = hasProperties ? source.propertiesEnd(from: start, to: end) : start
    readGap(to: contentStart)
    guard countNode(at: contentStart) else { return }
    // A text that was cut at a forbidden character is not what the author wrote.
    if isCut, source.lineEnd(from: end) >= source.count { return }
    let token = ScalarToken(
      start: contentStart,
      end: end,
      style: ScalarStyle(data.style),
      text: UnsafeBufferPointer(start: data.value, count: Int(data.length))
    )
    let isAbsent = token.end == token.start && token.style == .plain
    let scalar =
      isAbsent
      ? absentScalar(at: end, hasProperties: hasProperties)
      : readScalar(token, in: source, file: file)
    noteContent(token)
    if hasProperties {
      let node = reportTag(
        start,
        contentStart,
        hasTag: data.tag != nil,
        on: SyntaxNode(scalar)
      )
      if let name = data.anchor {
        let name = String(cString: name)
        anchors[name] = Anchor(node: node, size: 1, height: 0)
        if token.style == .plain, !isAbsent, data.tag == nil {
          anchoredTexts.append((name, Span(file: file, start: start, end: token.end)))
        }
      }
      return add(node, height: 0)
    }
    if setKey(scalar) { return }
    // The common text has no colon, for which nothing may be looked through again.
    if token.style == .plain, token.text.contains(UInt8(ascii: ":")),
      let repaired = splitMissingSpace(scalar)
    {
      return add(repaired, height: 1)
    }
    add(SyntaxNode(scalar), height: 0)
  }

  /// Makes the text the key of the innermost frame if that is what it waits for.
  private mutating func setKey(_ scalar: consuming SyntaxScalar) -> Bool {
    let last = frames.count - 1
    guard last >= 0, frames[last].isMapping, case .empty = frames[last].slot else { return false }
    frames[last].slot = .key(scalar)
    return true
  }

  /// Nothing: right after the colon or dash where there is one, else after what came before.
  private mutating func absentScalar(at mark: Int, hasProperties: Bool) -> SyntaxScalar {
    let place = source.absentPlace(after: contentEnd, noticedAt: mark)
    if !hasProperties, frames.last?.isMapping == true, let hash = readLoneHash(from: place) {
      return hash
    }
    contentEnd = max(contentEnd, hasProperties ? mark : place)
    let span = Span(file: file, start: place, end: place)
    return SyntaxScalar(SourceFragment(verbatim: "", span: span), style: .plain)
  }

  private mutating func noteContent(_ token: ScalarToken) {
    gapStart = max(gapStart, token.end)
    guard token.end > token.start else { return }
    switch token.style {
    case .plain:
      plainStart = token.start
      contentEnd = token.end
    case .singleQuoted, .doubleQuoted:
      plainStart = nil
      contentEnd = token.end
    case .literal, .folded:
      plainStart = nil
      contentEnd = source.trimmedEnd(token.start, token.end)
      readHeaderComment(of: token)
    }
  }

  /// `| # like this`: the one comment that lies inside a token.
  private mutating func readHeaderComment(of token: ScalarToken) {
    let lineEnd = min(token.end, source.lineBreak(from: token.start))
    guard let place = source[token.start..<lineEnd].firstIndex(of: UInt8(ascii: "#")) else {
      return
    }
    addComment(at: place)
  }
}
