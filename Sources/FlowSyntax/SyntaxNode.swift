package import Diagnostics

/// A value of a YAML document with the place it was read from.
///
/// Never resolved: `no`, `1.10` and `+1206` are texts until someone asks for them by type.
package struct SyntaxNode: Sendable, Hashable {
  /// The three shapes of a value.
  package enum Content: Sendable, Hashable {
    /// A text, or nothing at all (`SyntaxScalar.isAbsent`).
    case scalar(SyntaxScalar)
    /// A list.
    case sequence([SyntaxNode])
    /// Keys with their values, in the order written; a key stands in it once.
    case mapping([SyntaxEntry])
  }

  /// What was written.
  package let content: Content
  /// Where it stands, without anchor and tag; an expanded alias has the place of its anchor's text.
  package let span: Span

  /// Makes a node.
  package init(_ content: Content, span: Span) {
    self.content = content
    self.span = span
  }

  /// Makes a node of a text.
  package init(_ scalar: SyntaxScalar) {
    self.init(.scalar(scalar), span: scalar.span)
  }

  /// The text, or nil for a list and a mapping.
  package var scalar: SyntaxScalar? {
    guard case .scalar(let scalar) = content else { return nil }
    return scalar
  }

  /// The items, or nil for what is no list.
  package var items: [SyntaxNode]? {
    guard case .sequence(let items) = content else { return nil }
    return items
  }

  /// The entries, or nil for what is no mapping.
  package var entries: [SyntaxEntry]? {
    guard case .mapping(let entries) = content else { return nil }
    return entries
  }

  /// The value of a key, or nil where this is no mapping or has no such key.
  package subscript(key: String) -> SyntaxNode? {
    entries?.value(of: key)
  }
}

/// A key with its value.
package struct SyntaxEntry: Sendable, Hashable {
  /// The key.
  package let key: SyntaxScalar
  /// The value; absent (`SyntaxScalar.isAbsent`) where nothing follows the colon.
  package let value: SyntaxNode

  /// Makes an entry.
  package init(key: SyntaxScalar, value: SyntaxNode) {
    self.key = key
    self.value = value
  }

  /// From the key's start to the value's end.
  package var span: Span {
    value.span.start >= key.span.start ? key.span.union(value.span) : key.span
  }
}

/// Entries are looked at in their place: each that is taken out of its list is copied.
extension [SyntaxEntry] {
  /// The value of a key, or nil where none of them has it.
  package func value(of key: String) -> SyntaxNode? {
    for place in indices where self[place].key.text == key { return self[place].value }
    return nil
  }

  /// Whether each has one of these keys.
  package func haveKeys(of known: [String]) -> Bool {
    indices.allSatisfy { known.contains(self[$0].key.text) }
  }
}
