import FlowLanguage

/// Compares lists of steps, block by block.
struct StepComparison {
  let flow: String
  let oldBlocks: [String: FlowTree]
  let newBlocks: [String: FlowTree]
  private(set) var changes: [FlowChange] = []

  init(flow: String, old: [String: FlowTree], new: [String: FlowTree]) {
    self.flow = flow
    oldBlocks = old
    newBlocks = new
  }

  /// Compares two lists of steps that stand in the same place.
  mutating func compare(_ old: [StepTree], _ new: [StepTree], in place: String) {
    guard old != new else { return }
    let difference = new.map(\.name).difference(from: old.map(\.name))
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    for index in removed.sorted() {
      note("no longer \(StepWords(old[index]).third)", in: place)
    }
    let kept = old.indices.filter { !removed.contains($0) }
    let same = new.indices.filter { !inserted.contains($0) }
    for index in inserted.sorted() { note("now \(StepWords(new[index]).third)", in: place) }
    for (before, after) in zip(kept, same) { compare(old[before], new[after], in: place) }
  }

  private mutating func compare(_ old: StepTree, _ new: StepTree, in place: String) {
    guard old != new else { return }
    if old.when != new.when {
      let after = new.when.map { "only when \($0)" } ?? "always"
      let before = old.when.map { "only when \($0)" } ?? "always"
      note("\(StepWords(new).third) \(after) instead of \(before)", in: place)
    }
    for key in Set(old.fields.keys).union(new.fields.keys).sorted()
    where old.fields[key] != new.fields[key] {
      compare(field: key, old, new, in: place)
    }
    let choices = new.fields["choices"]?.entries ?? [:]
    let gone = old.fields["choices"]?.entries ?? [:]
    // An option that came or went has been told of.
    let told = Set(choices.keys).symmetricDifference(gone.keys)
    for outcome in Set(old.handlers.keys).union(new.handlers.keys).sorted()
    where !told.contains(outcome) {
      compare(
        old.handlers[outcome],
        new.handlers[outcome],
        as: Self.title(of: outcome, of: new.keyword, choices),
        in: place
      )
    }
    for way in Set(old.ways.keys).union(new.ways.keys).sorted() {
      compare(old.ways[way], new.ways[way], as: "`\(way)` of `\(new.keyword.rawValue)`", in: place)
    }
  }

  /// Compares what is done in one case.
  mutating func compare(_ old: FlowTree?, _ new: FlowTree?, as title: String, in place: String) {
    guard old != new else { return }
    if let old, let new, !old.steps.isEmpty, !new.steps.isEmpty,
      old.steps.first?.name == new.steps.first?.name
    {
      compare(old.steps, new.steps, in: title == Self.flowItself ? place : "\(place), \(title)")
      return
    }
    let before = StepWords(old, in: oldBlocks)
    let after = StepWords(new, in: newBlocks)
    guard before.third != after.third else {
      note("\(title) now goes to \(Self.name(new)) instead of \(Self.name(old))", in: place)
      return
    }
    note("\(title) now \(after.third) instead of \(before.gerund)", in: place)
  }

  private mutating func compare(
    field key: String,
    _ old: StepTree,
    _ new: StepTree,
    in place: String
  ) {
    let (before, after) = (old.fields[key], new.fields[key])
    switch (new.keyword, key) {
    case (.recognize, "choices"): compareChoices(before, after, old, new, in: place)
    case (.addAgent, "timeout"): note(Self.change("agents ring", before, after), in: place)
    case (.addParticipant, "timeout"), (.dial, "timeout"):
      note(Self.change("whoever is called rings", before, after), in: place)
    case (.recognize, "timeout"): note(Self.change("an answer has", before, after), in: place)
    case (.recognize, "retries"):
      note(Self.change("the number of times that it asks again is", before, after), in: place)
    case _ where new.keyword.shape.wording?.object.isField(key) == true:
      note("now \(StepWords(new).third) instead of \(StepWords(old).gerund)", in: place)
    case (.addAgent, "strategy"), (.addParticipant, "strategy"):
      note("agents ring \(Self.order(after)) instead of \(Self.order(before))", in: place)
    case (.set, _):
      let value = after.map { "now sets `\(key)` to \($0.shown)" } ?? "no longer sets `\(key)`"
      let was = after == nil ? "" : before.map { " instead of \($0.shown)" } ?? ""
      note(value + was, in: place)
    case (_, "music"):
      note("the music is \(StepWords.said(after)) instead of \(StepWords.said(before))", in: place)
    case (_, "do"): compare((before ?? .list([])).steps, (after ?? .list([])).steps, in: place)
    case (.sensitive, _):
      compare((before ?? .list([])).steps, (after ?? .list([])).steps, in: place)
    case _:
      let parts = partChanges(key, before, after) { "`\($0)` of `\(new.keyword.rawValue)`" }
      for text in parts { note(text, in: place) }
    }
  }

