internal import Logging
internal import Metrics

/// Whether the journal takes what it is given, as last seen.
///
/// The committer tells it of every transaction. In between it looks by itself: a journal that is
/// lost is noticed before the next call rings, and one that was full and has room again before
/// somebody has to lose an event to find out.
final class JournalMonitor: Sendable {
  private let journal: any Journal
  private let leases: HeldLeases
  private let time: HostTime
  private let log: CallLog
  private let metrics: JournalMetrics
  private let state = Guarded<JournalError?>(nil)

  /// Makes a monitor of a journal that was well when it was opened.
  init(
    of journal: any Journal,
    under leases: HeldLeases,
    time: HostTime,
    log: CallLog,
    metrics: JournalMetrics = JournalMetrics(NOOPMetricsHandler.instance)
  ) {
    self.journal = journal
    self.leases = leases
    self.time = time
    self.log = log
    self.metrics = metrics
  }

  /// Why nothing can be stored now; nil where it can.
  var outage: JournalError? { state.withLock { $0 } }

  /// Notes what came of a transaction; an advance that was refused for its own sake proves that the
  /// journal is well.
  func note(_ failure: JournalError?) {
    guard failure != .closed else { return }
    let outage = failure.flatMap { $0.isOutage ? $0 : nil }
    // Told in the same turn: the last that is told is how it is.
    state.withLock { known in
      defer { known = outage }
      switch (known, outage) {
      case (nil, let outage?): begin(outage)
      case (_?, nil): end()
      case (nil, nil), (_?, _?): break
      }
    }
  }

  /// Looks again and again until the task is cancelled.
  func run() async {
    state.withLock { metrics.journalIsAvailable($0 == nil) }
    while await time.sleep(for: HostLimits.journalProbeInterval) { await look() }
  }

  /// Only writing shows that the journal is well again; while it is, a look at it costs nothing.
  private func look() async {
    let isOut = outage != nil
    do throws(JournalError) {
      if isOut {
        try await journal.probe()
        note(nil)
      } else {
        try await journal.renew(leases.all)
      }
    } catch {
      note(error)
    }
  }

  private func begin(_ outage: JournalError) {
    log.journalOut(outage)
    metrics.journalWentOut()
    metrics.journalIsAvailable(false)
  }

  private func end() {
    log.journalBack()
    metrics.journalIsAvailable(true)
  }
}
