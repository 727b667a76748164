internal import CallModel
internal import FlowEngine

extension CallRunner {
  /// Does what follows from what was committed.
  func follow(_ consequences: Consequences) async {
    if consequences.cancelsAlarm { alarms.cancel(consequences.callID) }
    alarms.set(consequences.alarms)
    if let news = consequences.news { note(news, of: consequences.callID, consequences.flow) }
    for entry in consequences.entries { tell(entry, consequences) }
    metrics.measured(consequences.latencies)
    if let order = consequences.order { dispatcher.accept(order) }
    if let manner = consequences.ended { tell(manner, consequences) }
    guard let version = consequences.closed else { return }
    // One that was only noted had never begun.
    if consequences.ended != .abandoned { metrics.callClosed() }
    await store.callEnded(on: version)
  }

  private func note(_ news: Consequences.News, of id: CallID, _ flow: String) {
    switch news {
    case .began(let beginning, let program):
      log.began(id, beginning, program)
      metrics.callBegan(flow)
    case .abandoned(let program): log.abandoned(id, program)
    case .faulted(let reason):
      recovery.remove(id)
      log.faulted(id, flow, reason)
    case .settled: recovery.remove(id)
    case .unscheduled: log.unscheduled(id, flow)
    case .notBegun(let row, let flow, let reason):
      log.scheduledIsNotBegun(row, flow, because: reason)
    }
  }

  private func tell(_ manner: CallEnd.Manner, _ consequences: Consequences) {
    metrics.callEnded(manner, consequences.endReason)
    log.ended(consequences.callID, consequences.flow, manner, consequences.endReason)
    tell(.ended(manner), consequences)
  }

  private func tell(_ entry: JournalEntry, _ consequences: Consequences) {
    metrics.took(entry.input.content)
    switch entry.input.content {
    case .event(let event): deployment.note(event)
    case .httpFinished(let ordinal, .refused(let reason)):
      log.notSent(consequences.callID, consequences.flow, ordinal, because: reason)
    default: break
    }
    tell(.input(entry.input), consequences)
    for effect in entry.effects {
      switch effect {
      case .trace(let trace): tell(.step(trace), consequences)
      case .log(let line):
        tell(.log(line), consequences)
        log.said(consequences.callID, consequences.flow, line)
      case .schedule(let call): log.scheduled(call, by: consequences.callID, consequences.flow)
      case .send, .http, .fetch, .read, .setTimer, .cancelTimer, .withdraw, .release: break
      }
    }
  }

  private func tell(_ content: CallTrace.Content, _ consequences: Consequences) {
    observer(
      CallTrace(
        callID: consequences.callID,
        flow: consequences.flow,
        time: time.now,
        content: content
      )
    )
  }
}
