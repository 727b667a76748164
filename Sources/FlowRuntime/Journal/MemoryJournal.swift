package import CallModel
internal import Cryptography
internal import FlowEngine
internal import Foundation
internal import Synchronization

/// A journal that lasts as long as the process: for tests and for trying things out.
package final class MemoryJournal: Journal {
  private let content: Mutex<Content>

  /// Makes an empty journal.
  package init() {
    content = Mutex(Content())
  }

  /// Makes a journal with what the other one holds now, as a crash would leave it.
  package init(copying other: MemoryJournal) {
    content = Mutex(other.content.withLock { $0 })
  }

  /// Takes partitions over from whoever had them.
  package func claim(_ partitions: Set<Partition>) async throws(JournalError) -> Leases {
    content.withLock { $0.leases.claim(partitions) }
  }

  /// Throws where these leases do not hold any more.
  package func renew(_ leases: Leases) async throws(JournalError) {
    try content.withLock { content throws(JournalError) in try content.leases.check(leases) }
  }

  /// Gives partitions back.
  package func release(_ leases: Leases) async {
    content.withLock { $0.leases.release(leases) }
  }

  /// Writes advances in one transaction, but for those that do not follow on what is stored.
  package func write(
    _ advances: [CallAdvance],
    under leases: Leases
  ) async throws(JournalError) -> [Int: JournalError] {
    try content.withLock { content throws(JournalError) in
      try content.leases.check(leases, for: advances)
      var rejected: [Int: JournalError] = [:]
      for (place, advance) in advances.enumerated() {
        do throws(JournalError) {
          try content.apply(advance)
        } catch {
          rejected[place] = error
        }
      }
      return rejected
    }
  }

  /// What there is under these ids; nothing for calls that never were.
  package func find(_ ids: [CallID]) async throws(JournalError) -> [CallID: FoundCall] {
    content.withLock { content in
      var found: [CallID: FoundCall] = [:]
      for id in ids { found[id] = content.find(id) }
      return found
    }
  }

  /// The call that a recording was of; nil for a recording nobody noted.
  package func call(ofRecording id: RecordingID) async throws(JournalError) -> CallID? {
    content.withLock { $0.recordings[id] }
  }

  /// The calls of these partitions that have something left to do, by id.
  package func openCalls(
    in partitions: Set<Partition>
  ) async throws(JournalError) -> [OpenCall] {
    let marks = content.withLock { $0.calls.values.filter(\.isOpen).map(\.mark) }
    return marks.filter { partitions.contain($0.id) }.sorted { $0.id < $1.id }
  }

  /// When the calls of these partitions that are to begin later are due, by id.
  package func scheduledCalls(
    in partitions: Set<Partition>
  ) async throws(JournalError) -> [Alarm] {
    let alarms = content.withLock { $0.scheduled.values.map(\.alarm) }
    return alarms.filter { partitions.contain($0.callID) }
      .sorted { $0.callID < $1.callID }
  }

  /// The sources of a version; nil once its last call has ended.
  package func version(_ hash: VersionHash) async throws(JournalError) -> StoredVersion? {
    content.withLock { $0.versions[hash] }
  }

  /// What happened to a call, in order.
  package func entries(of id: CallID) async throws(JournalError) -> [EntryRow] {
    content.withLock { $0.calls[id]?.entries ?? [] }
  }

  /// Keeps a flag, unless a newer change of it is kept already.
  package func keep(_ flag: StoredFlag) async throws(JournalError) {
    content.withLock { content in
      if let kept = content.flags[flag.name], kept.revision >= flag.revision { return }
      content.flags[flag.name] = flag
    }
  }

  /// The flags that were ever given a value, in no order.
  package func flags() async throws(JournalError) -> [StoredFlag] {
    content.withLock { Array($0.flags.values) }
  }

  /// The calls whose flows' versions begin so, those that began last first, at most so many.
  package func outlines(
    versionPrefix prefix: String,
    limit: Int
  ) async throws(JournalError) -> [CallOutline] {
    content.withLock { content in
      let outlines = content.calls.values.map(\.outline)
        .filter { $0.version.rawValue.hasPrefix(prefix) }
      let sorted = outlines.sorted { ($1.startedAt, $1.id) < ($0.startedAt, $0.id) }
      return Array(sorted.prefix(max(0, limit)))
    }
  }

  /// The calls whose digests begin so, those that began last first, at most so many.
  package func outlines(
    digestPrefix prefix: String,
    limit: Int
  ) async throws(JournalError) -> [CallOutline] {
    let all = try await outlines(limit: .max)
    return Array(all.lazy.filter { $0.id.digest.hasPrefix(prefix) }.prefix(limit))
  }
}

/// What a memory journal holds.
private struct Content {
  var leases = LeaseTable()
  var calls: [CallID: CallRecord] = [:]
  var versions: [VersionHash: StoredVersion] = [:]
  var recordings: [RecordingID: CallID] = [:]
  var scheduled: [CallID: ScheduledRow] = [:]
  var flags: [String: StoredFlag] = [:]

  func find(_ id: CallID) -> FoundCall? {
    if let call = calls[id] { return .call(call.stored) }
    return scheduled[id].map { .scheduled($0) }
  }

  mutating func apply(_ advance: CallAdvance) throws(JournalError) {
    let id = advance.callID
    guard !advance.onlyUnschedules else {
      scheduled[id] = nil
      return
    }
    var call = try record(for: advance)
    call.apply(advance)
    calls[id] = call
    if let version = advance.creation?.version { versions[version.hash] = version }
    if advance.isUnscheduled { scheduled[id] = nil }
    for recording in advance.recordings where recordings[recording] == nil {
      recordings[recording] = id
    }
    for row in advance.scheduled { scheduled[row.id] = row }
    guard advance.isLast else { return }
    let version = call.outline.version
    if !calls.values.contains(where: { $0.outline.version == version && $0.isOpen }) {
      versions[version] = nil
    }
  }

  private func record(for advance: CallAdvance) throws(JournalError) -> CallRecord {
    let id = advance.callID
    guard let creation = advance.creation else {
      guard let call = calls[id] else { throw .unknownCall(id) }
      guard call.revision == advance.revision else { throw .conflict(id) }
      return call
    }
    guard calls[id] == nil else { throw .duplicateCall(id) }
    return CallRecord(outline: CallOutline(id: id, creation: creation))
  }
}

/// One call of a memory journal.
private struct CallRecord {
  var outline: CallOutline
  var revision = 0
  var state = Data()
  var key: SealingKey?
  var entries: [EntryRow] = []
  var nextDue: Timestamp?
  var isUnsettled = false
  var isOpen = true

  init(outline: CallOutline) {
    self.outline = outline
  }

  var stored: StoredCall {
    StoredCall(outline: outline, revision: revision, state: state, key: key)
  }

  var mark: OpenCall { OpenCall(id: outline.id, isUnsettled: isUnsettled, nextDue: nextDue) }

  mutating func apply(_ advance: CallAdvance) {
    revision = advance.revision + 1
    state = advance.state
    switch advance.key {
    case .drawn(let drawn)?: key = drawn
    case .forgotten?: key = nil
    case nil: break
    }
    nextDue = advance.nextDue
    isUnsettled = advance.isUnsettled
    outline.connectionID = advance.connectionID ?? outline.connectionID
    outline.end = advance.end ?? outline.end
    isOpen = !advance.isLast
    entries += advance.entries
  }
}
