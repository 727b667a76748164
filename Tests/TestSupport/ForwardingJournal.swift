package import CallModel
package import FlowRuntime

/// A journal that does as another one does, but for what a test changes.
package protocol ForwardingJournal: Journal {
  /// The other one.
  var journal: MemoryJournal { get }
}

extension ForwardingJournal {
  package func claim(_ partitions: Set<Partition>) async throws(JournalError) -> Leases {
    try await journal.claim(partitions)
  }

  package func renew(_ leases: Leases) async throws(JournalError) {
    try await journal.renew(leases)
  }

  package func release(_ leases: Leases) async { await journal.release(leases) }

  package func write(
    _ advances: [CallAdvance],
    under leases: Leases
  ) async throws(JournalError) -> [Int: JournalError] {
    try await journal.write(advances, under: leases)
  }

  package func find(_ ids: [CallID]) async throws(JournalError) -> [CallID: FoundCall] {
    try await journal.find(ids)
  }

  package func call(ofRecording id: RecordingID) async throws(JournalError) -> CallID? {
    try await journal.call(ofRecording: id)
  }

  package func openCalls(
    in partitions: Set<Partition>
  ) async throws(JournalError) -> [OpenCall] { try await journal.openCalls(in: partitions) }

  package func scheduledCalls(
    in partitions: Set<Partition>
  ) async throws(JournalError) -> [Alarm] { try await journal.scheduledCalls(in: partitions) }

  package func version(_ hash: VersionHash) async throws(JournalError) -> StoredVersion? {
    try await journal.version(hash)
  }

  package func entries(of id: CallID) async throws(JournalError) -> [EntryRow] {
    try await journal.entries(of: id)
  }

  package func outlines(
    versionPrefix prefix: String,
    limit: Int
  ) async throws(JournalError) -> [CallOutline] {
    try await journal.outlines(versionPrefix: prefix, limit: limit)
  }

  package func outlines(
    digestPrefix prefix: String,
    limit: Int
  ) async throws(JournalError) -> [CallOutline] {
    try await journal.outlines(digestPrefix: prefix, limit: limit)
  }

  package func keep(_ flag: StoredFlag) async throws(JournalError) {
    try await journal.keep(flag)
  }

  package func flags() async throws(JournalError) -> [StoredFlag] { try await journal.flags() }
}

extension Journal {
  /// Writes advances as who takes all partitions over for it.
  package func write(_ advances: [CallAdvance]) async throws(JournalError) -> [Int: JournalError] {
    try await write(advances, under: claim(Partition.all))
  }

  /// All calls that have something left to do.
  package func openCalls() async throws(JournalError) -> [OpenCall] {
    try await openCalls(in: Partition.all)
  }

  /// When all calls that are to begin later are due.
  package func scheduledCalls() async throws(JournalError) -> [Alarm] {
    try await scheduledCalls(in: Partition.all)
  }
}
