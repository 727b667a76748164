internal import CallModel

extension Milliseconds {
  /// A length of time, in whole milliseconds.
  init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self.init(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
  }
}
