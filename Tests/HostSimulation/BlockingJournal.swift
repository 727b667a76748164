internal import CallModel
internal import Dispatch
internal import FlowRuntime
internal import Synchronization

/// A journal that works on threads of its own, waited for on the thread of the world: while it works,
/// nothing else happens there and no time passes.
///
/// A world on such a journal must not run on a thread of Swift's own pool, which the journal needs.
struct BlockingJournal: Journal {
  let journal: any Journal

  func claim(_ partitions: Set<Partition>) async throws(JournalError) -> Leases {
    try wait(for: { () async throws(JournalError) in try await journal.claim(partitions) })
  }

  func renew(_ leases: Leases) async throws(JournalError) {
    try wait(for: { () async throws(JournalError) in try await journal.renew(leases) })
  }

  func release(_ leases: Leases) async { await journal.release(leases) }

  func write(
    _ advances: [CallAdvance],
    under leases: Leases
  ) async throws(JournalError) -> [Int: JournalError] {
    try wait(for: { () async throws(JournalError) in
      try await journal.write(advances, under: leases)
    })
  }

  func probe() async throws(JournalError) {
    try wait(for: { () async throws(JournalError) in try await journal.probe() })
  }

  func find(_ ids: [CallID]) async throws(JournalError) -> [CallID: FoundCall] {
    try wait(for: { () async throws(JournalError) in try await journal.find(ids) })
  }

  func call(ofRecording id: RecordingID) async throws(JournalError) -> CallID? {
    try wait(for: { () async throws(JournalError) in try await journal.call(ofRecording: id) })
  }

  func openCalls(
    in partitions: Set<Partition>
  ) async throws(JournalError) -> [OpenCall] {
    try wait(for: { () async throws(JournalError) in try await journal.openCalls(in: partitions) })
  }

  func scheduledCalls(
    in partitions: Set<Partition>
  ) async throws(JournalError) -> [Alarm] {
    try wait(for: { () async throws(JournalError) in
      try await journal.scheduledCalls(in: partitions)
    })
  }

  func version(_ hash: VersionHash) async throws(JournalError) -> StoredVersion? {
    try wait(for: { () async throws(JournalError) in try await journal.version(hash) })
  }

  func entries(of id: CallID) async throws(JournalError) -> [EntryRow] {
    try wait(for: { () async throws(JournalError) in try await journal.entries(of: id) })
  }

  func outlines(
    versionPrefix prefix: String,
    limit: Int
  ) async throws(JournalError) -> [CallOutline] {
    try wait(for: { () async throws(JournalError) in
      try await journal.outlines(versionPrefix: prefix, limit: limit)
    })
  }

  func outlines(
    digestPrefix prefix: String,
    limit: Int
  ) async throws(JournalError) -> [CallOutline] {
    try wait(for: { () async throws(JournalError) in
      try await journal.outlines(digestPrefix: prefix, limit: limit)
    })
  }

  func keep(_ flag: StoredFlag) async throws(JournalError) {
    try wait(for: { () async throws(JournalError) in try await journal.keep(flag) })
  }

  func flags() async throws(JournalError) -> [StoredFlag] {
    try wait(for: { () async throws(JournalError) in try await journal.flags() })
  }

  private func wait<Value: Sendable>(
    for work: @escaping @Sendable () async throws(JournalError) -> Value
  ) throws(JournalError) -> Value {
    let result = Mutex<Result<Value, JournalError>?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    Task.detached {
      do throws(JournalError) {
        let value = try await work()
        result.withLock { $0 = .success(value) }
      } catch {
        result.withLock { $0 = .failure(error) }
      }
      isDone.signal()
    }
    isDone.wait()
    guard let result = result.withLock({ $0 }) else { throw .closed }
    return try result.get()
  }
}
