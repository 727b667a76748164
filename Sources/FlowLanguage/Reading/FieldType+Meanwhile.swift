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
  fileprivate func meanwhile(_ written: SyntaxNode) -> Meanwhile? {
    let known = meanwhileFields.map(\.name)
    guard let entries = nodes.entries(written, "`{ every: …, do: … }`") else { return nil }
    let (node, hasStranger) = nodes.asMeant(written, entries, in: "`meanwhile`", known: known)
    for name in known where node[name] == nil && !hasStranger && nodes.isComplete {
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
