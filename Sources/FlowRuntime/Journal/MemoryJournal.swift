package import CallModel
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

  /// Writes all advances in one transaction, or none of them.
  package func write(_ advances: [CallAdvance]) async throws(JournalError) {
    let failure = content.withLock { content -> JournalError? in
      var copy = content
      do throws(JournalError) {
        for advance in advances { try copy.apply(advance) }
        content = copy
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  /// What is stored of a call; nil for a call that never was.
  package func call(_ id: CallID) async throws(JournalError) -> StoredCall? {
    content.withLock { $0.calls[id]?.stored }
  }

  /// The call that a recording was of; nil for a recording nobody noted.
  package func call(ofRecording id: RecordingID) async throws(JournalError) -> CallID? {
    content.withLock { $0.recordings[id] }
  }

  /// The calls that have something left to do, by id.
  package func openCalls(dueBy time: Timestamp) async throws(JournalError) -> [OpenCall] {
    content.withLock { content in
      content.calls.values.filter(\.isOpen).sorted { $0.outline.id < $1.outline.id }.map { call in
        let isDue = call.timers.values.contains { $0 <= time }
        return OpenCall(id: call.outline.id, isUnsettled: !call.outbox.isEmpty || isDue)
      }
    }
  }

  /// A call that is to begin later; nil where none of the id is.
  package func scheduled(_ id: CallID) async throws(JournalError) -> ScheduledRow? {
    content.withLock { $0.scheduled[id] }
  }

  /// The timers of all calls, also of those that are to begin later, in no order.
  package func timers() async throws(JournalError) -> [StoredTimer] {
    content.withLock { content in
      content.calls.values.flatMap { call in
        call.timers.map { StoredTimer(callID: call.outline.id, id: $0, due: $1) }
      } + content.scheduled.values.map(\.timer)
    }
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

  /// The calls that began last, the last one first, at most so many.
  package func outlines(limit: Int) async throws(JournalError) -> [CallOutline] {
    content.withLock { content in
      let outlines = content.calls.values.map(\.outline)
      let sorted = outlines.sorted { ($1.startedAt, $1.id) < ($0.startedAt, $0.id) }
      return Array(sorted.prefix(max(0, limit)))
    }
  }
}

/// What a memory journal holds.
private struct Content {
  var calls: [CallID: CallRecord] = [:]
  var versions: [VersionHash: StoredVersion] = [:]
  var recordings: [RecordingID: CallID] = [:]
  var scheduled: [CallID: ScheduledRow] = [:]
  var flags: [String: StoredFlag] = [:]

  mutating func apply(_ advance: CallAdvance) throws(JournalError) {
    let id = advance.callID
    if let creation = advance.creation {
      guard calls[id] == nil else { throw .duplicateCall(id) }
      calls[id] = CallRecord(outline: CallOutline(id: id, creation: creation))
      versions[creation.version.hash] = creation.version
    }
    if advance.isUnscheduled { scheduled[id] = nil }
    guard !advance.onlyUnschedules else { return }
    guard var call = calls[id] else { throw .unknownCall(id) }
    call.apply(advance)
    calls[id] = call
    for recording in advance.recordings where recordings[recording] == nil {
      recordings[recording] = id
    }
    for row in advance.scheduled { scheduled[row.id] = row }
    guard advance.end != nil else { return }
    let version = call.outline.version
    if !calls.values.contains(where: { $0.outline.version == version && $0.outline.end == nil }) {
      versions[version] = nil
    }
  }
}

/// One call of a memory journal.
private struct CallRecord {
  var outline: CallOutline
  var state = Data()
  var entries: [EntryRow] = []
  var lastPosition = 0
  var outbox: [Int: OutboxRow] = [:]
  var timers: [TimerID: Timestamp] = [:]

  init(outline: CallOutline) {
    self.outline = outline
  }

  var isOpen: Bool { outline.end == nil || !outbox.isEmpty }

  var stored: StoredCall {
    StoredCall(
      outline: outline,
      state: state,
      counts: (entries.count, lastPosition),
      waiting: (outbox.values.sorted { $0.position < $1.position }, timers)
    )
  }

  mutating func apply(_ advance: CallAdvance) {
    state = advance.state ?? state
    outline.connectionID = advance.connectionID ?? outline.connectionID
    entries += advance.entries
    for row in advance.outboxAdded {
      outbox[row.position] = row
      lastPosition = max(lastPosition, row.position)
    }
    for position in advance.outboxRemoved { outbox[position] = nil }
    for id in advance.timersRemoved { timers[id] = nil }
    timers.merge(advance.timersSet) { _, new in new }
    guard let end = advance.end else { return }
    outline.end = end
    timers = [:]
  }
}
