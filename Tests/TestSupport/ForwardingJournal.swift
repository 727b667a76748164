package import CallModel
package import FlowRuntime

/// A journal that does as another one does, but for what a test changes.
package protocol ForwardingJournal: Journal {
  /// The other one.
  var journal: MemoryJournal { get }
}

extension ForwardingJournal {
  package func write(
    _ advances: [CallAdvance]
  ) async throws(JournalError) -> [Int: JournalError] { try await journal.write(advances) }

  package func find(_ ids: [CallID]) async throws(JournalError) -> [CallID: FoundCall] {
    try await journal.find(ids)
  }

  package func call(ofRecording id: RecordingID) async throws(JournalError) -> CallID? {
    try await journal.call(ofRecording: id)
  }

  package func openCalls() async throws(JournalError) -> [OpenCall] {
    try await journal.openCalls()
  }

  package func scheduledCalls() async throws(JournalError) -> [Alarm] {
    try await journal.scheduledCalls()
  }

  package func version(_ hash: VersionHash) async throws(JournalError) -> StoredVersion? {
    try await journal.version(hash)
  }

  package func entries(of id: CallID) async throws(JournalError) -> [EntryRow] {
    try await journal.entries(of: id)
  }

  package func outlines(limit: Int) async throws(JournalError) -> [CallOutline] {
    try await journal.outlines(limit: limit)
  }

  package func keep(_ flag: StoredFlag) async throws(JournalError) {
    try await journal.keep(flag)
  }

  package func flags() async throws(JournalError) -> [StoredFlag] { try await journal.flags() }
}
