import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == Meanwhile {
  /// Steps that are done now and then while a step waits.
  package static var meanwhile: Self {
    Self(
      holdingSteps: .record(meanwhileFields),
      placeholder: Meanwhile(
        every: .literal(.seconds(1)),
        body: FieldType<StepList>.steps("do").placeholder
      ),
      readSteps: { node, steps in steps.meanwhile(node) }
    )
  }
}

private var every: FieldType<FieldValue<Milliseconds>> {
  .duration(.seconds(1)...(.seconds(86_400)))
}

private let meanwhileFields: [FieldShape] = [
  .inside(
    "every",
    .duration,
    "How long after the wait began, and after each round, the next round begins.",
    isRequired: true
  ),
  .inside(
    "do",
    .steps,
    "What is done in a round: `play`, `http`, `set`, `if` and `log`.",
    isRequired: true
  ),
]

extension StepReader {
  fileprivate func meanwhile(_ node: SyntaxNode) -> Meanwhile? {
    let known = meanwhileFields.map(\.name)
    guard let entries = nodes.entries(node, "`{ every: …, do: … }`") else { return nil }
    for entry in entries where !known.contains(entry.key.text) {
      nodes.reportUnknownKey(entry.key, in: "`meanwhile`", known: known)
    }
    for name in known where node[name] == nil && nodes.isComplete {
      nodes.report(
        Diagnostic(
          .missingField,
          "`meanwhile` needs `\(name)`",
          at: node.headSpan,
          help: "write `{ every: 45s, do: [ … ] }`"
        )
      )
    }
    let length = node["every"].flatMap { every.read($0, with: self) }
    guard let body = node["do"].flatMap({ FieldType.steps("meanwhile").read($0, with: self) })
    else { return nil }
    return Meanwhile(every: length ?? every.placeholder, body: body)
  }
}
