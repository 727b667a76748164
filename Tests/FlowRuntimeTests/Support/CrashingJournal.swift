import CallModel
import FlowRuntime
import Synchronization
import TestSupport

/// A journal that takes so many transactions and then none any more, as if the process had died.
final class CrashingJournal: ForwardingJournal {
  let journal = MemoryJournal()
  private let left: Mutex<Int>

  /// Makes a journal.
  ///
  /// - Parameter transactions: How many it takes.
  init(after transactions: Int) { left = Mutex(transactions) }

  /// Whether a transaction was refused.
  var hasCrashed: Bool { left.withLock { $0 < 0 } }

  /// How many transactions were left.
  var transactionsLeft: Int { left.withLock { $0 } }

  /// What the crash left.
  var remains: MemoryJournal { MemoryJournal(copying: journal) }

  func write(
    _ advances: [CallAdvance],
    under leases: Leases
  ) async throws(JournalError) -> [Int: JournalError] {
    guard isTaken() else { throw .closed }
    return try await journal.write(advances, under: leases)
  }

  func keep(_ flag: StoredFlag) async throws(JournalError) {
    guard isTaken() else { throw .closed }
    try await journal.keep(flag)
  }

  private func isTaken() -> Bool {
    left.withLock { left in
      left = max(-1, left - 1)
      return left >= 0
    }
  }
}
