internal import Diagnostics
internal import FlowLanguage
internal import FlowRuntime
internal import Metrics
internal import Synchronization

/// What is counted and measured of reloads.
final class ReloadMetrics: Sendable {
  private let factory: any MetricsFactory
  private let served: Gauge
  private let changes: Counter
  private let refusals: Counter
  private let isRefused: Gauge
  private let time: Timer
  /// The codes that were met once, which are counted as none where they are met no more.
  private let codes = Mutex<Set<DiagnosticCode>>([])

  /// Makes the metrics of reloads.
  init(_ factory: any MetricsFactory) {
    self.factory = factory
    served = Metric.flowsServed.gauge(in: factory)
    changes = Metric.reloads.counter(in: factory)
    refusals = Metric.reloadsRefused.counter(in: factory)
    isRefused = Metric.reloadRefused.gauge(in: factory)
    time = Metric.reloadTime.timer(in: factory)
  }

  /// A project was read, and taken in or not.
  func loaded(_ report: ReloadReport, in length: Duration) {
    time.recordNanoseconds(length.wholeNanoseconds)
    switch report {
    case .loaded(let project, let isChanged, _):
      if isChanged { changes.increment() }
      served.record(project.programs.count)
      isRefused.record(0)
      note([])
    case .refused(let project, let findings):
      refusals.increment()
      isRefused.record(1)
      note(findings + project.findings)
    case .unreadable:
      refusals.increment()
      isRefused.record(1)
      note([])
    }
  }

  private func note(_ findings: [Diagnostic]) {
    let errors = Dictionary(grouping: findings.filter { $0.severity == .error }, by: \.code)
    let known = codes.withLock { codes in
      codes.formUnion(errors.keys)
      return codes
    }
    for code in known {
      Metric.reloadFindings.gauge([code.rawValue], in: factory).record(errors[code]?.count ?? 0)
    }
  }
}
