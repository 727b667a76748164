internal import Diagnostics

extension TreeBuilder {
  /// A list or mapping begins.
  mutating func openCollection(_ event: CollectionEvent, _ start: Int, _ end: Int) {
    let contentStart = event.contentStart(start, end, in: source)
    // libyaml counts an anchor and a tag in; findings point at what stands behind them.
    if event.hasProperties { reportTag(start, contentStart, hasTag: event.hasTag) }
    readGap(to: contentStart)
    gapStart = max(gapStart, end)
    contentEnd = max(contentEnd, end)
    plainStart = nil
    // Everything behind this reader recurses over the tree, so its depth is bounded here, once.
    guard frames.count < SyntaxLimits.depth else { return refuseDepth(at: contentStart) }
    guard countNode(at: contentStart) else { return }
    frames.append(
      CollectionFrame(
        isMapping: event.isMapping,
        isFlow: event.isFlow,
        start: contentStart,
        anchor: event.anchor,
        nodesBefore: nodeCount - 1
      )
    )
  }

  /// A list or mapping ends; what ends without a bracket ends with its last value.
  mutating func endCollection(_ start: Int, _ end: Int) {
    readGap(to: start)
    gapStart = max(gapStart, end)
    // A block collection ends where libyaml sees the next line outdented, which may be comments
    // and blank lines later; its content ended with its last value.
    if frames.last?.isFlow == true, start < end {
      contentEnd = end
      plainStart = nil
    }
    closeCollection(at: contentEnd)
  }

  /// Makes a node of the innermost frame and gives it to the one around it.
  mutating func closeCollection(at end: Int) {
    guard var frame = frames.popLast() else { return }
    // Only now are all keys known that win over merged ones, wherever `<<` stands among them.
    if frame.hasMerge { expandMerges(in: &frame) }
    let content: SyntaxNode.Content =
      frame.isMapping ? .mapping(frame.entries) : .sequence(frame.items)
    let node = SyntaxNode(content, span: Span(file: file, start: frame.start, end: end))
    if let name = frame.anchor {
      let size = nodeCount - frame.nodesBefore
      anchors[name] = Anchor(node: node, size: size, height: frame.height)
    }
    add(node, height: frame.height)
  }

  /// Gives a value to the innermost frame.
  mutating func add(_ node: consuming SyntaxNode, height: Int) {
    guard let last = frames.indices.last else {
      root = node.scalar?.isAbsent == true ? nil : node
      return
    }
    frames[last].height = max(frames[last].height, height + 1)
    guard frames[last].isMapping else {
      frames[last].items.append(node)
      return
    }
    // libyaml's events do not tell keys from values: they alternate (YAML 1.2, 3.2.1.1).
    switch frames[last].slot {
    case .empty: setKey(node, in: last)
    case .key(let key):
      frames[last].slot = .empty
      addEntry(key, node, in: last)
    case .refused: frames[last].slot = .empty
    }
  }

  /// Counts a key, a text or a collection; false where there are too many.
  mutating func countNode(at offset: Int) -> Bool {
    nodeCount += 1
    guard nodeCount > SyntaxLimits.nodes else { return true }
    stop(
      at: Diagnostic(
        .nodeLimit,
        .error,
        "the file has more than \(SyntaxLimits.nodes) keys and values; reading ends here",
        at: characterSpan(at: offset),
        help: "split it into several flows"
      )
    )
    return false
  }

  /// Gives up because of too deep nesting.
  mutating func refuseDepth(at offset: Int) {
    stop(
      at: Diagnostic(
        .depthLimit,
        .error,
        "this is nested more than \(SyntaxLimits.depth) levels deep; reading ends here",
        at: characterSpan(at: offset),
        help: "move the inner steps into a block of their own"
      )
    )
  }

  /// The span of the ASCII character at an offset.
  func characterSpan(at offset: Int) -> Span {
    Span(file: file, start: offset, end: min(offset + 1, source.count))
  }

  /// Drops the innermost value where it ends on the line that holds an offset, with its key.
  mutating func dropValue(onLineOf offset: Int) {
    guard let last = frames.indices.last else { return }
    let line = source.lineStart(of: offset)
    let value = frames[last].isMapping ? frames[last].entries.last?.value : frames[last].items.last
    guard let value, value.scalar != nil, value.span.end >= line else { return }
    guard case .empty = frames[last].slot else { return }
    if frames[last].isMapping {
      frames[last].entries.removeLast()
    } else {
      frames[last].items.removeLast()
    }
  }

  private mutating func setKey(_ node: SyntaxNode, in frame: Int) {
    if case .scalar(let key) = node.content {
      frames[frame].slot = .key(key)
      return
    }
    frames[frame].slot = .refused
    // What was not read to its end may still have become something else.
    if isStopped { return }
    report(
      Diagnostic(
        .nonScalarKey,
        .error,
        "a list or mapping cannot be a key",
        at: node.span,
        help: "a key is a single word; put a text that begins with a bracket in quotes"
      )
    )
  }

  private mutating func addEntry(
    _ key: consuming SyntaxScalar,
    _ value: consuming SyntaxNode,
    in frame: Int
  ) {
    if frames[frame].isFlow, key.style == .plain, isWithoutColon(key, value) {
      if joinCutText(key, in: frame) { return }
      if let split = splitMissingSpace(in: key), let entry = split.entries?.first {
        return addEntry(entry.key, entry.value, in: frame)
      }
    }
    // Keys of a mapping are unique (YAML 1.2, 3.2.1.3); libyaml lets both pass, and whichever of
    // the two counted, half of the readers would guess wrong.
    if let place = frames[frame].place(of: key.text) {
      let first = frames[frame].entries[place].key
      report(
        Diagnostic(
          .duplicateKey,
          .error,
          "`\(key.text)` is given twice",
          at: Diagnostic.Label(key.span, "this one is ignored"),
          related: [Diagnostic.Label(first.span, "first given here")],
          help: "remove one of them, or merge the two"
        )
      )
      return
    }
    if key.style == .plain, key.text == "<<" { frames[frame].hasMerge = true }
    frames[frame].append(SyntaxEntry(key: key, value: value))
  }
}
