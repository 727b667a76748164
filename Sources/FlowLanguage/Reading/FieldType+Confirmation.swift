import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == Confirmation {
  /// What whoever answers is asked: a prompt alone, or with its key and its time.
  package static var confirmation: Self {
    Self(
      shape: .either([.list(.prompt), .record(confirmationFields)]),
      placeholder: Confirmation(prompts: [], key: standardKey, timeout: standardTimeout)
    ) { node, values in
      values.confirmation(node)
    }
  }
}

private let standardKey = Tone.one
private let standardTimeout = FieldValue.literal(Milliseconds.seconds(8))

private let confirmationFields: [FieldShape] = [
  .inside("prompt", .list(.prompt), "What they alone hear.", isRequired: true),
  .inside("press", .text(pattern: nil), "The key that confirms; 1 if left out."),
  .inside("timeout", .duration, "How long they may be silent, 1s to 5m; 8s if left out."),
]

extension ValueReader {
  fileprivate func confirmation(_ written: SyntaxNode) -> Confirmation? {
    if let word = written.scalar?.text, ["true", "yes"].contains(word) {
      nodes.reportWrongShape(
        written,
        "what is said to who answers",
        help: "write `confirm: Press 1 to take the call.`"
      )
      return nil
    }
    guard let entries = written.entries,
      !entries.contains(where: { promptKeys.contains($0.key.text) })
    else {
      return FieldType<[PromptReference]>.prompts.read(written, with: self).map {
        Confirmation(prompts: $0, key: standardKey, timeout: standardTimeout)
      }
    }
    let known = confirmationFields.map(\.name)
    let (node, hasStranger) = nodes.asMeant(written, entries, in: "`confirm`", known: known)
    // A key that it does not have may be the one that seems to be missing.
    if node["prompt"] == nil, !hasStranger, nodes.isComplete {
      nodes.report(
        Diagnostic(
          .missingField,
          "`confirm` needs `prompt`",
          at: node.headSpan,
          help: "write `{ prompt: Press 1 to take the call., press: 1 }`"
        )
      )
    }
    let time = FieldType.duration(.seconds(1)...longestSilence)
    return Confirmation(
      prompts: node["prompt"].flatMap {
        FieldType<[PromptReference]>.prompts.read($0, with: self)
      } ?? [],
      key: node["press"].flatMap(confirmingKey) ?? standardKey,
      timeout: node["timeout"].flatMap { time.read($0, with: self) } ?? standardTimeout
    )
  }

  private var longestSilence: Milliseconds {
    .seconds(ServiceLimits.toneSilenceSeconds.upperBound)
  }

  private func confirmingKey(_ node: SyntaxNode) -> Tone? {
    let keys = nodes.tones(node)
    if keys.count > 1 {
      nodes.reportMalformed(
        at: node.span,
        "one key confirms, and these are \(keys.count)",
        help: "write `press: \(keys[0].character)`"
      )
    }
    return keys.first
  }
}
