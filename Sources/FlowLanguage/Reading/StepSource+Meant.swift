import CallModel
import Diagnostics
import FlowSyntax

/// What stands in another part of a step than the one it belongs to, put there.
extension StepSource {
  /// `recognize: { choices: { sales: { press: 1, goto: sales } } }`, with what comes after each choice
  /// under the step's `on:`; nil for anything else.
  var asChosen: (source: StepSource, finding: Diagnostic)? {
    guard keyword == .recognize, let entries = value?.entries,
      let choices = value?["choices"]?.entries
    else { return nil }
    var ways: [SyntaxEntry] = []
    var first: SyntaxScalar?
    let meant = choices.map { choice -> SyntaxEntry in
      guard let fields = choice.value.entries,
        let way = fields.first(where: { wayKeys.contains($0.key.text) }),
        way.value.scalar.map({ !$0.isAbsent }) ?? (way.value.items?.isEmpty == false)
      else { return choice }
      first = first ?? way.key
      ways.append(SyntaxEntry(key: choice.key, value: way.value))
      let rest = fields.filter { $0.key.span != way.key.span }
      return choice.holding(SyntaxNode(.mapping(rest), span: choice.value.span))
    }
    guard let first, let source = handling(ways) else { return nil }
    let list = SyntaxNode(.mapping(meant), span: value?["choices"]?.span ?? span)
    let changed = entries.map { $0.key.text == "choices" ? $0.holding(list) : $0 }
    let finding = Diagnostic(
      .unknownField,
      "a choice has no field `\(first.text)`",
      at: first.span,
      help: "what comes after a choice stands in the step's `on:`: \(ways.asHelp)"
    )
    return (source.holding(SyntaxNode(.mapping(changed), span: value?.span ?? span)), finding)
  }

  /// `wait: { press: 1, timeout: 5s }`, with what it waits for under `for:`; nil for anything else.
  var asTriggered: (source: StepSource, finding: Diagnostic)? {
    guard keyword == .wait, let entries = value?.entries, value?["for"] == nil,
      let first = entries.first(where: { WaitStep.Condition.kinds.contains($0.key.text) })
    else { return nil }
    let fields = WaitStep.Condition.kinds + ["from"]
    let condition = entries.filter { fields.contains($0.key.text) }
    let trigger = first.holding(SyntaxNode(.mapping(condition), span: first.span))
    let triggers = SyntaxNode(.mapping([trigger]), span: first.span)
    let rest = entries.filter { !fields.contains($0.key.text) }
    let finding = Diagnostic(
      .unknownField,
      "`wait` has no field `\(first.key.text)`",
      at: first.key.span,
      help: "give it a name: `for: \(triggers.flowText)`"
    )
    let all = [first.named("for").holding(triggers)] + rest
    return (holding(SyntaxNode(.mapping(all), span: value?.span ?? span)), finding)
  }

  /// `recognize: …` with `sales: sales` beside it, and `switch: …` with its cases, as they stand
  /// under `on:` or `cases:`; nil for anything else.
  func asHandled(_ nodes: NodeReader) -> (source: StepSource, finding: Diagnostic)? {
    let own = keyword.keys.beside + keyword.keys.inside
    // Nearly every step has no other key beside it.
    guard !beside.haveKeys(of: own) else { return nil }
    let strays = beside.filter { !own.contains($0.key.text) && StepKeyword($0.key) == nil }
    let isSwitch = keyword == .switch && beside.value(of: "cases") == nil
    guard isSwitch || keyword != .switch else { return nil }
    let outcomes = outcomeNames
    let moved = strays.filter { entry in
      isSwitch ? isCase(entry, nodes) : outcomes.contains(entry.key.text)
    }
    guard let first = moved.first else { return nil }
    let rest = beside.filter { entry in !moved.contains { $0.key.span == entry.key.span } }
    let bare = StepSource(keyword: keyword, span: span, value: value, beside: rest)
    guard let source = isSwitch ? bare.adding(moved, under: "cases") : bare.handling(moved) else {
      return nil
    }
    let finding = Diagnostic(
      .unknownField,
      "`\(keyword.rawValue)` has no field `\(first.key.text)`",
      at: first.key.span,
      help: isSwitch
        ? "its cases stand under a key of their own: write `cases: \(moved.asNode.flowText)`"
        : "what comes after an outcome stands under `on:`: \(moved.asHelp)"
    )
    return (source, finding)
  }

  /// Whether a key beside a `switch` is none that it has or that other languages have for one.
  private func isCase(_ entry: SyntaxEntry, _ nodes: NodeReader) -> Bool {
    let key = entry.key.text
    let foreign = ForeignWords.keys.merging(ForeignWords.keysOfStep["switch"] ?? [:]) { $1 }
    return entry.value.entries == nil && !["name", "title", "alias"].contains(key)
      && ForeignWords.advice(on: key, of: "switch") == nil
      && nodes.nearest(to: key, among: keyword.keys.beside, orIn: foreign) == nil
  }

  /// The names of the outcomes that the step can have, as far as its kind and the names of its choices
  /// and triggers tell.
  private var outcomeNames: Set<String> {
    let named = ["choices", "for"].flatMap { value?[$0]?.entries ?? [] }.map(\.key.text)
    return Set(keyword.shape.handledOutcomes.map(\.name) + named)
  }

  /// The step with more handlers; nil where its `on:` is no mapping.
  private func handling(_ ways: [SyntaxEntry]) -> StepSource? { adding(ways, under: "on") }

  private func adding(_ ways: [SyntaxEntry], under name: String) -> StepSource? {
    let written = beside.value(of: name)
    guard written == nil || written?.entries != nil else { return nil }
    let kept = written?.entries ?? []
    let new = ways.filter { way in !kept.contains { $0.key.text == way.key.text } }
    let all = SyntaxNode(.mapping(kept + new), span: written?.span ?? new.asNode.span)
    let key = SourceFragment(verbatim: name, span: new.first?.key.span ?? span)
    let entry = SyntaxEntry(key: SyntaxScalar(key, style: .plain), value: all)
    let rest = beside.filter { $0.key.text != name }
    return StepSource(keyword: keyword, span: span, value: value, beside: rest + [entry])
  }

  /// The step under a condition that stood beside it by another name.
  func conditional(on condition: SyntaxEntry) -> StepSource {
    StepSource(
      keyword: keyword,
      span: span,
      value: value,
      beside: beside + [condition.named("when")]
    )
  }

  private func holding(_ value: SyntaxNode) -> StepSource {
    StepSource(keyword: keyword, span: span, value: value, beside: beside)
  }
}

extension StepSource {
  /// Whether the choices of a menu are written as `1: sales`, with blocks that were meant to be gone to.
  func choosesBlocks(_ names: FlowNames) -> Bool {
    guard keyword == .recognize, let choices = value?["choices"]?.entries else { return false }
    return choices.contains { choice in
      choice.key.text.utf8.count == 1
        && choice.value.scalar.map { names.blocks[$0.text] != nil } ?? false
    }
  }
}

/// What other languages call where a choice leads.
private let wayKeys: Set = ["goto", "go", "then", "next", "to"]

extension [SyntaxEntry] {
  /// The entries as a mapping.
  fileprivate var asNode: SyntaxNode {
    let span = first.map { first in
      dropFirst().reduce(first.span) { $0.union($1.span) }
    }
    return SyntaxNode(.mapping(self), span: span ?? .none)
  }

  /// What to write under `on:`.
  fileprivate var asHelp: String { "write `on: \(asNode.flowText)`" }
}
