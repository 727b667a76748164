internal import CYAML
internal import Diagnostics

extension TreeBuilder {
  /// `*name`: a copy of what `&name` names, charged before it is made.
  mutating func readAlias(_ event: UnsafePointer<yaml_event_t>, _ start: Int, _ end: Int) {
    readGap(to: start)
    gapStart = max(gapStart, end)
    contentEnd = end
    plainStart = nil
    let name = event.pointee.data.alias.anchor.map { String(cString: $0) } ?? ""
    let span = Span(file: file, start: start, end: end)
    namedAnchors.insert(name)
    // The alias counts as a text, so that the rest of the flow is still read.
    guard let anchor = anchors[name] else {
      reportUnknownAlias(name, at: span)
      guard countNode(at: start) else { return }
      let fragment = SourceFragment(verbatim: source.string(start, end), span: span)
      return add(SyntaxNode(SyntaxScalar(fragment, style: .plain)), height: 0)
    }
    // Copies of copies double with each line ("billion laughs"), so their size is known before
    // one is made.
    guard frames.count + anchor.height <= SyntaxLimits.depth else {
      return refuseDepth(at: start)
    }
    guard nodeCount + anchor.size <= SyntaxLimits.nodes else {
      return refuseAlias(name, size: anchor.size, at: span)
    }
    nodeCount += anchor.size
    add(anchor.node, height: anchor.height)
  }

  /// Warns of `&Co is closed`, where `&Co` was meant to be part of the text: no alias names it.
  mutating func reportUnusedAnchors() {
    for (name, span) in anchoredTexts where !namedAnchors.contains(name) {
      let text = source.string(span.start, span.end)
      report(
        Diagnostic(
          .unusedAnchor,
          .warning,
          "YAML takes `&\(name)` for a name and leaves it out of the text, and no `*\(name)` uses it",
          at: span,
          help: "put the text in quotes if it belongs to it, else delete `&\(name)`",
          fixes: [
            Diagnostic.Fix(
              "put the whole text in quotes",
              at: span,
              replacement: quoteYAML(text),
              isCertain: false
            )
          ]
        )
      )
    }
  }

  private mutating func reportUnknownAlias(_ name: String, at span: Span) {
    guard hasRoom else { return }
    let isInside = frames.contains { $0.anchor == name }
    // A short name such as `*9` is a tone rather than a misspelt alias.
    let canSuggest = name.utf8.count > 2 && anchors.count <= SyntaxLimits.suggestedAnchors
    let similar = canSuggest ? nearestName(to: name, among: anchors.keys.sorted()) : nil
    let quoted = quoteYAML("*" + name)
    let help = similar.map { "did you mean `*\($0)`?" } ?? "put a text in quotes: `\(quoted)`"
    report(
      Diagnostic(
        .unknownAlias,
        .error,
        isInside
          ? "`*\(name)` stands inside what `&\(name)` names"
          : "YAML reads `*\(name)` as an alias, and nothing is named `&\(name)`",
        at: span,
        help: isInside ? "a value cannot hold itself" : help,
        fixes: isInside || similar != nil
          ? []
          : [
            Diagnostic.Fix(
              "put it in quotes",
              at: span,
              replacement: quoted
            )
          ]
      )
    )
  }

  private mutating func refuseAlias(_ name: String, size: Int, at span: Span) {
    stop(
      at: Diagnostic(
        .aliasBudget,
        .error,
        "the copy `*\(name)` makes the file larger than \(SyntaxLimits.nodes) keys and values",
        at: Diagnostic.Label(span, "a copy of \(size) keys and values"),
        help: "use a block instead of copies"
      )
    )
  }

  /// Puts the entries of `<<: *name` where it stands; a key of the mapping itself wins, and then
  /// the mapping merged first.
  func mergedEntries(
    of frame: CollectionFrame,
    refusing refuse: (SyntaxNode) -> Void
  ) -> [SyntaxEntry] {
    // The merge key is YAML 1.1's (yaml.org/type/merge.html); 1.2 has none, and flows still use
    // it.
    var keys = Set(frame.entries.map(\.key.text))
    var merged: [SyntaxEntry] = []
    for entry in frame.entries {
      guard entry.key.style == .plain, entry.key.text == "<<" else {
        merged.append(entry)
        continue
      }
      for node in entry.value.items ?? [entry.value] {
        guard let entries = node.entries else {
          refuse(node)
          continue
        }
        merged += entries.filter { keys.insert($0.key.text).inserted }
      }
    }
    return merged
  }

  /// Replaces the entries of a frame that has a `<<`.
  mutating func expandMerges(in frame: inout CollectionFrame) {
    var refused: [SyntaxNode] = []
    frame.entries = mergedEntries(of: frame) { refused.append($0) }
    for node in refused {
      report(
        Diagnostic(
          .wrongShape,
          .error,
          "`<<` merges mappings, and this is none",
          at: node.span,
          help: "name a mapping with `&name` and write `<<: *name`"
        )
      )
    }
  }
}
