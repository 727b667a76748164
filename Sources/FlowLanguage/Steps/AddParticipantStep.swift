import CallModel

/// Rings anyone and brings them into the call.
package struct AddParticipantStep: StepKind {
  package static let summary = "Rings a number or another party and brings them into the call."
  package static let phase = PhaseRequirement.connected

  /// Whom to ring, how, and for how long.
  package let invitation: Invitation

  package init(from fields: inout FieldReader) {
    invitation = Invitation(from: &fields, action: .addParticipant)
  }
}
