internal import CallModel

extension CallHost {
  /// Reads what the journal has, and sets the timers of the parked calls.
  ///
  /// To be done before anything is delivered and before `run`: what happens to a call while stock
  /// is taken would be overwritten by it, and a call that is not known to be unsettled would be
  /// taken for a new one, and what it has under way sent again.
  package func takeStock() async throws(JournalError) -> Stock {
    let open = try await runner.journal.openCalls(dueBy: runner.time.now)
    let unsettled = Set(open.filter(\.isUnsettled).map(\.id))
    try flags.restore(await runner.journal.flags())
    runner.recovery.insert(unsettled)
    let timers = try await runner.journal.timers()
    runner.timers.restore(timers.filter { !unsettled.contains($0.callID) })
    runner.log.tookStock(open: open.count, unsettled: unsettled.count)
    return Stock(calls: open)
  }

  /// Takes up the calls of before: first those with something unanswered or a timer due, then, at a
  /// background rate, the parked ones (SEMANTICS.md 1.6 "Start", rules 22 and 45).
  ///
  /// What the unsettled ones have to know of the service is read by their machines.
  /// `run` must be running. `ready` is called when the unsettled calls are settled: until then
  /// nothing of them is dispatched and none of their timers fires. Returns when the parked ones are
  /// looked at too, or when the task is cancelled.
  package func recover(_ stock: Stock, ready: @Sendable () -> Void) async {
    await settle(stock.calls.filter(\.isUnsettled).map(\.id))
    ready()
    await look(after: stock.calls.filter { !$0.isUnsettled }.map(\.id))
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

  private func look(after parked: [CallID]) async {
    for id in parked {
      guard await runner.time.sleep(for: HostLimits.parkedReadInterval) else { return }
      _ = await post.insist(.look, to: id)
    }
  }
}

/// The calls a host finds when it starts.
package struct Stock: Sendable {
  /// By id.
  let calls: [OpenCall]
}
