internal import CallModel
internal import Diagnostics
internal import FlowLanguage
internal import FlowSyntax

/// Every place of a flow's text that can be changed, with ways to change it, in the order of the text.
func findMutations(in source: SourceFile, of program: Program) -> [Mutation] {
  guard let root = parseYAML(source).document.root else { return [] }
  var finder = MutationFinder(source, program)
  for key in ["blocks", "everywhere", "on"] {
    guard let node = root[key] else { continue }
    finder.visit(node, under: key)
  }
  return finder.mutations.sorted { ($0.span.start, $0.span.end) < ($1.span.start, $1.span.end) }
}

/// Walks through the tree of a flow's file.
private struct MutationFinder {
  private let source: SourceFile
  private let prompts: [String]
  private let blocks: [String]
  private let parties: [String]
  private(set) var mutations: [Mutation] = []

  init(_ source: SourceFile, _ program: Program) {
    self.source = source
    prompts = program.prompts.keys.sorted()
    blocks = program.blocks.map(\.name)
    parties = program.identities.keys.sorted()
  }

  mutating func visit(_ node: SyntaxNode, under key: String) {
    switch node.content {
    case .scalar(let scalar): visit(scalar, under: key)
    case .sequence(let items):
      for item in items {
        addRemoval(of: item)
        visit(item, under: key)
      }
    case .mapping(let entries):
      if key == "on" { addSwaps(entries) }
      if key == "choices" || key == "everywhere" { addKeys(entries) }
      for entry in entries { visit(entry, under: key) }
    }
  }

  private mutating func visit(_ entry: SyntaxEntry, under key: String) {
    let name = entry.key.text
    switch name {
    case "when":
      add(.when, entry.value.span, "true", "`when` is dropped")
      turnRound(entry)
    case "if": turnRound(entry)
    case "press": break
    default:
      // Handlers are named by whoever ends: what stands under them is as under `on`.
      visit(entry.value, under: key == "on" || key == "everywhere" ? "goto" : name)
      return
    }
  }

  private mutating func turnRound(_ entry: SyntaxEntry) {
    guard let condition = entry.value.scalar, let opposite = condition.opposite else { return }
    add(.condition, condition.span, opposite, "`\(entry.key.text)` asks for the opposite")
  }

  private mutating func visit(_ scalar: SyntaxScalar, under key: String) {
    let text = scalar.text
    if let time = Milliseconds(written: text) {
      let other = time == .seconds(1) ? "60s" : "1s"
      add(.time, scalar.span, other, "`\(key): \(text)` becomes `\(other)`")
      return
    }
    let isPrompt = ["play", "prompt", "music", "prompts", "whisper", "noInput", "noMatch"]
      .contains(key)
    if isPrompt, prompts.contains(text) {
      addOthers(.prompt, scalar, among: prompts)
    } else if key == "goto" || key == "run", blocks.contains(text) {
      addOthers(.target, scalar, among: blocks)
    } else if parties.contains(text) {
      addOthers(.target, scalar, among: parties)
    } else if prompts.contains(text) {
      addOthers(.prompt, scalar, among: prompts)
    }
  }

  private mutating func add(_ kind: Mutant.Kind, _ span: Span, _ text: String, _ change: String) {
    mutations.append(
      Mutation(kind, span, [Mutation.Way(edits: [.init(span, text)], change: change)])
    )
  }

  /// Another of several names, of which the next three are tried.
  private mutating func addOthers(
    _ kind: Mutant.Kind,
    _ scalar: SyntaxScalar,
    among names: [String]
  ) {
    guard let place = names.firstIndex(of: scalar.text) else { return }
    let others = (names[(place + 1)...] + names[..<place]).prefix(3)
    let ways = others.map { name in
      Mutation.Way(
        edits: [.init(scalar.span, name)],
        change: "`\(scalar.text)` becomes `\(name)`"
      )
    }
    mutations.append(Mutation(kind, scalar.span, Array(ways)))
  }

