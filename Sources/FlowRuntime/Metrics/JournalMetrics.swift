internal import Metrics

/// What the runtime counts and measures of the journal.
struct JournalMetrics: Sendable {
  private let available: Gauge
  private let outages: Counter
  private let commits: Counter
  private let advances: Recorder
  private let bytes: Counter
  private let time: Timer
  private let failures: Counter

  /// Makes the journal's metrics.
  init(_ factory: any MetricsFactory) {
    available = Metric.journalAvailable.gauge(in: factory)
    outages = Metric.journalOutages.counter(in: factory)
    commits = Metric.commits.counter(in: factory)
    advances = Metric.commitAdvances.histogram(in: factory)
    bytes = Metric.commitBytes.counter(in: factory)
    time = Metric.commitTime.timer(in: factory)
    failures = Metric.commitFailures.counter(in: factory)
  }

  /// The journal takes what it is given, or does not.
  func journalIsAvailable(_ isAvailable: Bool) { available.record(isAvailable ? 1 : 0) }

  /// The journal takes nothing any more.
  func journalWentOut() { outages.increment() }

  /// A transaction was written.
  func committed(_ written: [CallAdvance], in length: Duration) {
    commits.increment()
    advances.record(written.count)
    bytes.increment(by: written.reduce(0) { $0 + $1.byteCount })
    time.recordNanoseconds(length.wholeNanoseconds)
  }

  /// The advance of a call was not committed.
  func commitFailed() { failures.increment() }
}

extension CallAdvance {
  /// The bytes of its state and of what it notes.
  fileprivate var byteCount: Int {
    entries.reduce(state.count) { $0 + $1.input.count + $1.effects.count }
  }
}
