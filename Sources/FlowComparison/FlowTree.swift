import CivilTime
import FlowLanguage
import FlowSyntax

/// What a flow's file says, without how it says it: comments, the order of keys, quotes and layout
/// are gone, short forms are written out, and equal lengths of time are equal.
indirect enum FlowTree: Hashable, Sendable {
  /// A scalar.
  case text(String)
  /// A list.
  case list([FlowTree])
  /// A mapping.
  case map([String: FlowTree])

  /// The entry under a key.
  subscript(key: String) -> FlowTree? {
    if case .map(let entries) = self { entries[key] } else { nil }
  }

  /// The entries of a mapping; none for anything else.
  var entries: [String: FlowTree] {
    if case .map(let entries) = self { entries } else { [:] }
  }

  /// The items of a list; a value by itself is a list of one.
  var items: [FlowTree] {
    if case .list(let items) = self { items } else { [self] }
  }

  /// The scalar, or nil.
  var scalar: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The tree in one line, for people.
  var shown: String {
    switch self {
    case .text(let text): text
    case .list(let items): items.map(\.shown).joined(separator: ", ")
    case .map(let entries):
      "{ "
        + entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.shown)" }
        .joined(separator: ", ") + " }"
    }
  }
}

extension FlowTree {
  /// Keys whose values hold lists of steps or the names of blocks.
  static let handlerKeys: Set<String> = ["then", "else", "default"]
  /// Keys whose entries do.
  static let handlerMaps: Set<String> = ["on", "cases"]

  /// A node of a flow's file.
  init(_ node: SyntaxNode) {
    switch node.content {
    case .scalar(let scalar): self = .text(Self.plain(scalar.text))
    case .sequence(let items): self = .list(items.map { FlowTree($0) })
    case .mapping(let entries):
      self = .map(
        Dictionary(
          entries.map { ($0.key.text, FlowTree($0.value)) },
          uniquingKeysWith: { first, _ in first }
        )
      )
    }
  }

  /// A scalar where equal lengths of time are equal, and an expression has its blanks once.
  private static func plain(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if let nanoseconds = readDuration(words, .descending) { return duration(nanoseconds) }
    return words.replacing("${ ", with: "${").replacing(" }", with: "}")
  }
}

/// A length of time with its units, the largest first.
private func duration(_ nanoseconds: Int64) -> String {
  let milliseconds = nanoseconds / 1_000_000
  let parts = [
    (milliseconds / 3_600_000, "h"), (milliseconds / 60_000 % 60, "m"),
    (milliseconds / 1000 % 60, "s"), (milliseconds % 1000, "ms"),
  ]
  let text = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
  return text.isEmpty ? "0s" : text
}

/// A step as compared: its keyword, what stands inside of it, and what stands beside.
struct StepTree: Hashable {
  let keyword: StepKeyword
  /// The fields, the main one written out.
  let fields: [String: FlowTree]
  /// The result's name.
  let id: String?
  let when: String?
  /// What is done after which outcome.
  let handlers: [String: FlowTree]
  /// What stands under `then`, `else`, `default` and each of `cases`.
  let ways: [String: FlowTree]

  /// Reads a step; nil for what is none.
  init?(_ tree: FlowTree) {
    let entries = tree.scalar.map { [$0: FlowTree.map([:])] } ?? tree.entries
    guard let keyword = StepKeyword.allCases.first(where: { entries[$0.rawValue] != nil }) else {
      return nil
    }
    self.keyword = keyword
    var fields: [String: FlowTree] = [:]
    switch entries[keyword.rawValue] {
    case .map(let inside)?: fields = inside
    case .text("")?, nil: break
    case .text(let text)? where keyword == .if || keyword == .switch:
      fields = [keyword.rawValue: .text(Self.bare(text))]
    case let value?: fields = [Self.mainField(of: keyword): value]
    }
    // A list of one says what its item says.
    self.fields = fields.mapValues { value in
      if case .list(let items) = value, items.count == 1, let item = items.first {
        item
      } else {
        value
      }
    }
    id = entries["id"]?.scalar
    when = entries["when"]?.scalar.map(Self.bare)
    handlers = entries["on"]?.entries ?? [:]
    var ways = entries.filter { FlowTree.handlerKeys.contains($0.key) }
    for (value, way) in entries["cases"]?.entries ?? [:] { ways["case \(value)"] = way }
    self.ways = ways
  }

  /// What two steps that may be one and the same have in common.
  var name: String { "\(keyword.rawValue) \(id ?? "")" }

  private static func mainField(of keyword: StepKeyword) -> String {
    let main = keyword.shape.fields.first { field in
      if case .main = field.place { true } else { false }
    }
    return main?.name ?? keyword.rawValue
  }

  /// An expression without the `${ }` that may stand around it.
  private static func bare(_ text: String) -> String {
    text.hasPrefix("${") && text.hasSuffix("}") ? String(text.dropFirst(2).dropLast()) : text
  }
}

extension FlowTree {
  /// The steps that a list of steps has; none for what is no such list.
  var steps: [StepTree] {
    guard case .list(let items) = self else { return [] }
    return items.compactMap { StepTree($0) }
  }

  /// The same with other names for blocks, wherever a block is named.
  func renaming(_ names: [String: String]) -> FlowTree {
    guard !names.isEmpty else { return self }
    func renamed(_ tree: FlowTree) -> FlowTree {
      if case .text(let name) = tree { .text(names[name] ?? name) } else { tree.renaming(names) }
    }
    switch self {
    case .text: return self
    case .list(let items): return .list(items.map { $0.renaming(names) })
    case .map(let entries):
      var result: [String: FlowTree] = [:]
      for (key, value) in entries {
        if ["goto", "run", "go", "block", "start"].contains(key) || Self.handlerKeys.contains(key) {
          result[key] = renamed(value)
        } else if Self.handlerMaps.contains(key) {
          result[key] = .map(value.entries.mapValues(renamed))
        } else {
          result[key] = value.renaming(names)
        }
      }
      return .map(result)
    }
  }
}
