import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == [Choice] {
  /// The answers of a menu, by name.
  package static var choices: Self {
    Self(shape: .mapping(.record(choiceFields)), placeholder: []) { node, session in
      guard let entries = session.entries(node, "choices by name") else { return nil }
      if entries.isEmpty { session.reportWrongShape(node, "choices by name") }
      let choices = entries.compactMap { session.choice($0) }
      session.checkConflicts(choices)
      return choices
    }
  }
}

/// What a choice can say.
private let choiceFields: [FieldShape] = [
  FieldShape(
    name: "press",
    place: .inside,
    isRequired: false,
    value: .text(pattern: nil),
    documentation: "The key that chooses it."
  ),
  FieldShape(
    name: "say",
    place: .inside,
    isRequired: false,
    value: .either([.list(.text(pattern: nil)), .mapping(.list(.text(pattern: nil)))]),
    documentation: "The words that choose it: a list, or a list for each language."
  ),
]

extension ReadingSession {
  fileprivate func choice(_ entry: SyntaxEntry) -> Choice? {
    checkAuthorsOutcome(entry.key, "a choice")
    guard let fields = entries(entry.value, "`{ press: …, say: … }`") else { return nil }
    for field in fields where !["press", "say"].contains(field.key.text) {
      reportUnknownKey(
        field.key,
        in: "the choice `\(entry.key.text)`",
        known: ["press", "say"]
      )
    }
    let keys = entry.value["press"].map(tones) ?? []
    if keys.count > 1, let span = entry.value["press"]?.span {
      reportMalformed(
        at: span,
        "a choice is made by one key",
        help: "use `tones:` to take several keys"
      )
    }
    let phrases = entry.value["say"].map(phrases) ?? []
    if keys.isEmpty, phrases.isEmpty, entry.value["press"] == nil, isComplete {
      report(
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
      press: keys.first,
      phrases: phrases
    )
  }

  private func phrases(_ node: SyntaxNode) -> [Choice.Phrases] {
    guard let entries = node.entries else {
      return [Choice.Phrases(locale: nil, phrases: phraseList(node))]
    }
    let missing = voices.keys.sorted().filter { locale in
      !entries.contains { $0.key.text == locale }
    }
    if isComplete, !missing.isEmpty {
      report(
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
      _ = checkLocale(entry.key.text, at: entry.key.span)
      return Choice.Phrases(locale: entry.key.text, phrases: phraseList(entry.value))
    }
  }

  private func phraseList(_ node: SyntaxNode) -> [String] {
    items(node).compactMap { item in
      guard let scalar = scalar(item, "a word or phrase") else { return nil }
      if scalar.text.isEmpty {
        reportMalformed(at: scalar.span, "a phrase cannot be empty")
        return nil
      }
      return scalar.text
    }
  }

  /// A name that becomes an outcome cannot be one that means something already.
  func checkAuthorsOutcome(_ key: SyntaxScalar, _ what: String) {
    if Outcome.reserved.contains(Outcome(key.text)) {
      report(
        Diagnostic(
          .reservedName,
          "\(what) cannot be named `\(key.text)`",
          at: key.span,
          help: "that name is an outcome of every step"
        )
      )
    } else {
      checkForm(of: key, what)
    }
  }

  /// Two choices cannot share a key or a phrase.
  fileprivate func checkConflicts(_ choices: [Choice]) {
    var keys: [Tone: Choice] = [:]
    var phrases: [String: Choice] = [:]
    for choice in choices {
      if let tone = choice.press, let first = keys.updateValue(choice, forKey: tone) {
        reportConflict(choice, first, "the key `\(tone.character)`")
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
    report(
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
