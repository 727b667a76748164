import FlowSyntax

extension SyntaxNode {
  /// The node as help writes it, on one line in braces; `…` where that is too long to be read there.
  var flowText: String {
    let text = written(depth: 0)
    return text.unicodeScalars.count <= longestFlowText ? text : "…"
  }

  private func written(depth: Int) -> String {
    // What is deeper is too long.
    guard depth < 5 else { return "…" }
    switch content {
    case .scalar(let scalar): return scalar.flowText
    case .sequence(let items):
      let texts = items.prefix(longestFlowText).map { $0.written(depth: depth + 1) }
      return "[\(texts.joined(separator: ", "))]"
    case .mapping(let entries):
      let texts = entries.prefix(longestFlowText).map {
        "\($0.key.flowText): \($0.value.written(depth: depth + 1))"
      }
      return "{ \(texts.joined(separator: ", ")) }"
    }
  }
}

/// How many characters help writes of what stands elsewhere.
private let longestFlowText = 60

extension SyntaxScalar {
  /// The text as it is written in braces, in quotes where it needs them there.
  fileprivate var flowText: String {
    switch style {
    case .plain:
      text.contains { ",[]{}".contains($0) } ? quoteYAML(text) : text
    case .singleQuoted, .doubleQuoted: quoteYAML(text)
    case .literal, .folded: "…"
    }
  }
}
