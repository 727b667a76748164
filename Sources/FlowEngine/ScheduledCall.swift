package import CEL
package import CallModel
package import FieldCoding

/// A call that is to begin later (SEMANTICS.md, rule 68).
package struct ScheduledCall: Hashable, Sendable {
  /// The id it will have: made of the call that asks for it and an ordinal of that, so that it is the
  /// same when that one is replayed.
  package let id: CallID
  /// The name of its flow; the version is the one that is current when it is due.
  package let flow: String
  /// The values of the flow's parameters; one that is left out has the parameter's own value.
  package let arguments: [String: CELValue]
  /// When it is to begin.
  package let due: Timestamp
  /// Whether a value it is given must not be shown.
  package let isSensitive: Bool
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes a call that is not begun.
  package init(
    id: CallID,
    flow: String,
    arguments: [String: CELValue],
    due: Timestamp,
    isSensitive: Bool = false
  ) {
    self.id = id
    self.flow = flow
    self.arguments = arguments
    self.due = due
    self.isSensitive = isSensitive
  }
}

extension ScheduledCall: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      id: fields(1, "id", \.id),
      flow: fields(2, "flow", \.flow),
      arguments: fields(3, "arguments", \.arguments),
      due: fields(4, "due", \.due),
      isSensitive: fields(560, "isSensitive", \.isSensitive, default: false)
    )
  }
}
