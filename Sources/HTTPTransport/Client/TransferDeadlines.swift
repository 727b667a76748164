/// When to look for transfers whose time is over.
///
/// It keeps only a moment before which none can be over, so that a transfer that ends in time costs nothing. Looking
/// goes through all transfers, which happens about once per time-out and never more often than `shortestPause`.
struct TransferDeadlines {
  /// When to look next, nil while there is nothing to look for.
  private(set) var nextLook: ContinuousClock.Instant?

  mutating func add(_ deadline: ContinuousClock.Instant) {
    nextLook = min(nextLook ?? deadline, deadline)
  }

  func isDue(at now: ContinuousClock.Instant) -> Bool {
    nextLook.map { $0 <= now } ?? false
  }

  /// Notes what is left after a look.
  mutating func look(
    at now: ContinuousClock.Instant,
    among deadlines: some Sequence<ContinuousClock.Instant>
  ) {
    nextLook = deadlines.min().map { max($0, now.advanced(by: shortestPause)) }
  }
}

/// The shortest time between two looks: a transfer may end that much after its deadline.
private let shortestPause: Duration = .milliseconds(5)
