internal import CallModel

extension CallHost {
  /// Takes up the calls the journal has: first those with something unanswered or a timer due,
  /// then, at a background rate, the parked ones (SEMANTICS.md 1.6 "Start", rules 22 and 45).
  ///
  /// What the unsettled ones have to know of the service is read by their machines.
  /// `run` must be running. `ready` is called when the unsettled calls are settled: until then
  /// nothing of them is dispatched and none of their timers fires. Returns when the parked ones are
  /// looked at too, or when the task is cancelled.
  package func recover(ready: @Sendable () -> Void) async throws(JournalError) {
    let open = try await takeStock()
    await settle(open.filter(\.isUnsettled).map(\.id))
    ready()
    await look(after: open.filter { !$0.isUnsettled }.map(\.id))
  }

  /// Reads what the journal has, and sets the timers of the parked calls.
  private func takeStock() async throws(JournalError) -> [OpenCall] {
    let open = try await runner.journal.openCalls(dueBy: runner.time.now)
    let unsettled = Set(open.filter(\.isUnsettled).map(\.id))
    runner.recovery.insert(unsettled)
    let timers = try await runner.journal.timers()
    runner.timers.set(timers.filter { !unsettled.contains($0.callID) })
    runner.log.tookStock(open: open.count, unsettled: unsettled.count)
    return open
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
