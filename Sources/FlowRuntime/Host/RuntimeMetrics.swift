internal import Metrics

/// The runtime's counters, named as in Prometheus.
struct RuntimeMetrics: Sendable {
  private let begun = Counter(label: "flowctl_calls_begun_total")
  private let ended = Counter(label: "flowctl_calls_ended_total")
  private let faulted = Counter(label: "flowctl_calls_faulted_total")
  private let abandoned = Counter(label: "flowctl_calls_abandoned_total")
  private let inputs = Counter(label: "flowctl_inputs_total")
  private let mismatches = Counter(label: "flowctl_events_of_other_calls_total")
  private let journalAvailable = Gauge(label: "flowctl_journal_available")
  private let journalOutages = Counter(label: "flowctl_journal_outages_total")
  private let commitFailures = Counter(label: "flowctl_commit_failures_total")

  /// A call began.
  func callBegan() { begun.increment() }

  /// A call ended.
  func callEnded(_ manner: CallEnd.Manner) {
    switch manner {
    case .over: ended.increment()
    case .abandoned: abandoned.increment()
    case .faulted: faulted.increment()
    }
  }

  /// Inputs were committed.
  func committed(inputs count: Int) { inputs.increment(by: count) }

  /// Events named another leg.
  func eventsMismatched(_ count: Int) { mismatches.increment(by: count) }

  /// The journal takes what it is given, or does not.
  func journalIsAvailable(_ isAvailable: Bool) { journalAvailable.record(isAvailable ? 1 : 0) }

  /// The journal takes nothing any more.
  func journalWentOut() { journalOutages.increment() }

  /// A commit failed.
  func commitFailed() { commitFailures.increment() }
}
