package import CallModel

/// The durable record of calls: what is written here survives a crash at any byte.
///
/// The journal stores bytes; what they mean is the host's business (`StoredForm`). One process
/// holds it; only the committer writes calls to it, and only the flag board flags.
package protocol Journal: Sendable {
  /// Writes all advances in one transaction, or none of them.
  func write(_ advances: [CallAdvance]) async throws(JournalError)

  /// Throws where nothing can be stored now; finding that out by writing changes nothing.
  func probe(byWriting: Bool) async throws(JournalError)

  /// What is stored of a call; nil for a call that never was.
  func call(_ id: CallID) async throws(JournalError) -> StoredCall?

  /// The call that a recording was of; nil for a recording nobody noted.
  func call(ofRecording id: RecordingID) async throws(JournalError) -> CallID?

  /// The calls that have something left to do, by id; a timer due by that time makes one unsettled.
  func openCalls(dueBy time: Timestamp) async throws(JournalError) -> [OpenCall]

  /// A call that is to begin later; nil where none of the id is.
  func scheduled(_ id: CallID) async throws(JournalError) -> ScheduledRow?

  /// The timers of all calls, also of those that are to begin later, in no order.
  func timers() async throws(JournalError) -> [StoredTimer]

  /// The sources of a version; nil once its last call has ended.
  func version(_ hash: VersionHash) async throws(JournalError) -> StoredVersion?

  /// What happened to a call, in order.
  func entries(of id: CallID) async throws(JournalError) -> [EntryRow]

  /// The calls that began last, the last one first, at most so many.
  func outlines(limit: Int) async throws(JournalError) -> [CallOutline]

  /// Keeps a flag, unless a newer change of it is kept already.
  func keep(_ flag: StoredFlag) async throws(JournalError)

  /// The flags that were ever given a value, in no order.
  func flags() async throws(JournalError) -> [StoredFlag]
}

extension Journal {
  /// Throws where an empty transaction fails.
  package func probe(byWriting: Bool) async throws(JournalError) {
    if byWriting { try await write([]) }
  }
}
