import CallModel
import FieldCoding

/// The rounds of what is done now and then while a step waits.
struct Rounds: Hashable, Sendable {
  /// From the beginning, and from the end of a round, to the next.
  let every: Milliseconds
  /// What is played between rounds, again after each that cut it off.
  let music: [PlaySource]
  /// When the next round begins; nil while one runs.
  var next: Timestamp?
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// Counts from now on to the next round, where one ran.
  mutating func restart(at now: Timestamp) {
    if next == nil { next = now + every }
  }
}

extension Rounds: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      every: fields(1, "every", \.every),
      music: fields(2, "music", \.music),
      next: fields(3, "next", \.next)
    )
  }
}
