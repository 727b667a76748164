import CallModel
import FlowRuntime
import Synchronization
import TestSupport

/// A memory journal whose writes a test can hold up or let fail.
final class GatedJournal: ForwardingJournal {
  private struct State {
    var isOpen = true
    var failure: JournalError?
    var loss: JournalError?
    var batches: [Int] = []
  }

  let journal = MemoryJournal()
  private let state = Mutex(State())

  /// Holds writes up.
  func close() { state.withLock { $0.isOpen = false } }
  /// Lets writes go on.
  func open() { state.withLock { $0.isOpen = true } }
  /// Lets writes fail, or not any more.
  func fail(with failure: JournalError?) { state.withLock { $0.failure = failure } }
  /// Is lost, which only looking shows.
  func lose(_ loss: JournalError) { state.withLock { $0.loss = loss } }
  /// How many advances each transaction had, failed ones included.
  var batches: [Int] { state.withLock { $0.batches } }

  func write(
    _ advances: [CallAdvance],
    under leases: Leases
  ) async throws(JournalError) -> [Int: JournalError] {
    state.withLock { $0.batches.append(advances.count) }
    await eventually { self.state.withLock { $0.isOpen } }
    if let failure = state.withLock({ $0.failure }) { throw failure }
    return try await journal.write(advances, under: leases)
  }

  func renew(_ leases: Leases) async throws(JournalError) {
    if let loss = state.withLock({ $0.loss }) { throw loss }
    try await journal.renew(leases)
  }

  func probe() async throws(JournalError) {
    if let loss = state.withLock({ $0.loss }) { throw loss }
    _ = try await write([], under: Leases())
  }

  func keep(_ flag: StoredFlag) async throws(JournalError) {
    if let failure = state.withLock({ $0.failure }) { throw failure }
    try await journal.keep(flag)
  }
}
