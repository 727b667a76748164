internal import Synchronization

/// The leases of the partitions that a host has taken; none before it has taken stock.
final class HeldLeases: Sendable {
  private let leases: Mutex<Leases>

  /// Holds these leases.
  init(_ leases: Leases = Leases()) {
    self.leases = Mutex(leases)
  }

  /// All of them.
  var all: Leases { leases.withLock { $0 } }

  /// Holds these from here on, and no others.
  func hold(_ leases: Leases) { self.leases.withLock { $0 = leases } }
}
