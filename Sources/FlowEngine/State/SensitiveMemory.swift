import FieldCoding

/// What a `sensitive` remembers.
struct SensitiveMemory: Hashable, Sendable {
  /// The pause of the recording; without an operation where none was needed.
  var pause: RecordMemory
  /// Whether its steps have begun.
  var isEntered = false
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension SensitiveMemory: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      pause: fields(1, "pause", \.pause),
      isEntered: fields(2, "isEntered", \.isEntered, default: false)
    )
  }
}
