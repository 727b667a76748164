package import Diagnostics

/// Writes a text of YAML again as this project lays it out, or nil where it cannot be read whole, has
/// several documents, directives or keys after `?`, or would mean something else.
///
/// Two columns a level, lists under their key too; one blank between what stands on a line, but where
/// it is lined up with the line above or below; at most one empty line in a row; no blanks at ends of
/// lines. Comments, quotes, order and the breaks of lines stay as they are. What comes out is written
/// the same again.
package func formatYAML(_ file: SourceFile) -> String? {
  let meaning = Meaning(of: file)
  guard meaning.isWhole else { return nil }
  var text = file.text
  // What is lined up may no longer be after its line has moved, and is then written closer.
  for _ in 0..<passes {
    let current = SourceFile(id: file.id, name: file.name, text: text)
    guard let next = writeOnce(current) else { return nil }
    guard next != text else { break }
    text = next
  }
  let result = SourceFile(id: file.id, name: file.name, text: text)
  return Meaning(of: result) == meaning ? text : nil
}

private let passes = 8

private func writeOnce(_ file: SourceFile) -> String? {
  let tree = parseLossless(file)
  let lines = TokenLines(tree.tokens, in: file)
  guard let layout = FormatLayout(of: tree, in: file, lines: lines) else { return nil }
  var writer = FormatWriter(file: file, tokens: tree.tokens, lines: lines, layout: layout)
  return writer.write()
}

/// What a text says, whatever its layout.
private struct Meaning: Equatable {
  private let values: [String]
  private let comments: [String]
  private let findings: [String]
  /// Whether all of it was read.
  let isWhole: Bool

  init(of file: SourceFile) {
    let (document, findings) = parseYAML(file)
    values = document.root.map(Self.values) ?? []
    comments = document.comments.map(\.text)
    self.findings = findings.map(\.code.rawValue).sorted()
    isWhole = document.isComplete && parseLossless(file).isComplete
  }

  /// The values in the order they stand, in one list: comparing it needs no stack.
  private static func values(of root: SyntaxNode) -> [String] {
    var values: [String] = []
    func add(_ scalar: SyntaxScalar) { values.append("\(scalar.style) \(scalar.text)") }
    func add(_ node: SyntaxNode) {
      switch node.content {
      case .scalar(let scalar): add(scalar)
      case .sequence(let items):
        values.append("list of \(items.count)")
        items.forEach(add)
      case .mapping(let entries):
        values.append("mapping of \(entries.count)")
        for entry in entries {
          add(entry.key)
          add(entry.value)
        }
      }
    }
    add(root)
    return values
  }
}
