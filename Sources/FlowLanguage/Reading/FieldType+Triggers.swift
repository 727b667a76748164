import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == [WaitStep.Trigger] {
  /// What a wait waits for, by name.
  package static var triggers: Self {
    Self(shape: .mapping(.record(triggerFields)), placeholder: []) { node, values in
      guard let entries = values.nodes.entries(node, "triggers by name") else { return nil }
      if entries.isEmpty { values.nodes.reportWrongShape(node, "triggers by name") }
      return entries.compactMap { values.trigger($0) }
    }
  }
}

/// What a trigger can say.
private let triggerFields: [FieldShape] = [
  FieldShape(
    name: "left",
    place: .inside,
    isRequired: false,
    value: .party,
    documentation: "The party whose leaving makes it true."
  ),
  FieldShape(
    name: "press",
    place: .inside,
    isRequired: false,
    value: .text(pattern: nil),
    documentation: "The keys that make it true."
  ),
  FieldShape(
    name: "from",
    place: .inside,
    isRequired: false,
    value: .party,
    documentation: "Whose keys count; the caller's if left out."
  ),
]

extension ValueReader {
  fileprivate func trigger(_ entry: SyntaxEntry) -> WaitStep.Trigger? {
    checkTriggerName(entry.key)
    guard let fields = nodes.entries(entry.value, "`{ left: … }` or `{ press: … }`") else {
      return nil
    }
    for field in fields where !["left", "press", "from"].contains(field.key.text) {
      nodes.reportUnknownKey(
        field.key,
        in: "the trigger `\(entry.key.text)`",
        known: ["left", "press", "from"]
      )
    }
    switch (entry.value["left"], entry.value["press"]) {
    case (let left?, nil):
      if let from = fields.first(where: { $0.key.text == "from" })?.key {
        nodes.reportUnused(from, "it says whose keys `press` waits for")
      }
      return party(left, for: .reach).map {
        WaitStep.Trigger(name: entry.key.text, span: entry.key.span, condition: .left($0))
      }
    case (nil, let press?):
      let from = entry.value["from"].flatMap { party($0, for: .reach) } ?? .literal(.caller)
      return WaitStep.Trigger(
        name: entry.key.text,
        span: entry.key.span,
        condition: .press(nodes.tones(press), from: from)
      )
    case (nil, nil) where !nodes.isComplete: return nil
    case (nil, nil), (_?, _?):
      nodes.report(
        Diagnostic(
          .exclusiveFields,
          "the trigger `\(entry.key.text)` needs one of `left` and `press`",
          at: entry.key.span,
          help: "several triggers each have a name of their own"
        )
      )
      return nil
    }
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