  /// How agents are rung, by the word of `strategy`.
  private static func order(_ strategy: FlowTree?) -> String {
    switch strategy?.scalar {
    case "all": "all at once"
    case "random": "in random order"
    case nil, "inOrder": "one after another"
    case let word?: "`\(word)`"
    }
  }

  private mutating func compareChoices(
    _ before: FlowTree?,
    _ after: FlowTree?,
    _ old: StepTree,
    _ new: StepTree,
    in place: String
  ) {
    let (earlier, later) = (before?.entries ?? [:], after?.entries ?? [:])
    for name in Set(earlier.keys).union(later.keys).sorted() {
      switch (earlier[name], later[name]) {
      case (nil, let choice?):
        let words = StepWords(new.handlers[name], in: newBlocks)
        note("a new option \(Self.title(name, choice)): it \(words.third)", in: place)
      case (let choice?, nil):
        note("there is no option \(Self.title(name, choice)) any more", in: place)
      case (let one?, let other?) where one != other:
        compareChoice(one, other, of: name, in: place)
      case _: break
      }
    }
  }

  private mutating func compareChoice(
    _ one: FlowTree,
    _ other: FlowTree,
    of name: String,
    in place: String
  ) {
    let hasWordsAsBefore = one["say"] == other["say"]
    guard one["say"] != nil, other["say"] != nil, !hasWordsAsBefore else {
      let (key, was) =
        hasWordsAsBefore && other["press"] != nil && one["press"] != nil
        ? ("key \(other["press"]?.shown ?? "")", "key \(one["press"]?.shown ?? "")")
        : (Self.keys(other), Self.keys(one))
      note("option `\(name)` is \(key) instead of \(was)", in: place)
      return
    }
    for key in ["press", "say"] where one[key] != other[key] {
      let parts = partChanges(key, one[key], other[key]) { "`\($0)` of option `\(name)`" }
      for text in parts { note(text, in: place) }
    }
  }

  private mutating func note(_ text: String, in place: String) {
    changes.append(FlowChange(flow: flow, place: place, text: text))
  }

  /// Stands for the flow where one of its own handlers is told of.
  static let flowItself = "it"

  private static func name(_ handler: FlowTree?) -> String {
    handler?.scalar.map { "`\($0)`" } ?? "other steps"
  }

  private static func title(_ name: String, _ choice: FlowTree) -> String {
    choice["press"].map { "\($0.shown) (`\(name)`)" } ?? "`\(name)`"
  }

  private static func keys(_ choice: FlowTree) -> String {
    let press = choice["press"].map { "key \($0.shown)" }
    let say = choice["say"].map { "the words \($0.shown)" }
    return [press, say].compactMap { $0 }.joined(separator: " or ")
  }

  private static func title(
    of outcome: String,
    of keyword: StepKeyword,
    _ choices: [String: FlowTree]
  ) -> String {
    if let choice = choices[outcome] { return "option \(title(outcome, choice))" }
    return "after `\(outcome)` of `\(keyword.rawValue)`, it"
  }

  /// `agents ring 20s instead of 30s`.
  static func change(_ subject: String, _ before: FlowTree?, _ after: FlowTree?) -> String {
    switch (before, after) {
    case (let before?, let after?): "\(subject) \(after.shown) instead of \(before.shown)"
    case (nil, let after?): "\(subject) \(after.shown); it was left out"
    case (let before?, nil): "\(subject) what it is if left out, instead of \(before.shown)"
    case (nil, nil): subject
    }
  }
}

extension StepWording.Object {
  /// Whether a field is what the words are followed by.
  fileprivate func isField(_ name: String) -> Bool {
    switch self {
    case .nothing: false
    case .field(let own): own == name
    case .anyField: true
    }
  }
}
