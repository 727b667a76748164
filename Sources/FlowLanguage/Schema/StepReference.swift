import CEL

/// The reference of the steps, as `docs/steps.md` has it: every word but the preface comes from what
/// the steps say of themselves.
///
/// `examples` are the smallest flows for the steps, by keyword; a step without one has none.
package func stepReference(examples: [String: String]) -> String {
  let steps = StepKeyword.allCases.map { keyword in
    section(keyword, example: examples[keyword.rawValue])
  }
  let contents = StepKeyword.allCases.map { "[`\($0.rawValue)`](#\($0.rawValue.lowercased()))" }
  let ends = [partyReference, expressionReference]
  return ([preface, contents.joined(separator: " ")] + steps + ends).joined(separator: "\n\n")
    + "\n"
}

private func section(_ keyword: StepKeyword, example: String?) -> String {
  let shape = keyword.shape
  var parts = [
    "## \(keyword.rawValue)", "\(keyword.definition.summary)\n\(shape.phase.sentence)",
  ]
  let fields = shape.fields.flatMap { rows(of: $0, in: "") }
  if !fields.isEmpty {
    parts.append("| key | value | |\n|---|---|---|\n" + fields.joined(separator: "\n"))
  }
  let outcomes = shape.outcomes.filter(\.effect.takesHandler).map { outcome in
    "- `\(outcome.outcome.name)`: \(outcome.documentation)\(outcome.unhandledSentence(of: keyword))"
  }
  let statuses =
    (shape.takesStatuses ? ["- a status such as `404`: an answer with that status came."] : [])
    + (shape.namedOutcomes.map { ["- \($0)"] } ?? [])
  if !(outcomes + statuses).isEmpty {
    parts.append("Outcomes:\n\n" + (outcomes + statuses).joined(separator: "\n"))
  }
  let results = shape.outputs.map {
    "- `\($0.name)`\($0.typeWords): \($0.documentation)\($0.wordsSentence)"
  }
  if !results.isEmpty { parts.append("Its result holds:\n\n" + results.joined(separator: "\n")) }
  if let example { parts.append("```yaml\n\(example.trimmingLines)\n```") }
  return parts.joined(separator: "\n\n")
}

/// A field, and those inside of it.
private func rows(of field: FieldShape, in owner: String) -> [String] {
  let name = field.name.isEmpty ? "*(the value)*" : "`\(owner)\(field.name)`"
  let notes = [
    field.isRequired ? "required" : nil,
    field.place == .main && !field.name.isEmpty ? "may stand alone as the value" : nil,
    field.place == .beside ? "beside the keyword" : nil,
  ].compactMap(\.self)
  let note = notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"
  let row = "| \(name) | \(field.value.words) | \(field.documentation)\(note) |"
  return [row] + field.value.innerFields.flatMap { rows(of: $0, in: "\(owner)\(field.name).") }
}

extension ValueShape {
  /// What can stand there.
  fileprivate var words: String {
    switch self {
    case .text: "text"
    case .integer(let range): "whole number, \(range.lowerBound) to \(range.upperBound)"
    case .flag: "`true` or `false`"
    case .duration: "length of time, `30s`"
    case .words(let words): words.map { "`\($0)`" }.joined(separator: ", ")
    case .condition: "expression"
    case .prompt: "prompt"
    case .party: "party"
    case .block: "block"
    case .handler: "handler"
    case .steps: "steps"
    case .declaration: "declared type"
    case .any: "any value"
    case .list(let item): "\(item.words), or a list"
    case .mapping(let value): "\(value.words) by name"
    case .record: "mapping"
    case .either(let shapes): shapes.map(\.words).joined(separator: ", or ")
    }
  }

