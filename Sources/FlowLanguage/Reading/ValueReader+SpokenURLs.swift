import Diagnostics
import FlowSyntax

extension ValueReader {
  /// Warns of a spoken text that is no more than a URL: it was meant to be played.
  func checkSpokenURL(_ template: Template, isField: Bool) {
    guard isURL(template) else { return }
    let file = "{ file: \(quoteYAML(text(of: template))) }"
    let isFile =
      template.parts.count == 1
      && (template.literal.map { $0.hasSuffix(".wav") } ?? true)
    nodes.report(
      Diagnostic(
        .malformedValue,
        .warning,
        "a URL would be spoken letter by letter",
        at: template.span,
        help: isField
          ? "to play it, write `file:` instead of `text:`" : "to play it, write `\(file)`",
        fixes: isField || !isFile
          ? [] : [Diagnostic.Fix("play the file", at: template.span, replacement: file)]
      )
    )
  }

  /// Whether a text is a URL and nothing else, as far as it is written or declared.
  func isURL(_ template: Template) -> Bool {
    let hasBlank = template.parts.contains { part in
      if case .text(let text) = part { text.contains(where: \.isWhitespace) } else { false }
    }
    guard !hasBlank else { return false }
    switch template.parts.first {
    case .text(let text): return text.hasPrefix("https://") || text.hasPrefix("http://")
    case .expression(let id):
      guard notes.expressions.indices.contains(id.index) else { return false }
      let path = notes.expressions[id.index].source.text.split(separator: ".").map {
        $0.filter { $0 != " " }
      }
      return DeclaredTypes(names, []).type(at: path) == .uri
    case .secret, nil: return false
    }
  }

  /// A text as it was written.
  private func text(of template: Template) -> String {
    template.parts.map { part in
      switch part {
      case .text(let text): text
      case .expression(let id): "${\(notes.expressions[id.index].source.text)}"
      case .secret(let name): "${settings.\(name)}"
      }
    }.joined()
  }
}
