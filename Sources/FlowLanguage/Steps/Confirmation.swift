package import CallModel
import Diagnostics
import FlowSyntax

/// What whoever answers is asked to press before they count, so that a mailbox takes no call
/// (SEMANTICS.md, rule 60).
package struct Confirmation: Sendable {
  /// What they alone hear.
  package let prompts: [PromptReference]
  /// The key that confirms.
  package let key: Tone
  /// How long they may be silent after the prompt.
  package let timeout: FieldValue<Milliseconds>
}

extension FieldReader {
  /// Reads what whoever answers is asked; until they have confirmed both sides hear each other.
  mutating func confirmation() -> Confirmation? {
    let confirmation = optional(
      "confirm",
      .confirmation,
      "What whoever answers has to press a key for; who does not is taken out of the call again."
    )
    guard let confirmation else { return nil }
    says(confirmation.prompts)
    if let key = key("confirm") {
      nodes.report(
        Diagnostic(
          .confirmIsHeard,
          .hint,
          "the caller hears whoever answers until they have confirmed, a mailbox's greeting too",
          at: key.span,
          help: "say the prompt in few words, and keep `timeout` short"
        )
      )
    }
    return confirmation
  }
}
