import Diagnostics
import FlowSyntax

extension NodeReader {
  /// The node as a scalar with a text; another shape is a finding that says what is expected.
  func scalar(
    _ node: SyntaxNode,
    _ expected: @autoclosure () -> String,
    help: String? = nil
  ) -> SyntaxScalar? {
    guard let scalar = node.scalar, !scalar.isAbsent else {
      reportWrongShape(node, expected(), help: help)
      return nil
    }
    return scalar
  }

  /// The node as a mapping; another shape is a finding.
  func entries(
    _ node: SyntaxNode,
    _ expected: @autoclosure () -> String,
    help: String? = nil
  ) -> [SyntaxEntry]? {
    guard let entries = node.entries else {
      reportWrongShape(node, expected(), help: help)
      return nil
    }
    return isFull ? [] : entries
  }

  /// The node as a mapping of at most so many entries; what is beyond is a finding and not read.
  func entries(
    _ node: SyntaxNode,
    _ expected: @autoclosure () -> String,
    help: String? = nil,
    atMost limit: Int
  ) -> [SyntaxEntry]? {
    guard let entries = entries(node, expected(), help: help) else { return nil }
    guard entries.count > limit else { return entries }
    reportTooMany(limit, at: entries[limit].key.span)
    return Array(entries.prefix(limit))
  }

  /// The node as a mapping of things by name; a list of them is a finding, and is read as it was
  /// meant.
  func namedEntries(
    _ node: SyntaxNode,
    _ expected: @autoclosure () -> String,
    help: String? = nil,
    atMost limit: Int = .max
  ) -> [SyntaxEntry]? {
    entries(namedMapping(node, expected()), expected(), help: help, atMost: limit)
  }

  /// The mapping of things by name that a list of them stands for, after a finding; any other node
  /// as it is.
  func namedMapping(_ node: SyntaxNode, _ expected: @autoclosure () -> String) -> SyntaxNode {
    guard let items = node.items, let meant = namedItems(items) else { return node }
    report(
      Diagnostic(
        .wrongShape,
        "expected \(expected()), found a list",
        at: node.headSpan,
        help: meant.help
      )
    )
    return SyntaxNode(.mapping(meant.entries), span: node.span)
  }

  /// The entries that a list of mappings stands for, and how they are written: those of each item,
  /// or where the items have a `name` each, the rest of the item under it.
  private func namedItems(_ items: [SyntaxNode]) -> (entries: [SyntaxEntry], help: String)? {
    guard let first = items.first?.entries?.first,
      items.allSatisfy({ $0.entries?.isEmpty == false })
    else { return nil }
    guard ["name", "id"].contains(first.key.text) else {
      let entries = items.flatMap { $0.entries ?? [] }
      let fields = ["press", "say", "signal", "left"]
      if fields.contains(first.key.text) { return unnamedItems(items) }
      guard Set(entries.map(\.key.text)).count == entries.count else { return nil }
      return (entries, "write `\(first.key.text): …` and what follows without the dashes")
    }
    let entries = items.compactMap { item -> SyntaxEntry? in
      guard let name = item[first.key.text]?.scalar else { return nil }
      let rest = (item.entries ?? []).filter { $0.key.text != first.key.text }
      // `{ name: main, steps: … }`: what is named is the value of the only other key.
      let isValue =
        rest.count == 1 && ["steps", "value", "type", "number"].contains(rest[0].key.text)
      let value = isValue ? rest[0].value : SyntaxNode(.mapping(rest), span: item.span)
      return SyntaxEntry(key: name, value: value)
    }
    guard let first = entries.first, entries.count == items.count else { return nil }
    let written = "\(first.key.text): \(first.value.flowText)"
    return (entries, "write each under its name, without the dash: `\(written)`")
  }

  /// The entries of a list of choices, triggers or answers without names: under the one that the
  /// help makes up, with numbers.
  private func unnamedItems(_ items: [SyntaxNode]) -> (entries: [SyntaxEntry], help: String) {
    let entries = items.enumerated().map { index, item in
      let key = SourceFragment(
        verbatim: index == 0 ? "someName" : "someName\(index + 1)",
        span: item.headSpan
      )
      return SyntaxEntry(key: SyntaxScalar(key, style: .plain), value: item)
    }
    let first = items.first?.entries?.first?.key.text ?? ""
    return (entries, "give each a name in place of the dash: `someName: { \(first): … }`")
  }

