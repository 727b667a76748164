internal import CallModel

/// The calls that are not settled yet after a start: nothing of them is dispatched meanwhile.
final class RecoverySet: Sendable {
  private let calls = Guarded<Set<CallID>>([])

  /// Adds calls.
  func insert(_ ids: some Sequence<CallID>) {
    calls.withLock { $0.formUnion(ids) }
  }

  /// How many are still to be settled.
  var count: Int { calls.withLock { $0.count } }

  /// Whether a call is still to be settled.
  func contains(_ id: CallID) -> Bool {
    calls.withLock { $0.contains(id) }
  }

  /// Notes that a call is settled.
  func remove(_ id: CallID) {
    _ = calls.withLock { $0.remove(id) }
  }
}
