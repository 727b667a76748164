internal import Synchronization

/// How far a server is in its life.
final class Health: Sendable {
  /// The stations, only forwards.
  enum Station: String, Sendable {
    /// Calls of before are being settled.
    case recovering
    /// All is well.
    case ready
    /// It stops: what it has is dealt with, nothing more is taken.
    case draining
  }

  private let current = Mutex(Station.recovering)

  /// Where it is now.
  var station: Station { current.withLock { $0 } }

  /// Notes that calls of before are settled.
  func recovered() {
    current.withLock { if $0 == .recovering { $0 = .ready } }
  }

  /// Notes that it stops.
  func drain() {
    current.withLock { $0 = .draining }
  }
}
