internal import Metrics

/// Writes what the shards hand it in one transaction, one transaction at a time.
///
/// While one is written the next batches gather, so the busier the host is, the more calls share the
/// cost of a commit.
final class Committer: Sendable {
  /// What one turn of a shard wants written.
  private struct Batch {
    let advances: [CallAdvance]
    let answer: CheckedContinuation<[JournalError?], Never>

    func refuse(_ error: JournalError) {
      answer.resume(returning: Array(repeating: error, count: advances.count))
    }
  }

  private struct State {
    var batches: [Batch] = []
    var isClosed = false
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

  /// Returns once the advances are on disk, with what kept each of them from it, or nil.
  func commit(_ advances: [CallAdvance]) async -> [JournalError?] {
    await withCheckedContinuation { answer in
      let batch = Batch(advances: advances, answer: answer)
      let isTaken = state.withLock { state in
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
      defer { state.batches = [] }
      return state.batches.isEmpty && (state.isClosed || isCancelled) ? nil : state.batches
    }
  }

  private func takeAll() -> [Batch] {
    state.withLock { state in
      state.isClosed = true
      defer { state.batches = [] }
      return state.batches
    }
  }

  private func write(_ batches: [Batch]) async {
    do throws(JournalError) {
      let advances = batches.flatMap(\.advances)
      let start = ContinuousClock.now
      let rejected = try await journal.write(advances, under: leases.all)
      metrics.committed(advances, in: ContinuousClock.now - start)
      outcome(nil)
      var place = 0
      for batch in batches {
        let places = place..<(place + batch.advances.count)
        batch.answer.resume(returning: places.map { rejected[$0] })
        place = places.upperBound
      }
    } catch {
      outcome(error)
      for batch in batches { batch.refuse(error) }
    }
  }
}

extension Committer {
  /// How many batches wait for the next transaction.
  var pendingCount: Int { state.withLock { $0.batches.count } }
}
