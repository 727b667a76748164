import CEL
package import CallModel
import Diagnostics

/// Has another flow begin a call later.
package struct ScheduleStep: StepKind {
  package static let summary = "Has a flow that places calls begin one later, and goes on at once."
  package static let phase = PhaseRequirement.any

  /// How far ahead a call may be scheduled (SEMANTICS.md, rule 68).
  package static let longest = Milliseconds(30 * 86_400_000)

  /// When the call begins.
  package enum Due: Sendable {
    /// So long from now.
    case after(FieldValue<Milliseconds>)
    /// At a point in time; one that is past is now.
    case at(ValueTemplate)
  }

  /// The flow, with the values of its parameters.
  package let call: FlowCall
  /// When it begins.
  package let due: Due

  package init(from fields: inout FieldReader) {
    call = fields.begunFlow(
      "The flow: one that begins with `dial` or `join`.",
      with: "The values of its parameters, by name."
    )
    let after = fields.optional(
      "after",
      .duration(.seconds(0)...Self.longest),
      "How long from now, at most 30 days."
    )
    let time = fields.optional(
      "at",
      .timestamp,
      "When, at most 30 days ahead: `2026-12-01T09:30:00Z`, or an expression; what is past is now."
    )
    fields.exactlyOne(of: ["after", "at"])
    due = time.map(Due.at) ?? .after(after ?? .literal(.seconds(0)))

    fields.reads(as: "schedules", "scheduling", .field("flow"))
    fields.outcome(.done, "The call will be begun.")
    fields.outcome(
      .failed,
      "It is more than 30 days ahead, a value could not be computed, or the call has had 32 others begin.",
      OutcomeEffect(unhandled: isComputed ? .warned : .accepted)
    )
    fields.output(
      "call",
      .string,
      [.done],
      "The id that the call will have; with it, it can be taken back."
    )
  }

  /// Whether when it begins is known only when the step runs.
  private var isComputed: Bool {
    switch due {
    case .after(let value): !value.isLiteral
    case .at: true
    }
  }
}
