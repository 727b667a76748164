import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == [WaitStep.Trigger] {
  /// What a wait waits for, by name.
  package static var triggers: Self {
    Self(shape: .mapping(.record(triggerFields)), placeholder: []) { node, values in
      if let signal = node.scalar, values.names.signals[signal.text] != nil {
        values.nodes.reportWrongShape(
          node,
          "triggers by name",
          help: "give it a name: `for: { \(signal.text): { signal: \(signal.text) } }`"
        )
        let condition = values.signal(node).map { WaitStep.Condition.signal($0.name, $0.type) }
        return [
          WaitStep.Trigger(
            name: signal.text,
            span: signal.span,
            condition: condition ?? .unreadable
          )
        ]
      }
      let written = values.nodes.namedEntries(
        node,
        "triggers by name",
        help: triggersHelp(node),
        atMost: FlowLimits.namedWays
      )
      guard let entries = written else {
        // The name of one, whose outcome the step has all the same.
        return node.scalar.flatMap { name in
          isName(name.text) && parseDuration(name.text) == nil
            ? [WaitStep.Trigger(name: name.text, span: name.span, condition: .unreadable)] : nil
        }
      }
      if entries.isEmpty {
        values.nodes.reportWrongShape(
          node,
          "triggers by name",
          help:
            "name what it waits for: `{ gone: { left: caller } }`; to wait for a time alone, write "
            + "`wait: 5s`"
        )
      }
      return entries.map { values.trigger($0) }
    }
  }
}

/// What to write where no triggers are.
private func triggersHelp(_ node: SyntaxNode) -> String? {
  guard let text = node.scalar?.text else { return nil }
  return parseDuration(text) == nil
    ? "give what it waits for a name: `for: { gone: { left: … } }`"
    : "to wait for a time alone, write `wait: \(text)`"
}

/// What a trigger can say: one of these, and with `press` whose keys count.
private let triggerFields: [FieldShape] = [
  .inside("signal", .text(pattern: nil), "The signal whose coming makes it true."),
  .inside("left", .party, "The party whose leaving makes it true."),
  .inside(
    "stopped",
    .text(pattern: nil),
    "The id of a background `play` or a `record` that is over."
  ),
  .inside("press", .text(pattern: nil), "The keys that make it true."),
  .inside("from", .party, "Whose keys count; the caller's if left out."),
]

extension ValueReader {
  fileprivate func trigger(_ entry: SyntaxEntry) -> WaitStep.Trigger {
    checkTriggerName(entry.key)
    let kinds = WaitStep.Condition.kinds
    // One that cannot be read is an outcome of the step all the same.
    func trigger(_ condition: WaitStep.Condition?) -> WaitStep.Trigger {
      WaitStep.Trigger(
        name: entry.key.text,
        span: entry.key.span,
        condition: condition ?? .unreadable
      )
    }
    if let scalar = entry.value.scalar, !scalar.isAbsent, kinds.contains(entry.key.text) {
      // `for: { signal: approved }`: the trigger is there, and has no name.
      let named = SyntaxNode(.mapping([entry]), span: entry.span)
      nodes.reportWrongShape(
        entry.value,
        "`{ signal: … }`, `{ press: … }` or `{ left: … }`",
        help: "give it a name: `for: { \(entry.key.text): \(named.flowText) }`"
      )
      return trigger(condition(entry, in: entry.holding(named)))
    }
    guard
      let fields = nodes.entries(entry.value, "`{ signal: … }`, `{ press: … }` or `{ left: … }`")
    else { return trigger(nil) }
    let (meant, hasStranger) = nodes.asMeant(
      entry.value,
      fields,
      in: "the trigger `\(entry.key.text)`",
      known: kinds + ["from"],
      orIn: ForeignWords.triggerKeys
    )
    let meantFields = meant.entries ?? []
    let written = meantFields.filter { kinds.contains($0.key.text) }
    guard let field = written.first, written.count == 1 else {
      if !written.isEmpty || nodes.isComplete && !hasStranger {
        reportSeveralConditions(entry, kinds)
      }
      return trigger(nil)
    }
    if field.key.text != "press",
      let from = meantFields.first(where: { $0.key.text == "from" })?.key
    {
      nodes.reportUnused(from, "it says whose keys `press` waits for")
    }
    return trigger(condition(field, in: SyntaxEntry(key: entry.key, value: meant)))
  }

  private func reportSeveralConditions(_ entry: SyntaxEntry, _ kinds: [String]) {
    nodes.report(
      Diagnostic(
        .exclusiveFields,
        "the trigger `\(entry.key.text)` needs one of \(quotedList(kinds))",
        at: entry.key.span,
        help: "several triggers each have a name of their own"
      )
    )
  }

  private func condition(_ field: SyntaxEntry, in entry: SyntaxEntry) -> WaitStep.Condition? {
    switch field.key.text {
    case "signal": return signal(field.value).map { .signal($0.name, $0.type) }
    case "left": return party(field.value, for: .reach).map { .left($0) }
    case "stopped": return stopped(field.value)
    default:
      if entry.value["from"] == nil {
        reportNoCaller(
          "a key is the caller's where nobody is named",
          at: field.key.span,
          help: "add `from:`"
        )
      }
      let from = entry.value["from"].flatMap { party($0, for: .reach) } ?? .literal(.caller)
      return .press(nodes.tones(field.value), from: from)
    }
  }

  private func stopped(_ node: SyntaxNode) -> WaitStep.Condition? {
    guard let scalar = nodes.scalar(node, "the id of a `play` or a `record`") else { return nil }
    let known = names.stepIDs.filter { $0.value.keyword == .play || $0.value.keyword == .record }
    var id = scalar.text
    if known[id] == nil {
      guard let meant = reportUnknown(.stepID, id, among: known.keys.sorted(), at: scalar.span)
      else { return nil }
      id = meant
    }
    return known[id]?.keyword == .record ? .recordingStopped(id) : .playStopped(id)
  }

  /// The trigger's name is a field of the step's result besides the fields every result has.
  private func checkTriggerName(_ key: SyntaxScalar) {
    guard ["outcome", "reason", "waited"].contains(key.text) else {
      checkAuthorsOutcome(key, "a trigger")
      return
    }
    nodes.report(
      Diagnostic(
        .reservedName,
        "a trigger cannot be named `\(key.text)`",
        at: key.span,
        help: "the result of the step has a field of that name"
      )
    )
  }
}