  /// The items of a list; anything else counts as a list of one, and nothing as an empty one.
  func items(_ node: SyntaxNode) -> [SyntaxNode] {
    isFull ? [] : node.items ?? (node.scalar?.isAbsent == true ? [] : [node])
  }

  /// The items of a list of at most so many; what is beyond is a finding and not read.
  func items(_ node: SyntaxNode, atMost limit: Int) -> [SyntaxNode] {
    let items = items(node)
    guard items.count > limit else { return items }
    reportTooMany(limit, at: items[limit].headSpan)
    return Array(items.prefix(limit))
  }

  private func reportTooMany(_ limit: Int, at span: Span) {
    reportOutOfRange(at: span, "there are at most \(limit) here; the rest is not read")
  }

  /// Notes that a value has another shape than the one expected; where nothing is written, only if
  /// the document was read to its end.
  func reportWrongShape(_ node: SyntaxNode, _ expected: String, help: String? = nil) {
    let isEmpty =
      node.scalar?.isAbsent == true || node.items?.isEmpty == true || node.entries?.isEmpty == true
    guard isComplete || !isEmpty else { return }
    report(
      Diagnostic(
        .wrongShape,
        "expected \(expected), found \(node.shapeName)",
        at: node.headSpan,
        help: help
      )
    )
  }

  /// A whole number within a range.
  func integer(_ text: String, at span: Span, in range: ClosedRange<Int>) -> Int? {
    guard let number = Int(text), !text.hasPrefix("+") else {
      reportMalformed(
        at: span,
        "`\(text)` is not a whole number",
        help: "write one in digits, from \(range.lowerBound) to \(range.upperBound)"
      )
      return nil
    }
    guard range.contains(number) else {
      reportOutOfRange(
        at: span,
        "`\(text)` is not between \(range.lowerBound) and \(range.upperBound)",
        help: "write a number from \(range.lowerBound) to \(range.upperBound)"
      )
      return nil
    }
    return number
  }

  /// Notes a key that changes nothing where it stands.
  func reportUnused(_ key: SyntaxScalar, _ use: String) {
    report(
      Diagnostic(
        .unusedField,
        .warning,
        "`\(key.text)` changes nothing here",
        at: key.span,
        help: "\(use); else delete it"
      )
    )
  }

  /// Notes that a value is not of its form.
  func reportMalformed(at span: Span, _ message: String, help: String? = nil) {
    report(Diagnostic(.malformedValue, message, at: span, help: help))
  }

  /// Notes that a value is outside its limits.
  func reportOutOfRange(at span: Span, _ message: String, help: String? = nil) {
    report(Diagnostic(.valueOutOfRange, message, at: span, help: help))
  }

  /// Notes that a text is no language with a region, unless it is one.
  func checkLocale(_ text: String, at span: Span) -> Bool {
    guard !isLocale(text) else { return true }
    let parts = text.split(whereSeparator: { $0 == "-" || $0 == "_" })
    let meant =
      parts.count == 2 ? "\(parts[0].lowercased())-\(parts[1].uppercased())" : ""
    report(
      Diagnostic(
        .malformedValue,
        "`\(text)` is not a language with a region",
        at: span,
        help: isLocale(meant) ? "did you mean `\(meant)`?" : "write it like `en-US`",
        fixes: isLocale(meant)
          ? [Diagnostic.Fix("replace with `\(meant)`", at: span, replacement: meant)] : []
      )
    )
    return false
  }
}

extension SyntaxNode {
  /// The node's shape in messages.
  var shapeName: String {
    switch content {
    case .scalar(let scalar): scalar.isAbsent ? "nothing" : "a text"
    case .sequence(let items): items.isEmpty ? "an empty list" : "a list"
    case .mapping(let entries): entries.isEmpty ? "an empty mapping" : "a mapping"
    }
  }

  /// Where a finding about the node's shape points: the node, or its first line's worth of it.
  var headSpan: Span {
    switch content {
    case .scalar: span
    case .sequence(let items):
      items.first.map {
        Span(file: span.file, start: span.start, end: $0.span.start).nonEmpty ?? $0.headSpan
      } ?? span
    case .mapping(let entries): entries.first?.key.span ?? span
    }
  }
}

extension Span {
  /// The span, or nil if there is nothing in it.
  fileprivate var nonEmpty: Span? { start == end ? nil : self }
}
