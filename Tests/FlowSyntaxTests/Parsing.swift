import Diagnostics
import FlowSyntax

/// A parsed text with what tests ask of it.
struct Parsed {
  let file: SourceFile
  let document: SyntaxDocument
  let findings: [Diagnostic]

  init(_ text: String) {
    var files = SourceFiles()
    file = files.add(name: "test.yaml", text: text)
    (document, findings) = parseYAML(file)
  }

  var codes: [DiagnosticCode] { findings.map(\.code) }

  /// The text of the file at a span.
  func source(_ span: Span?) -> String? {
    span.map { String(file.text(of: $0)) }
  }

  /// The value under a path of keys and indices.
  func node(_ path: String...) -> SyntaxNode? {
    path.reduce(document.root) { node, step in
      guard let index = Int(step), let items = node?.items else { return node?[step] }
      return items.indices.contains(index) ? items[index] : nil
    }
  }

  /// The text under a path of keys and indices.
  func text(_ path: String...) -> String? {
    let node = path.reduce(document.root) { node, step in
      guard let index = Int(step), let items = node?.items else { return node?[step] }
      return items.indices.contains(index) ? items[index] : nil
    }
    return node?.scalar?.text
  }
}
