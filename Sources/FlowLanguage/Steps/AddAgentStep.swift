import CallModel

/// Rings agents and brings one into the call.
package struct AddAgentStep: StepKind {
  package static let summary = "Rings one or more agents and brings one into the call."
  package static let phase = PhaseRequirement.connected

  /// Whom to ring, how, and for how long.
  package let invitation: Invitation

  package init(from fields: inout FieldReader) {
    invitation = Invitation(from: &fields, action: .addAgent)
  }
}
