import CallModel

/// What is played without the flow waiting for it, and when we last cut media off
/// (SEMANTICS.md, rule 24).
struct MediaState: Hashable, Sendable, Codable {
  /// The background plays that are not over, in the order they began.
  var background: [BackgroundPlay] = []
  /// When all media was last cancelled by us, or nil.
  var cancelledAt: Timestamp?
}

/// A play that the flow does not wait for, or music of a waiting step.
struct BackgroundPlay: Hashable, Sendable, Codable {
  /// The operation that plays it.
  let ordinal: Int
  /// Who hears it; empty for everyone.
  let to: [Identifier]
  /// Whether it is repeated until it is cancelled.
  let loop: Bool
  /// When it is over by our estimate; for one that is not repeated.
  let end: Timestamp
}
