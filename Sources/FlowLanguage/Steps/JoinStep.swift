package import CallModel

/// Joins a call that others have; it has no caller.
package struct JoinStep: StepKind {
  package static let summary =
    "Joins a call that others have, in `callAutomation`; a Teams meeting cannot be joined."
  package static let phase = PhaseRequirement.placing

  /// What the id is of.
  package let kind: CallLocator.Kind
  /// The id.
  package let id: FieldValue<String>
  /// What of the call is sent to sockets.
  package let feeds: FeedFields

  package init(from fields: inout FieldReader) {
    var located = (kind: CallLocator.Kind.room, id: FieldValue<String>.literal(""))
    for kind in CallLocator.Kind.allCases {
      if let id = fields.optional(kind.rawValue, .locator, kind.documentation) {
        located = (kind, id)
      }
    }
    fields.exactlyOne(
      of: CallLocator.Kind.allCases.map(\.rawValue),
      help: meetingsAreNotJoined
    )
    (kind, id) = located
    feeds = FeedFields(from: &fields)
    fields.isRefused(in: .teamsPhone, "a `teamsPhone` flow takes and places calls, and joins none")
    fields.waits()
    fields.outcome(
      .done,
      "The flow is in the call.",
      OutcomeEffect(phase: .connected, company: [.alone, .together], feeds: feeds.setUp)
    )
    fields.outcome(
      .failed,
      "The call could not be joined; for the flow it is over.",
      OutcomeEffect(onward: .leaves, phase: .gone)
    )
  }
}

extension CallLocator.Kind {
  fileprivate var documentation: String {
    switch self {
    case .room: "The id of a room of the Communication Services resource."
    case .groupCall: "The id of a group call."
    case .serverCall: "The server call id of a call under way."
    }
  }
}
