import CallModel
import FieldCoding

/// What a `sendTones` remembers.
struct SendTonesMemory: Hashable, Sendable {
  /// Who hears the tones.
  let party: Identifier
  /// The tones that were not asked for yet.
  var rest: [Tone]
  /// The request for those before.
  var operation: Int
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension SendTonesMemory: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      party: fields(1, "party", \.party),
      rest: fields(2, "rest", \.rest),
      operation: fields(3, "operation") { StoredOrdinal($0.operation) }.stored
    )
  }
}
