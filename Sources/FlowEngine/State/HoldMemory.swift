import CallModel
import FieldCoding

/// What `hold` and `unhold` remember.
struct HoldMemory: Hashable, Sendable {
  let operation: Int
  /// Who is put on hold or taken off it.
  let party: Identifier
  /// Whether the party is to be on hold.
  let isOnHold: Bool
  /// Until when a failure is awaited; nil before the service has taken the request.
  var due: Timestamp?
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension HoldMemory: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      operation: fields(1, "operation") { StoredOrdinal($0.operation) }.stored,
      party: fields(2, "party", \.party),
      isOnHold: fields(3, "isOnHold", \.isOnHold),
      due: fields(4, "due", \.due)
    )
  }
}
