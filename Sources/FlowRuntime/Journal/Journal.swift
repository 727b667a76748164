package import CallModel

/// The durable record of calls: what is written here survives a crash at any byte.
///
/// The journal stores bytes; what they mean is the host's business (`StoredForm`). One process
/// holds it; only the committer writes calls to it, and only the flag board flags.
package protocol Journal: Sendable {
  /// Writes advances, in order, in one transaction, and returns why those that were left out could
  /// not be written, by their places.
  ///
  /// One that does not follow on what is stored of its call is left out alone; the others are
  /// written. Throws where nothing is written.
  func write(_ advances: [CallAdvance]) async throws(JournalError) -> [Int: JournalError]

  /// Throws where nothing can be stored now; finding that out by writing changes nothing.
  func probe(byWriting: Bool) async throws(JournalError)

  /// What there is under these ids; nothing for calls that never were.
  func find(_ ids: [CallID]) async throws(JournalError) -> [CallID: FoundCall]

  /// The call that a recording was of; nil for a recording nobody noted.
  func call(ofRecording id: RecordingID) async throws(JournalError) -> CallID?

  /// The calls that have something left to do, by id.
  func openCalls() async throws(JournalError) -> [OpenCall]

  /// When the calls that are to begin later are due, in no order.
  func scheduledCalls() async throws(JournalError) -> [Alarm]

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
    if byWriting { _ = try await write([]) }
  }

  /// What is stored of a call; nil for a call that never was, or has not begun.
  package func call(_ id: CallID) async throws(JournalError) -> StoredCall? {
    guard case .call(let call)? = try await find([id])[id] else { return nil }
    return call
  }
}

/// What a journal has under a call's id.
package enum FoundCall: Hashable, Sendable {
  /// A call that has begun.
  case call(StoredCall)
  /// One that is to begin later.
  case scheduled(ScheduledRow)
}