  /// The fields of a mapping, of each of several, or of each item.
  fileprivate var innerFields: [FieldShape] {
    switch self {
    case .record(let fields): fields
    case .list(let value), .mapping(let value): value.innerFields
    case .either(let shapes): shapes.flatMap(\.innerFields)
    case .text, .integer, .flag, .duration, .words, .condition, .prompt, .party, .block, .handler,
      .steps, .declaration, .any:
      []
    }
  }
}

extension OutcomeShape {
  /// What comes of it where nothing handles it, if that is not what comes of most.
  fileprivate func unhandledSentence(of keyword: StepKeyword) -> String {
    if effect.unhandled == .refused { return " It must be handled." }
    guard outcome.isFailure, effect.onward == .next else { return "" }
    // Of a recording only the start can be done without.
    return " Without a handler the flow goes on\(keyword == .record ? " after a `start`" : "")."
  }
}

extension PhaseRequirement {
  fileprivate var sentence: String {
    switch self {
    case .ringing: "It needs a call that rings."
    case .placing: "It needs a call that is not placed yet."
    case .connected: "It needs a call that is connected."
    case .alive: "It needs a call that is not over."
    case .any: "It can also run when the call is over."
    }
  }
}

extension OutputShape {
  /// The type, and the outcomes that give it where not all do.
  fileprivate var typeWords: String {
    let after = outcomes.isEmpty ? nil : outcomes.map { "`\($0.name)`" }.joined(separator: ", ")
    let words = [type.map { "\($0)" }, after.map { "after \($0)" }].compactMap(\.self)
    return words.isEmpty ? "" : " (\(words.joined(separator: ", ")))"
  }

  /// The texts it can hold, where they are few.
  fileprivate var wordsSentence: String {
    guard case .these(let words) = words, !documentation.contains("`\(words[0])`") else {
      return ""
    }
    return " It is one of \(quotedList(words))."
  }
}

extension String {
  /// The text without line ends at its end.
  fileprivate var trimmingLines: String {
    var text = self
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }
}

private let preface = """
  # Steps

  A step is a mapping with its keyword, such as `play:`, and beside it, where they are needed, `id` (the name its result is read under), `when` (the condition under which it runs) and `on` (what is done after which outcome).
  A step without options may be a bare word: `- answer`.

  A handler, under `on`, `then`, `else`, `cases` and `default`, is a block's name (go there), `hangUp`, `end`, `return`, `continue` (the next step), or a list of steps, after which the flow goes on with the next step.
  A handler of `failed` takes every failure that `on` does not name; `busy`, `declined`, `noAnswer`, `noInput`, `noMatch` and `exhausted` are failures.
  A failure that the step does not handle goes to the flow's [`on: failed`](flow.md#on), and without that ends the call, unless its line below says otherwise; a success goes on with the next step.
  Every result has `outcome`, and after a failure `reason` (`word`, `code`, `subCode`, `message`); `code` and `subCode` are the service's numbers, 0 where it gave none: `chosen.reason.subCode == 8510`.

  A prompt is the name of a declared one, a text with a space or punctuation in it, or `{ text: … }`, `{ ssml: … }`, `{ file: … }`.
  A party is `caller`, `everyone` (who hears a `play`), an identity, the `id` of the step that brought it in, or `${ … }`; which step takes which kinds is said [below](#kinds-of-parties).
  Keys are `0` to `9`, `A` to `D`, `star` (or `"*"`) and `pound` (or `"#"`); several are one text, `"*9"`.
  Where a value can stand, `${ … }` can: see [expressions](expressions.md), and [below](#what-expressions-read) what they read.
  In the text of a prompt, `spoken.digits(code)`, `spoken.date(time, 'Europe/Berlin')`, `spoken.time(time, zone)`, `spoken.money(12.5, 'EUR')` and `spoken.phone(caller)` are said as what they are; the language of the text needs a voice in `voices`.

  This page is written from `Sources/FlowLanguage/Steps`; `UPDATE_FIXTURES=1 swift test` writes it anew, and a test fails where it is out of date.
  """
