/// Writes the advances of many calls in one transaction, one transaction at a time.
///
/// While one is written the next ones gather, so the busier the host is, the more calls share the
/// cost of a commit. An advance that spoils a transaction fails alone: the others are written again
/// one by one.
final class Committer: Sendable {
  private struct Pending {
    let advance: CallAdvance
    let answer: CheckedContinuation<JournalError?, Never>
  }

  private struct State {
    var pending: [Pending] = []
    var isClosed = false
  }

  private let journal: any Journal
  private let outcome: @Sendable (JournalError?) -> Void
  private let state = Guarded(State())
  private let doorbell = Doorbell()

  /// Makes a committer that writes nothing before it runs; `outcome` is told what came of each
  /// transaction, before anybody who waits for it is.
  init(
    journal: any Journal,
    outcome: @escaping @Sendable (JournalError?) -> Void = { _ in }
  ) {
    self.journal = journal
    self.outcome = outcome
  }

  /// Returns once the advance is on disk.
  func commit(_ advance: CallAdvance) async throws(JournalError) {
    let failure = await withCheckedContinuation { answer in
      let isTaken = state.withLock { state in
        guard !state.isClosed else { return false }
        state.pending.append(Pending(advance: advance, answer: answer))
        return true
      }
      guard isTaken else { return answer.resume(returning: JournalError.closed) }
      doorbell.ring()
    }
    if let failure { throw failure }
  }

  /// Writes until it is closed and everything is written, or until the task is cancelled.
  func run() async {
    while let batch = nextBatch() {
      if batch.isEmpty {
        await doorbell.wait()
      } else {
        await write(batch)
      }
    }
    for pending in takeAll() { pending.answer.resume(returning: .closed) }
  }

  /// Takes no more advances; `run` returns when the last one is written.
  func close() {
    state.withLock { $0.isClosed = true }
    doorbell.ring()
  }

  /// The advances that wait, or nil if there will be none.
  private func nextBatch() -> [Pending]? {
    let isCancelled = Task.isCancelled
    return state.withLock { state in
      let batch = Array(state.pending.prefix(HostLimits.batchAdvances))
      state.pending.removeFirst(batch.count)
      return batch.isEmpty && (state.isClosed || isCancelled) ? nil : batch
    }
  }

  private func takeAll() -> [Pending] {
    state.withLock { state in
      state.isClosed = true
      defer { state.pending = [] }
      return state.pending
    }
  }

  private func write(_ batch: [Pending]) async {
    guard let failure = await failure(writing: batch.map(\.advance)) else {
      for pending in batch { pending.answer.resume(returning: nil) }
      return
    }
    guard batch.count > 1 else {
      for pending in batch { pending.answer.resume(returning: failure) }
      return
    }
    for pending in batch {
      pending.answer.resume(returning: await self.failure(writing: [pending.advance]))
    }
  }

  private func failure(writing advances: [CallAdvance]) async -> JournalError? {
    do {
      try await journal.write(advances)
      outcome(nil)
      return nil
    } catch {
      outcome(error)
      return error
    }
  }
}

extension Committer {
  /// How many advances wait for the next transaction.
  var pendingCount: Int { state.withLock { $0.pending.count } }
}
