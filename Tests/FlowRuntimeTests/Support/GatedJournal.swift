import CallModel
import FlowRuntime
import Synchronization

/// A memory journal whose writes a test can hold up or let fail.
final class GatedJournal: Journal {
  private struct State {
    var isOpen = true
    var failure: JournalError?
    var loss: JournalError?
    var batches: [Int] = []
  }

  private let state = Mutex(State())
  private let memory = MemoryJournal()

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

  func write(_ advances: [CallAdvance]) async throws(JournalError) {
    state.withLock { $0.batches.append(advances.count) }
    await eventually { self.state.withLock { $0.isOpen } }
    if let failure = state.withLock({ $0.failure }) { throw failure }
    try await memory.write(advances)
  }

  func probe(byWriting: Bool) async throws(JournalError) {
    if let loss = state.withLock({ $0.loss }) { throw loss }
    if byWriting { try await write([]) }
  }

  func call(_ id: CallID) async throws(JournalError) -> StoredCall? {
    try await memory.call(id)
  }

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
    if let failure = state.withLock({ $0.failure }) { throw failure }
    try await memory.keep(flag)
  }

  func flags() async throws(JournalError) -> [StoredFlag] { try await memory.flags() }

  func outlines(limit: Int) async throws(JournalError) -> [CallOutline] {
    try await memory.outlines(limit: limit)
  }
}
