internal import CallModel
internal import FlowRuntime
internal import Synchronization

/// Where a world keeps its journal.
protocol Disk: Sendable {
  /// Whether a write that is cut off may be on it in part.
  var keepsPartsOfWrites: Bool { get }

  /// The journal as a host finds it that starts now.
  func open() throws -> any Journal

  /// The host ends here.
  func crash() throws

  /// Has a write cut off while it is under way, for the host ends then; returns what that leaves on the
  /// disk, nil for nothing.
  func cutOff(
    _ write: () async throws(JournalError) -> Void,
    _ dice: Dice
  ) async throws -> Fault?
}

/// A disk that keeps what was written, and nothing else.
struct MemoryDisk: Disk {
  let keepsPartsOfWrites = false
  private let journal = MemoryJournal()

  func open() -> any Journal { journal }

  func crash() {}

  func cutOff(
    _ write: () async throws(JournalError) -> Void,
    _ dice: Dice
  ) async throws -> Fault? {
    guard dice.happens(500) else { return nil }
    try await write()
    return .unacknowledgedWrite
  }
}

/// The journal of one life of a host: it takes time, fails, and ends with the host.
final class SimulatedJournal: Journal {
  private let journal: any Journal
  private let life: Life
  private let world: World
  /// Whether the file is not the journal any more, until a restart.
  private let isLost = Mutex(false)

  init(_ journal: any Journal, _ life: Life, _ world: World) {
    self.journal = journal
    self.life = life
    self.world = world
  }

  func claim(_ partitions: Set<Partition>) async throws(JournalError) -> Leases {
    try await reach(.start)
    return try await journal.claim(partitions)
  }

  func renew(_ leases: Leases) async throws(JournalError) {
    guard !life.isOver else { throw .closed }
    guard !isLost.withLock({ $0 }) else { throw .lost(path: "journal", because: .moved) }
    try await journal.renew(leases)
  }

  func release(_ leases: Leases) async { await journal.release(leases) }

  func write(
    _ advances: [CallAdvance],
    under leases: Leases
  ) async throws(JournalError) -> [Int: JournalError] {
    try await reach(.beforeCommit, writing: true)
    world.ledger.withLock { $0.begin(advances) }
    if world.isKilled(at: .duringCommit, life) { throw await cutOff(advances, under: leases) }
    let rejected: [Int: JournalError]
    do throws(JournalError) {
      rejected = try await journal.write(advances, under: leases)
    } catch {
      if !life.isOver { world.ledger.withLock { $0.dropDoubtful() } }
      throw error
    }
    world.ledger.withLock { $0.end(advances, rejected: rejected) }
    world.reach(.afterCommit, life)
    if world.dice.happens(1) {
      // As where the file was moved away while it was written.
      isLost.withLock { $0 = true }
      world.note(.journalLost)
      world.restartSoon(life)
      throw .lost(path: "journal", because: .moved)
    }
    if world.dice.happens(300) { await world.time.pass(world.dice.milliseconds(in: 0...10)) }
    guard !life.isOver else { throw .closed }
    let now = world.time.now.offset
    world.ledger.withLock { $0.tell(advances, at: now) }
    return rejected
  }

  /// Has the host die while something is written: it is not known what of it is on disk.
  private func cutOff(_ advances: [CallAdvance], under leases: Leases) async -> JournalError {
    do {
      let fault = try await world.disk.cutOff(
        { () async throws(JournalError) in _ = try await journal.write(advances, under: leases) },
        world.dice
      )
      if let fault { world.note(fault) }
    } catch {
      world.ledger.withLock { $0.note("a write could not be cut off: \(error)") }
    }
    world.kill(life)
    return .closed
  }

  func keep(_ flag: StoredFlag) async throws(JournalError) {
    try await reach(.beforeCommit, writing: true)
    try await journal.keep(flag)
  }

  func probe() async throws(JournalError) {
    guard !life.isOver else { throw .closed }
    guard !isLost.withLock({ $0 }) else { throw .lost(path: "journal", because: .moved) }
    if let outage = world.outage { throw outage }
    try await journal.probe()
  }

  func find(_ ids: [CallID]) async throws(JournalError) -> [CallID: FoundCall] {
    try await reach(.journalRead)
    return try await journal.find(ids)
  }

  func call(ofRecording id: RecordingID) async throws(JournalError) -> CallID? {
    try await reach(.journalRead)
    return try await journal.call(ofRecording: id)
  }

  func openCalls(
    in partitions: Set<Partition>
  ) async throws(JournalError) -> [OpenCall] {
    try await reach(.start)
    return try await journal.openCalls(in: partitions)
  }

  func scheduledCalls(
    in partitions: Set<Partition>
  ) async throws(JournalError) -> [Alarm] {
    try await reach(.start)
    return try await journal.scheduledCalls(in: partitions)
  }

  func version(_ hash: VersionHash) async throws(JournalError) -> StoredVersion? {
    try await reach(.journalRead)
    return try await journal.version(hash)
  }

  func entries(of id: CallID) async throws(JournalError) -> [EntryRow] {
    try await journal.entries(of: id)
  }

  func outlines(
    versionPrefix prefix: String,
    limit: Int
  ) async throws(JournalError) -> [CallOutline] {
    try await journal.outlines(versionPrefix: prefix, limit: limit)
  }

  func outlines(
    digestPrefix prefix: String,
    limit: Int
  ) async throws(JournalError) -> [CallOutline] {
    try await journal.outlines(digestPrefix: prefix, limit: limit)
  }

  func flags() async throws(JournalError) -> [StoredFlag] {
    try await reach(.start)
    return try await journal.flags()
  }

  /// Takes the time of the disk, and fails as it does.
  private func reach(_ boundary: Boundary, writing: Bool = false) async throws(JournalError) {
    guard !life.isOver else { throw .closed }
    world.reach(boundary, life)
    if world.dice.happens(writing ? 500 : 200) {
      let isSlow = world.dice.happens(10)
      if isSlow { world.note(.slowDisk) }
      await world.time.pass(world.dice.milliseconds(in: isSlow ? 500...3000 : 0...20))
    }
    guard !life.isOver else { throw .closed }
    guard !isLost.withLock({ $0 }) else { throw .lost(path: "journal", because: .moved) }
    if writing {
      if let outage = world.outage { throw outage }
      if world.dice.happens(4) {
        world.note(.writeFailed)
        throw .failed("the disk does not answer")
      }
    } else if boundary == .journalRead, world.dice.happens(4) {
      world.note(.readFailed)
      throw .failed("the disk does not answer")
    }
  }
}
