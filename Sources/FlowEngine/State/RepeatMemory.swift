import FieldCoding

/// What a `repeat` remembers.
struct RepeatMemory: Hashable, Sendable {
  /// How many rounds there are at most.
  let times: Int
  /// The round that runs, from 1.
  var round = 1
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension RepeatMemory: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      times: fields(1, "times", \.times),
      round: fields(2, "round", \.round, default: 1)
    )
  }
}
