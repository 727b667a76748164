internal import Diagnostics
internal import FlowSyntax

/// A YAML document that is changed and written again, wrong or not.
///
/// Scalars are kept as they were written, quotes included, so that one can be anything that a file
/// can hold.
package indirect enum YAMLTree: Sendable {
  /// What stands there, as it is written.
  case text(String)
  /// A list.
  case list([YAMLTree])
  /// Keys as they are written, with their values; a key may stand in it twice.
  case mapping([(key: String, value: YAMLTree)])

  /// The tree of a text, as far as it can be read.
  package init(reading text: String) {
    var files = SourceFiles()
    let file = files.add(name: "seed.yaml", text: text)
    self = parseYAML(file).document.root.map { YAMLTree($0, in: file) } ?? .text("")
  }

  private init(_ node: SyntaxNode, in file: SourceFile) {
    switch node.content {
    case .scalar(let scalar): self = .text(Self.written(scalar, in: file))
    case .sequence(let items): self = .list(items.map { YAMLTree($0, in: file) })
    case .mapping(let entries):
      self = .mapping(
        entries.map { (Self.written($0.key, in: file), YAMLTree($0.value, in: file)) }
      )
    }
  }

  /// A scalar as it stands in its file; one of several lines in quotes, on one line.
  private static func written(_ scalar: SyntaxScalar, in file: SourceFile) -> String {
    let text = String(file.text(of: scalar.span))
    return text.contains(where: \.isNewline) || scalar.style == .literal || scalar.style == .folded
      ? quoteYAML(scalar.text) : text
  }

  /// The nodes in it and below, itself among them.
  package var count: Int {
    switch self {
    case .text: 1
    case .list(let items): items.reduce(1) { $0 + $1.count }
    case .mapping(let entries): entries.reduce(1) { $0 + $1.value.count }
    }
  }

  /// The node of a number below `count`, in the order they are written.
  package subscript(number: Int) -> YAMLTree {
    get {
      guard number > 0 else { return self }
      var left = number - 1
      for child in children {
        guard left >= child.count else { return child[left] }
        left -= child.count
      }
      return self
    }
    set {
      guard number > 0 else {
        self = newValue
        return
      }
      var left = number - 1
      for (place, child) in children.enumerated() {
        guard left >= child.count else {
          var child = child
          child[left] = newValue
          return replaceChild(at: place, with: child)
        }
        left -= child.count
      }
    }
  }

  private var children: [YAMLTree] {
    switch self {
    case .text: []
    case .list(let items): items
    case .mapping(let entries): entries.map(\.value)
    }
  }

  private mutating func replaceChild(at place: Int, with child: YAMLTree) {
    switch self {
    case .text: break
    case .list(var items):
      items[place] = child
      self = .list(items)
    case .mapping(var entries):
      entries[place].value = child
      self = .mapping(entries)
    }
  }

  /// The text of it: in blocks, or, where `isFlow` says so, in brackets.
  package func written(isFlow: Bool = false) -> String {
    (isFlow ? inline : block(indent: "")) + "\n"
  }

  private var inline: String {
    switch self {
    case .text(let text): text
    case .list(let items): "[" + items.map(\.inline).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{ " + entries.map { "\($0.key): \($0.value.inline)" }.joined(separator: ", ") + " }"
    }
  }

  private func block(indent: String) -> String {
    switch self {
    case .text(let text): text
    case .list(let items) where !items.isEmpty:
      items.map { "\(indent)-\($0.nested(below: indent))" }.joined(separator: "\n")
    case .mapping(let entries) where !entries.isEmpty:
      entries.map { "\(indent)\($0.key):\($0.value.nested(below: indent))" }
        .joined(separator: "\n")
    case .list, .mapping: inline
    }
  }

  private func nested(below indent: String) -> String {
    switch self {
    case .text(let text): " " + text
    case .list(let items) where !items.isEmpty: "\n" + block(indent: indent + "  ")
    case .mapping(let entries) where !entries.isEmpty: "\n" + block(indent: indent + "  ")
    case .list, .mapping: " " + inline
    }
  }
}