  /// Neighbours of an `on:` get each other's handlers: their names change places.
  private mutating func addSwaps(_ entries: [SyntaxEntry]) {
    for (one, next) in zip(entries, entries.dropFirst()) {
      let edits = [
        Mutation.Edit(one.key.span, String(source.text(of: next.key.span))),
        Mutation.Edit(next.key.span, String(source.text(of: one.key.span))),
      ]
      let change = "the handlers of `\(one.key.text)` and `\(next.key.text)` are swapped"
      mutations.append(
        Mutation(.handlers, one.key.span, [Mutation.Way(edits: edits, change: change)])
      )
    }
  }

  /// A choice has a key that none of them has.
  private mutating func addKeys(_ entries: [SyntaxEntry]) {
    let keys = entries.compactMap { $0.value["press"]?.scalar }
    let taken = Set(keys.map(\.text))
    let free = "0123456789".map(String.init).filter { !taken.contains($0) }
    for key in keys where Tone.parse(key.text)?.count == 1 {
      let ways = free.prefix(3).map { other in
        Mutation.Way(
          edits: [.init(key.span, "\"\(other)\"")],
          change: "`press: \(key.text)` becomes `\(other)`"
        )
      }
      mutations.append(Mutation(.key, key.span, ways))
    }
  }

  /// A step that has lines of its own is left out with them.
  private mutating func addRemoval(of item: SyntaxNode) {
    guard let lines = source.ownLines(of: item.span) else { return }
    let name = item.scalar?.text ?? item.entries?.first?.key.text ?? ""
    guard StepKeyword(rawValue: name) != nil else { return }
    var ways = [Mutation.Way(edits: [.init(lines, "")], change: "`\(name)` is left out")]
    if name == StepKeyword.reject.rawValue {
      // A call that is not rejected has to be taken.
      let indentation = source.text(of: lines).prefix { $0 == " " }
      let steps = "\(indentation)- answer\n\(indentation)- hangUp\n"
      ways.append(
        Mutation.Way(edits: [.init(lines, steps)], change: "`reject` becomes `answer` and `hangUp`")
      )
    }
    mutations.append(Mutation(.step, item.span, ways))
  }
}

extension SyntaxScalar {
  /// The condition's opposite, as text; nil where it is none that can be written so.
  fileprivate var opposite: String? {
    var condition = text.trimmingSpaces
    if condition.hasPrefix("${"), condition.hasSuffix("}") {
      condition = String(condition.dropFirst(2).dropLast())
    }
    guard !condition.isEmpty, !condition.contains("\n"), !condition.contains("\"") else {
      return nil
    }
    return "\"!(\(condition.replacing("\\", with: "\\\\")))\""
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension Milliseconds {
  /// Reads a whole length of time with one unit, such as `30s`; nil for anything else.
  fileprivate init?(written text: String) {
    guard let match = text.wholeMatch(of: #/(\d{1,6})(ms|s|m|h)/#), let count = Int64(match.1)
    else { return nil }
    switch match.2 {
    case "ms": self.init(count)
    case "s": self.init(count * 1000)
    case "m": self.init(count * 60_000)
    default: self.init(count * 3_600_000)
    }
  }
}

extension SourceFile {
  /// From the dash before an item of a list to the end of its last line, with that line's end; nil
  /// where something else stands in its lines.
  fileprivate func ownLines(of span: Span) -> Span? {
    let bytes = Array(text.utf8)
    var start = span.start
    while start > 0, bytes[start - 1] == UInt8(ascii: " ") { start -= 1 }
    guard start > 0, bytes[start - 1] == UInt8(ascii: "-") else { return nil }
    start -= 1
    while start > 0, bytes[start - 1] == UInt8(ascii: " ") { start -= 1 }
    guard start == 0 || bytes[start - 1] == UInt8(ascii: "\n") else { return nil }
    var end = max(span.start, span.end)
    // A block that ends with its last line's end goes no further.
    if end > 0, bytes[end - 1] == UInt8(ascii: "\n") {
      return Span(file: span.file, start: start, end: end)
    }
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    return Span(file: span.file, start: start, end: min(bytes.count, end + 1))
  }
}
