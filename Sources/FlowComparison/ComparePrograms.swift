import CEL
import CallModel
import Diagnostics
package import FlowLanguage
import FlowSyntax

/// What is another in these flows than in the earlier ones, flow by flow, in the order of the names.
///
/// Compared is what flows say and the values that the environment gives them, never their text:
/// comments, order of keys and layout make no difference.
package func compare(_ old: [Program], _ new: [Program]) -> [FlowChange] {
  let earlier = Dictionary(old.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  let later = Dictionary(new.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  if old.count == 1, new.count == 1, let one = old.first, let other = new.first,
    one.name != other.name
  {
    let text = "the flow is called `\(other.name)` instead of `\(one.name)`"
    return [FlowChange(flow: other.name, place: nil, text: text, isBreaking: true)]
      + FlowComparison(one, other).changes
  }
  return Set(earlier.keys).union(later.keys).sorted().flatMap { name -> [FlowChange] in
    switch (earlier[name], later[name]) {
    case (let one?, let other?): FlowComparison(one, other).changes
    case (_?, nil):
      [FlowChange(flow: name, place: nil, text: "there is no such flow any more", isBreaking: true)]
    case _: [FlowChange(flow: name, place: nil, text: "a new flow")]
    }
  }
}

/// The comparison of one flow with an earlier version of it.
private struct FlowComparison {
  private let flow: String
  private(set) var changes: [FlowChange] = []

  init(_ old: Program, _ new: Program) {
    flow = new.name
    let before = tree(of: old)
    let after = tree(of: new)
    compareSignature(old, new, before, after)
    compareDeclarations(old, new, before, after)
    compareSteps(old, new, before, after)
  }

  private mutating func note(_ text: String, in place: String?, isBreaking: Bool = false) {
    changes.append(FlowChange(flow: flow, place: place, text: text, isBreaking: isBreaking))
  }

  /// What others rely on.
  private mutating func compareSignature(
    _ old: Program,
    _ new: Program,
    _ before: FlowTree,
    _ after: FlowTree
  ) {
    for (key, word) in [("parameters", "parameter"), ("settings", "setting")] {
      each(key, before, after) { name, one, other in
        switch (one, other) {
        case (nil, let other?):
          let isNeeded = key == "settings" || !(other.scalar ?? "=").contains("=")
          return ("a new \(word) `\(name)`: \(other.shown)", isNeeded)
        case (let one?, nil):
          return (
            "there is no \(word) `\(name)` any more; it was \(one.shown)", key == "parameters"
          )
        case (let one?, let other?):
          let isOther = Self.type(one) != Self.type(other)
          return ("the \(word) `\(name)` is \(other.shown) instead of \(one.shown)", isOther)
        case (nil, nil): return nil
        }
      }
    }
    for (key, word) in [("outputs", "output"), ("signals", "signal"), ("flags", "flag")] {
      each(key, before, after) { name, one, other in
        switch (one, other) {
        case (nil, let other?): return ("a new \(word) `\(name)`: \(other.shown)", false)
        case (let one?, nil):
          return ("there is no \(word) `\(name)` any more; it was \(one.shown)", true)
        case (let one?, let other?):
          let isOther = Self.type(one) != Self.type(other)
          return ("the \(word) `\(name)` is \(other.shown) instead of \(one.shown)", isOther)
        case (nil, nil): return nil
        }
      }
    }
    let (was, now) = (Set(old.routes.map(\.rawID)), Set(new.routes.map(\.rawID)))
    for line in was.subtracting(now).sorted() {
      note("calls to \(line) are not taken any more", in: "routes", isBreaking: true)
    }
    for line in now.subtracting(was).sorted() { note("calls to \(line) are taken", in: "routes") }
    if old.profile != new.profile {
      note(
        "the profile is `\(new.profile.rawValue)` instead of `\(old.profile.rawValue)`",
        in: "profile",
        isBreaking: true
      )
    }
  }

  /// What the flow declares for itself.
  private mutating func compareDeclarations(
    _ old: Program,
    _ new: Program,
    _ before: FlowTree,
    _ after: FlowTree
  ) {
    for name in Set(old.identities.keys).union(new.identities.keys).sorted() {
      switch (old.identities[name], new.identities[name]) {
      case (let one?, let other?) where one != other:
        note("`\(name)` is \(shown(other)) instead of \(shown(one))", in: "identities")
      case (nil, let other?): note("a new party `\(name)`: \(shown(other))", in: "identities")
      case (let one?, nil):
        note("there is no party `\(name)` any more; it was \(shown(one))", in: "identities")
      case _: break
      }
    }
    each("identities", before, after) { name, one, other in
      guard other?.scalar.map({ !$0.hasPrefix("+") }) ?? false, one != other else { return nil }
      return ("who `\(name)` is, every environment has to say: \(other?.shown ?? "")", true)
    }
    for name in Set(old.settings.keys).intersection(new.settings.keys).sorted()
    where old.settings[name] != new.settings[name] {
      note("the value of the setting `\(name)` is another", in: "settings")
    }
    each("prompts", before, after) { name, one, other in
      switch (one, other) {
      case (nil, let other?): return ("a new prompt `\(name)`: \(StepWords.said(other))", false)
      case (_?, nil): return ("there is no prompt `\(name)` any more", false)
      case (let one?, let other?):
        return ("the prompt `\(name)` \(Self.words(one, other))", false)
      case (nil, nil): return nil
      }
    }
    for key in ["hours", "variables", "services", "everywhere", "voices"] {
      let (one, other) = (before[key]?.entries ?? [:], after[key]?.entries ?? [:])
      for name in Set(one.keys).union(other.keys).sorted() where one[name] != other[name] {
        let parts = partChanges(name, one[name], other[name]) { "`\($0)` under `\(key)`" }
        for text in parts { note(text, in: key) }
      }
    }
    for key in ["locale", "maxDuration", "start"] where before[key] != after[key] {
      note(StepComparison.change("`\(key)` is", before[key], after[key]), in: key)
    }
  }

  /// What calls do.
  private mutating func compareSteps(
    _ old: Program,
    _ new: Program,
    _ before: FlowTree,
    _ after: FlowTree
  ) {
    let later = after["blocks"]?.entries ?? [:]
    var earlier = before["blocks"]?.entries ?? [:]
    let names = renamed(earlier, later)
    earlier = Dictionary(
      earlier.map { (names[$0.key] ?? $0.key, $0.value.renaming(names)) },
      uniquingKeysWith: { first, _ in first }
    )
    if (names[old.start] ?? old.start) != new.start {
      note("calls begin in `\(new.start)` instead of `\(old.start)`", in: "blocks")
    }
    var steps = StepComparison(flow: flow, old: earlier, new: later)
    let order = new.blocks.map(\.name) + earlier.keys.filter { later[$0] == nil }.sorted()
    for name in order {
      switch (earlier[name], later[name]) {
      case (let one?, let other?): steps.compare(one.steps, other.steps, in: name)
      case (nil, _?): note("a new block", in: name)
      case (_?, nil): note("there is no such block any more", in: name)
      case (nil, nil): break
      }
    }
    let (one, other) = (before["on"]?.entries ?? [:], after["on"]?.entries ?? [:])
    for event in Set(one.keys).union(other.keys).sorted() {
      steps.compare(
        one[event]?.renaming(names),
        other[event],
        as: StepComparison.flowItself,
        in: "on \(event)"
      )
    }
    changes += steps.changes
  }

  /// The new names of blocks that are as they were but for their name.
  private func renamed(
    _ earlier: [String: FlowTree],
    _ later: [String: FlowTree]
  ) -> [String: String] {
    var names: [String: String] = [:]
    for (name, body) in earlier.sorted(by: { $0.key < $1.key }) where later[name] == nil {
      let same = later.sorted { $0.key < $1.key }.first {
        earlier[$0.key] == nil && $0.value.steps == body.steps && !names.values.contains($0.key)
      }
      names[name] = same?.key
    }
    return names
  }

  private mutating func each(
    _ key: String,
    _ before: FlowTree,
    _ after: FlowTree,
    _ words: (String, FlowTree?, FlowTree?) -> (text: String, isBreaking: Bool)?
  ) {
    let (one, other) = (before[key]?.entries ?? [:], after[key]?.entries ?? [:])
    for name in Set(one.keys).union(other.keys).sorted() where one[name] != other[name] {
      guard let change = words(name, one[name], other[name]) else { continue }
      note(change.text, in: key, isBreaking: change.isBreaking)
    }
  }

  /// A declaration without the value behind its `=`.
  private static func type(_ declaration: FlowTree) -> FlowTree {
    guard let text = declaration.scalar, let end = text.firstRange(of: "=")?.lowerBound else {
      return declaration
    }
    return .text(text[..<end].split(separator: " ").joined(separator: " "))
  }

  private static func words(_ before: FlowTree, _ after: FlowTree) -> String {
    let languages = Set(before.entries.keys).union(after.entries.keys).sorted()
    guard !before.entries.isEmpty, !after.entries.isEmpty,
      languages.allSatisfy({ $0.contains("-") })
    else {
      let verb = before["file"] != nil && after["file"] != nil ? "is" : "says"
      return "\(verb) \(StepWords.said(after)) instead of \(StepWords.said(before))"
    }
    return languages.filter { before[$0] != after[$0] }.map { language in
      "says in \(language) \(StepWords.said(after[language])) "
        + "instead of \(StepWords.said(before[language]))"
    }.joined(separator: ", and ")
  }
}

/// A party as an author writes it: a telephone by its number.
private func shown(_ party: Identifier) -> String {
  let id = party.rawID.description
  return id.hasPrefix("4:+") ? String(id.dropFirst(2)) : id
}

/// What the file of a program says.
private func tree(of program: Program) -> FlowTree {
  let text = decodeUTF8(program.sources.first?.bytes ?? []).text
  let file = SourceFile(id: FileID(0), name: program.name, text: text)
  return parseYAML(file).document.root.map { FlowTree($0) } ?? .map([:])
}
