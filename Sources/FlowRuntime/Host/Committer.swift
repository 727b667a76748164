internal import Metrics

/// Writes what the shards hand it in one transaction, one transaction at a time.
///
/// While one is written the next batches gather, so the busier the host is, the more calls share the
/// cost of a commit. A transaction waits for the turns that are under way, which take microseconds
/// where a flush to disk takes milliseconds: else shards would take turns in being flushed, each with
/// its own calls alone.
final class Committer: Sendable {
  /// What one turn of a shard wants written.
  private struct Batch {
    let advances: [CallAdvance]
    /// The shard, which takes its next turn once it is answered; nil for whoever is none.
    let shard: Int?
    let answer: CheckedContinuation<[JournalError?], Never>

    func refuse(_ error: JournalError) {
      answer.resume(returning: Array(repeating: error, count: advances.count))
    }
  }

  private struct State {
    var batches: [Batch] = []
    /// The shards that take a turn, or have just been answered and may take the next.
    var active: Set<Int> = []
    /// Those of them that the next transaction waits for, once there is something to write: not for
    /// any that come later, or it could wait for ever.
    var awaited: Set<Int>?
    var isClosed = false

    /// The shard has handed over what its turn led to, or has nothing to do.
    ///
    /// - Returns: whether the next transaction waits for nobody any more.
    mutating func rest(_ shard: Int) -> Bool {
      active.remove(shard)
      return awaited?.remove(shard) != nil && awaited?.isEmpty == true
    }

    /// What is to be written now.
    mutating func takeBatches() -> [Batch] {
      guard !batches.isEmpty else { return [] }
      let awaited = awaited ?? active
      self.awaited = awaited
      guard awaited.isEmpty || isClosed else { return [] }
      defer { batches = [] }
      self.awaited = nil
      return batches
    }
  }

  private let journal: any Journal
  private let leases: HeldLeases
  private let metrics: JournalMetrics
  private let outcome: @Sendable (JournalError?) -> Void
  private let state = Guarded(State())
  private let doorbell = Doorbell()

  /// Makes a committer that writes nothing before it runs; `outcome` is told what came of each
  /// transaction, before anybody who waits for it is.
  init(
    journal: any Journal,
    under leases: HeldLeases,
    metrics: JournalMetrics = JournalMetrics(NOOPMetricsHandler.instance),
    outcome: @escaping @Sendable (JournalError?) -> Void = { _ in }
  ) {
    self.journal = journal
    self.leases = leases
    self.metrics = metrics
    self.outcome = outcome
  }

  /// Notes that a shard takes a turn: what comes of it will be here soon.
  func expect(_ shard: Int) { state.withLock { _ = $0.active.insert(shard) } }

  /// Notes that nothing is to be expected of a shard for now.
  func rest(_ shard: Int) {
    if state.withLock({ $0.rest(shard) }) { doorbell.ring() }
  }

  /// Returns once the advances are on disk, with what kept each of them from it, or nil.
  ///
  /// The shard is expected again as soon as it is answered.
  func commit(_ advances: [CallAdvance], of shard: Int? = nil) async -> [JournalError?] {
    await withCheckedContinuation { answer in
      let batch = Batch(advances: advances, shard: shard, answer: answer)
      let isTaken = state.withLock { state in
        if let shard { _ = state.rest(shard) }
        guard !state.isClosed else { return false }
        state.batches.append(batch)
        return true
      }
      if isTaken { doorbell.ring() } else { batch.refuse(.closed) }
    }
  }

  /// Writes until it is closed and everything is written, or until the task is cancelled.
  func run() async {
    while let batches = nextBatches() {
      if batches.isEmpty {
        await doorbell.wait()
      } else {
        await write(batches)
      }
    }
    for batch in takeAll() { batch.refuse(.closed) }
  }

  /// Takes no more advances; `run` returns when the last one is written.
  func close() {
    state.withLock { $0.isClosed = true }
    doorbell.ring()
  }

  /// The batches that wait, or nil if there will be none.
  private func nextBatches() -> [Batch]? {
    let isCancelled = Task.isCancelled
    return state.withLock { state in
      if isCancelled { state.isClosed = true }
      return state.batches.isEmpty && state.isClosed ? nil : state.takeBatches()
    }
  }

  private func takeAll() -> [Batch] {
    state.withLock { state in
      state.isClosed = true
      defer { state.batches = [] }
      return state.batches
    }
  }

  private func expect(_ batches: [Batch]) {
    state.withLock { $0.active.formUnion(batches.compactMap(\.shard)) }
  }

  private func write(_ batches: [Batch]) async {
    do throws(JournalError) {
      let advances = batches.flatMap(\.advances)
      let start = ContinuousClock.now
      let rejected = try await journal.write(advances, under: leases.all)
      metrics.committed(advances, in: ContinuousClock.now - start)
      outcome(nil)
      expect(batches)
      var place = 0
      for batch in batches {
        let places = place..<(place + batch.advances.count)
        batch.answer.resume(returning: places.map { rejected[$0] })
        place = places.upperBound
      }
    } catch {
      outcome(error)
      expect(batches)
      for batch in batches { batch.refuse(error) }
    }
  }
}

extension Committer {
  /// How many batches wait for the next transaction.
  var pendingCount: Int { state.withLock { $0.batches.count } }

  /// The shards that take a turn, or may take one soon.
  var active: Set<Int> { state.withLock { $0.active } }

  /// The shards that the next transaction waits for; nil where there is nothing to write.
  var awaited: Set<Int>? { state.withLock { $0.awaited } }
}
