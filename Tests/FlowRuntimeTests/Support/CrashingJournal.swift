import CallModel
import FlowRuntime
import Synchronization

/// A journal that takes so many transactions and then none any more, as if the process had died.
final class CrashingJournal: Journal {
  private let memory = MemoryJournal()
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
  var remains: MemoryJournal { MemoryJournal(copying: memory) }

  func write(_ advances: [CallAdvance]) async throws(JournalError) {
    let isTaken = left.withLock { left in
      left = max(-1, left - 1)
      return left >= 0
    }
    guard isTaken else { throw .closed }
    try await memory.write(advances)
  }

  func call(_ id: CallID) async throws(JournalError) -> StoredCall? { try await memory.call(id) }

  func call(ofRecording id: RecordingID) async throws(JournalError) -> CallID? {
    try await memory.call(ofRecording: id)
  }

  func openCalls(dueBy time: Timestamp) async throws(JournalError) -> [OpenCall] {
    try await memory.openCalls(dueBy: time)
  }

  func timers() async throws(JournalError) -> [StoredTimer] { try await memory.timers() }

  func scheduled(_ id: CallID) async throws(JournalError) -> ScheduledRow? {
    try await memory.scheduled(id)
  }

  func version(_ hash: VersionHash) async throws(JournalError) -> StoredVersion? {
    try await memory.version(hash)
  }

  func entries(of id: CallID) async throws(JournalError) -> [EntryRow] {
    try await memory.entries(of: id)
  }

  func keep(_ flag: StoredFlag) async throws(JournalError) {
    let isTaken = left.withLock { left in
      left = max(-1, left - 1)
      return left >= 0
    }
    guard isTaken else { throw .closed }
    try await memory.keep(flag)
  }

  func flags() async throws(JournalError) -> [StoredFlag] { try await memory.flags() }

  func outlines(limit: Int) async throws(JournalError) -> [CallOutline] {
    try await memory.outlines(limit: limit)
  }
}
