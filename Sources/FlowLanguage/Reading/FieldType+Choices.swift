import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == Menu {
  /// The answers of a menu: written, or an expression that gives them.
  package static var menu: Self {
    let written = FieldType<[Choice]>.choices
    return Self(
      shape: .either([written.shape, .text(pattern: #"^\$\{.*\}$"#)]),
      placeholder: .written([])
    ) { node, values in
      if let scalar = node.scalar,
        case .expression(let source) = values.nodes.textContent(scalar.fragment)
      {
        return .offered(values.expression(source, .menu))
      }
      return written.read(node, with: values).map(Menu.written)
    }
  }
}

extension FieldType where Value == [Choice] {
  /// The answers of a menu, by name.
  package static var choices: Self {
    Self(shape: .mapping(.record(choiceFields)), placeholder: []) { node, values in
      if let names = node.items?.compactMap(\.scalar), !names.isEmpty,
        names.count == node.items?.count, names.allSatisfy({ $0.text.utf8.isWord })
      {
        return values.choices(named: names, node)
      }
      let written = values.nodes.namedEntries(
        node,
        "choices by name",
        atMost: FlowLimits.namedWays
      )
      guard let entries = written else { return nil }
      if entries.isEmpty {
        values.nodes.reportWrongShape(
          node,
          "choices by name",
          help: "give each a name: `{ sales: { press: 1 } }`"
        )
      }
      if let choices = values.choicesByKey(entries) { return choices }
      let choices = entries.compactMap { values.choice($0) }
      values.checkConflicts(choices)
      values.checkSequences(choices, entries)
      return choices
    }
  }
}

/// What other languages write before a key.
private let pressingWords: Set = ["press", "key", "dtmf", "digit", "tone"]

/// What a choice can say.
private let choiceFields: [FieldShape] = [
  .inside(
    "press",
    .text(pattern: nil),
    "The key that chooses it; several in a row in a menu of keys alone."
  ),
  .inside(
    "say",
    .either([.list(.text(pattern: nil)), .mapping(.list(.text(pattern: nil)))]),
    "The words that choose it: a list, or a list for each language."
  ),
]

extension ValueReader {
  fileprivate func choice(_ entry: SyntaxEntry) -> Choice? {
    checkAuthorsOutcome(entry.key, "a choice")
    if let key = entry.value.scalar, !key.isAbsent { return choice(entry, pressedBy: key) }
    guard let fields = nodes.entries(entry.value, "`{ press: …, say: … }`") else { return nil }
    let (meant, hasStranger) = nodes.asMeant(
      entry.value,
      fields,
      in: "the choice `\(entry.key.text)`",
      known: ["press", "say"],
      orIn: ForeignWords.choiceKeys
    )
    let keys = meant["press"].map(nodes.tones) ?? []
    let phrases = meant["say"].map(phrases) ?? []
    let says = ["press", "say"].contains {
      // Of a key without a value that is said.
      meant[$0].map { !nodes.items($0).isEmpty || $0.scalar?.isAbsent == true } ?? false
    }
    // `press:` and nothing behind it was told when the key was read.
    let isTold = hasStranger || meant["press"]?.scalar?.isAbsent == true
    if !says, !isTold, nodes.isComplete {
      nodes.report(
        Diagnostic(
          .missingField,
          "the choice `\(entry.key.text)` needs `press` or `say`",
          at: entry.key.span,
          help: "write `{ press: 1, say: [\(entry.key.text)] }`"
        )
      )
    }
    return Choice(
      name: entry.key.text,
      span: entry.key.span,
      keys: keys,
      phrases: phrases
    )
  }

  /// Choices of which only the names were written.
  fileprivate func choices(named names: [SyntaxScalar], _ node: SyntaxNode) -> [Choice] {
    let keys = names.prefix(9).enumerated().map { "\($1.text): { press: \($0 + 1) }" }
    nodes.reportWrongShape(
      node,
      "choices by name",
      help: "write each with its key or its words: `{ \(keys.joined(separator: ", ")) }`"
    )
    return names.map { Choice(name: $0.text, span: $0.span, keys: [], phrases: []) }
  }

  /// Choices as other languages have them, the key first: `1: sales`; nil where they are none.
  fileprivate func choicesByKey(_ entries: [SyntaxEntry]) -> [Choice]? {
    let names = entries.compactMap { $0.value.scalar?.text }
    guard let first = entries.first, names.count == entries.count,
      entries.allSatisfy({ Tone.parse($0.key.text)?.count == 1 }), names.allSatisfy(\.utf8.isWord)
    else { return nil }
    let meant = zip(entries, names).map { "\($1): { press: \($0.key.text) }" }
    let blocks = names.filter { self.names.blocks[$0] != nil }
    if !blocks.isEmpty { notes.misname(.block) }
    nodes.report(
      Diagnostic(
        .wrongShape,
        "a choice is named here, and its key stands behind its name",
        at: first.key.span,
        help: "write `\(meant.joined(separator: ", "))`"
          + (blocks.first.map { ", and `\($0): \($0)` in the step's `on:`, which goes there" } ?? "")
      )
    )
    return zip(entries, names).map { entry, name in
      let keys = Tone.parse(entry.key.text) ?? []
      // What the name leads to in other languages is no handler here.
      return Choice(name: name, span: entry.value.span, keys: keys, phrases: [])
    }
  }

  /// A choice of which only the key was written, or only the word; it is read as it was meant.
  private func choice(_ entry: SyntaxEntry, pressedBy key: SyntaxScalar) -> Choice {
    // `press 1` and `dtmf-1` say both that it is a key, and which.
    let words = key.text.split { !$0.isLetter && !$0.isNumber && !"*#".contains($0) }
    let said = words.count == 2 && pressingWords.contains(words[0].lowercased()) ? words[1] : nil
    let written = said.map(String.init) ?? key.text
    let tone = Tone.parse(written)
    let isKey = tone?.count == 1 && (said != nil || key.text.utf8.count == 1)
    nodes.report(
      Diagnostic(
        .wrongShape,
        "expected `{ press: …, say: … }`, found a text",
        at: key.span,
        help: isKey
          ? "write `{ press: \(["*": "star", "#": "pound"][written] ?? written) }`"
          : "write `{ say: [\(key.text)] }`"
      )
    )
    return Choice(
      name: entry.key.text,
      span: entry.key.span,
      keys: isKey ? tone ?? [] : [],
      phrases: isKey ? [] : [Choice.Phrases(locale: nil, phrases: [key.text])]
    )
  }

  func phrases(_ node: SyntaxNode) -> [Choice.Phrases] {
    guard let entries = node.entries else {
      return [Choice.Phrases(locale: nil, phrases: phraseList(node))]
    }
    let missing = voices.keys.sorted().filter { locale in
      !entries.contains { $0.key.text == locale }
    }
    if nodes.isComplete, !missing.isEmpty {
      nodes.report(
        Diagnostic(
          .missingLocale,
          .warning,
          "there are no words for \(quotedList(missing))",
          at: node.headSpan,
          help: "add them: in that language the words of `\(entries.first?.key.text ?? "")` count"
        )
      )
    }
    return entries.map { entry in
      _ = nodes.checkLocale(entry.key.text, at: entry.key.span)
      return Choice.Phrases(locale: entry.key.text, phrases: phraseList(entry.value))
    }
  }

  private func phraseList(_ node: SyntaxNode) -> [String] {
    nodes.items(node).compactMap { item in
      guard let scalar = nodes.scalar(item, "a word or phrase") else { return nil }
      if scalar.text.isEmpty {
        nodes.reportMalformed(at: scalar.span, "a phrase cannot be empty")
        return nil
      }
      return scalar.text
    }
  }

  /// A name that becomes an outcome cannot be one that means something already.
  func checkAuthorsOutcome(_ key: SyntaxScalar, _ what: String) {
    if Outcome.reserved.contains(Outcome(key.text)) {
      nodes.report(
        Diagnostic(
          .reservedName,
          "\(what) cannot be named `\(key.text)`",
          at: key.span,
          help: "that name is an outcome of every step"
        )
      )
    } else {
      nodes.checkForm(of: key, what) { notes.refuse($0) }
    }
  }

  /// Where words are listened for too, the service takes one key a choice (FACTS.md, "Choice").
  fileprivate func checkSequences(_ choices: [Choice], _ entries: [SyntaxEntry]) {
    guard let spoken = choices.first(where: \.isSpoken) else { return }
    for choice in choices where choice.keys.count > 1 {
      guard let entry = entries.first(where: { $0.key.text == choice.name }),
        let press = entry.value["press"]
      else { continue }
      nodes.report(
        Diagnostic(
          .malformedValue,
          "in a menu with words a choice is made by one key",
          at: press.span,
          related: [Diagnostic.Label(spoken.span, "this choice has words")],
          help: "give each choice one key, or leave out every `say:`"
        )
      )
    }
  }

  /// Two choices cannot share a key or a phrase.
  func checkConflicts(_ choices: [Choice]) {
    var keys: [String: Choice] = [:]
    var phrases: [String: Choice] = [:]
    for choice in choices {
      let pressed = choice.keys.characters
      if !pressed.isEmpty, let first = keys.updateValue(choice, forKey: pressed) {
        reportConflict(choice, first, "the key\(pressed.count > 1 ? "s" : "") `\(pressed)`")
      }
      for words in choice.phrases {
        for phrase in words.phrases {
          let key = "\(words.locale ?? ""):\(phrase.lowercased())"
          if let first = phrases.updateValue(choice, forKey: key), first.name != choice.name {
            reportConflict(choice, first, "the phrase `\(phrase)`")
          }
        }
      }
    }
  }

  private func reportConflict(_ choice: Choice, _ first: Choice, _ what: String) {
    nodes.report(
      Diagnostic(
        .choiceConflict,
        "`\(choice.name)` and `\(first.name)` share \(what)",
        at: choice.span,
        related: [Diagnostic.Label(first.span, "first taken here")],
        help: "give one of them another"
      )
    )
  }
}
