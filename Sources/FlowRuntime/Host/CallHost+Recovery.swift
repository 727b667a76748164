internal import CallModel

extension CallHost {
  /// Takes all partitions, reads what the journal has of them, and sets the alarms of the parked calls.
  ///
  /// To be done before anything is delivered and before `run`: what happens to a call while stock
  /// is taken would be overwritten by it, and a call that is not known to be unsettled would be
  /// taken for a new one, and what it has under way sent again.
  package func takeStock() async throws(JournalError) -> Stock {
    for mark in traps?.found ?? [] { runner.log.trapped(mark, await flow(of: mark.callID)) }
    leases.hold(try await runner.journal.claim(Partition.all))
    let open = try await runner.journal.openCalls(in: Partition.all)
    let now = runner.time.now
    let stock = Stock(open, at: now)
    try flags.restore(await runner.journal.flags())
    runner.recovery.insert(stock.unsettled)
    runner.alarms.restore(stock.parked.compactMap(\.alarm))
    runner.alarms.restore(try await runner.journal.scheduledCalls(in: Partition.all))
    runner.metrics.tookStock(open: open.count)
    runner.log.tookStock(open: open.count, unsettled: stock.unsettled.count)
    return stock
  }

  /// Takes up the calls of before: first those with something unanswered or a timer due, then, at a
  /// background rate, the parked ones (SEMANTICS.md 1.6 "Start", rules 22 and 45).
  ///
  /// What the unsettled ones have to know of the service is read by their machines.
  /// `run` must be running. `ready` is called when the unsettled calls are settled: until then
  /// nothing of them is dispatched and none of their timers fires. Returns when the parked ones are
  /// looked at too, or when the task is cancelled.
  package func recover(_ stock: Stock, ready: @Sendable () -> Void) async {
    for id in traps?.condemned ?? [] { _ = await post.insist(.wake, to: id) }
    await settle(stock.unsettled)
    ready()
    await look(after: stock.parked.map(\.id))
  }

  private func settle(_ ids: [CallID]) async {
    await withDiscardingTaskGroup { group in
      for worker in 0..<min(HostLimits.settledAtOnce, ids.count) {
        let share = stride(from: worker, to: ids.count, by: HostLimits.settledAtOnce)
        group.addTask {
          for index in share { _ = await self.post.insist(.recover, to: ids[index]) }
        }
      }
    }
  }

  /// Reads parked calls a few at a time, so that live ones do not wait for them.
  private func look(after parked: [CallID]) async {
    var rest = parked[...]
    while !rest.isEmpty {
      guard await runner.time.sleep(for: HostLimits.parkedReadInterval) else { return }
      let some = rest.prefix(HostLimits.parkedReads)
      rest = rest.dropFirst(some.count)
      await withDiscardingTaskGroup { group in
        for id in some { group.addTask { _ = await self.post.insist(.look, to: id) } }
      }
    }
  }
}

/// The calls a host finds when it starts.
package struct Stock: Sendable {
  /// Those with something unanswered, or a timer due, by id (SEMANTICS.md, rule 45).
  let unsettled: [CallID]
  /// The others, by id.
  let parked: [OpenCall]

  fileprivate init(_ open: [OpenCall], at now: Timestamp) {
    func isUnsettled(_ call: OpenCall) -> Bool {
      call.isUnsettled || call.nextDue.map { $0 <= now } ?? false
    }
    unsettled = open.filter(isUnsettled).map(\.id)
    parked = open.filter { !isUnsettled($0) }
  }
}

extension OpenCall {
  fileprivate var alarm: Alarm? { nextDue.map { Alarm(callID: id, due: $0) } }
}
