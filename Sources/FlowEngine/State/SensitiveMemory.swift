import CallModel
import FieldCoding

/// What a `sensitive` remembers.
struct SensitiveMemory: Hashable, Sendable {
  /// The pause of the recording; without an operation where none was needed.
  var pause: RecordMemory
  /// Whether its steps have begun.
  var isEntered = false
  /// Whether the recording is paused, if there was one.
  var isPaused = false
  /// The feeds that are stopped for it, in the order they were asked to be.
  var stops: [FeedStop] = []
  /// A feed that is stopped.
  struct FeedStop: Hashable, Sendable {
    /// What is stopped.
    let feed: Feed
    /// The operation that stops it; nil once it is done.
    var operation: Int?
    /// What a later version stored.
    var unknownFields = UnknownFields()
  }

  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension SensitiveMemory: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      pause: fields(1, "pause", \.pause),
      isEntered: fields(2, "isEntered", \.isEntered, default: false),
      isPaused: fields(320, "isPaused", \.isPaused, default: false),
      stops: fields(321, "stops", \.stops)
    )
  }
}

extension SensitiveMemory.FeedStop: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      feed: fields(1, "feed", \.feed),
      operation: fields(2, "operation") { $0.operation.map { StoredOrdinal($0) } }?.stored
    )
  }
}
