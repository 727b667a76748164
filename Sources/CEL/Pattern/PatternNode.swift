/// A part of a regular expression.
indirect enum PatternNode: Sendable {
  case empty
  case set(ScalarSet)
  case anchor(PatternAnchor)
  case sequence([PatternNode])
  case choice([PatternNode])
  /// The part, at least and at most that often; no most for any count.
  case repeated(PatternNode, least: Int, most: Int?)
}

/// A condition on a place between scalars.
enum PatternAnchor: Hashable, Sendable {
  case textStart
  case textEnd
  case lineStart
  case lineEnd
  case wordBoundary
  case noWordBoundary
}

/// Why a regular expression cannot be used.
struct PatternError: Error, Hashable {
  let message: String

  init(_ message: String) {
    self.message = message
  }
}
