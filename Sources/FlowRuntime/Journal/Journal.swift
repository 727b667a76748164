package import CallModel

/// The durable record of calls: what is written here survives a crash at any byte.
///
/// The journal stores bytes; what they mean is the host's business (`StoredForm`). A call belongs to
/// one of 256 partitions, and is advanced by whoever claimed its partition last: everything that others
/// write to it is refused. Only the committer writes calls, and only the flag board flags.
package protocol Journal: Sendable {
  /// Takes partitions over from whoever had them: what is written under a lease of before is refused
  /// from here on.
  func claim(_ partitions: Set<Partition>) async throws(JournalError) -> Leases

  /// Throws where these leases do not hold any more, or the journal is lost; costs next to nothing.
  func renew(_ leases: Leases) async throws(JournalError)

  /// Gives partitions back; a lease that does not hold any more is left as it is.
  func release(_ leases: Leases) async

  /// Writes advances, in order, in one transaction, and returns why those that were left out could
  /// not be written, by their places.
  ///
  /// One that does not follow on what is stored of its call is left out alone; the others are
  /// written. Throws where nothing is written, as where a call's partition is not held under these
  /// leases.
  func write(
    _ advances: [CallAdvance],
    under leases: Leases
  ) async throws(JournalError) -> [Int: JournalError]

  /// Throws where nothing can be stored now; finding that out changes nothing.
  func probe() async throws(JournalError)

  /// What there is under these ids; nothing for calls that never were.
  func find(_ ids: [CallID]) async throws(JournalError) -> [CallID: FoundCall]

  /// The call that a recording was of; nil for a recording nobody noted.
  func call(ofRecording id: RecordingID) async throws(JournalError) -> CallID?

  /// The calls of these partitions that have something left to do, by id.
  func openCalls(in partitions: Set<Partition>) async throws(JournalError) -> [OpenCall]

  /// When the calls of these partitions that are to begin later are due, in no order.
  func scheduledCalls(in partitions: Set<Partition>) async throws(JournalError) -> [Alarm]

  /// The sources of a version; nil once its last call has ended.
  func version(_ hash: VersionHash) async throws(JournalError) -> StoredVersion?

  /// What happened to a call, in order.
  func entries(of id: CallID) async throws(JournalError) -> [EntryRow]

  /// The calls whose flows' versions begin so, those that began last first, at most so many.
  func outlines(
    versionPrefix prefix: String,
    limit: Int
  ) async throws(JournalError) -> [CallOutline]

  /// The calls whose digests begin so, those that began last first, at most so many; all are looked at.
  func outlines(
    digestPrefix prefix: String,
    limit: Int
  ) async throws(JournalError) -> [CallOutline]

  /// Keeps a flag, unless a newer change of it is kept already.
  func keep(_ flag: StoredFlag) async throws(JournalError)

  /// The flags that were ever given a value, in no order.
  func flags() async throws(JournalError) -> [StoredFlag]
}

extension Journal {
  /// Throws where an empty transaction fails.
  package func probe() async throws(JournalError) { _ = try await write([], under: Leases()) }
  /// The calls that began last, the last one first, at most so many.
  package func outlines(limit: Int) async throws(JournalError) -> [CallOutline] {
    try await outlines(versionPrefix: "", limit: limit)
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
