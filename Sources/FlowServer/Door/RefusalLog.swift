internal import CallModel
internal import FlowRuntime
internal import Logging
internal import Metrics
internal import Synchronization

/// Says who is turned away, and why; once a minute for each reason, however many come.
final class RefusalLog: Sendable {
  private struct Entry: Sendable {
    var saidAt: Timestamp
    var unsaid = 0
  }

  private static let pause = Milliseconds.seconds(60)

  private let time: HostTime
  private let logger: Logger
  private let metrics: any MetricsFactory
  private let entries = Mutex<[String: Entry]>([:])

  init(time: HostTime, logger: Logger, metrics: any MetricsFactory) {
    self.time = time
    self.logger = logger
    self.metrics = metrics
  }

  /// Notes somebody who was turned away.
  ///
  /// Reasons are of a fixed list, so that what is kept of them is bounded.
  func note(_ reason: String, at door: String) {
    Metric.requestsRefused.counter([door], in: metrics).increment()
    let now = time.now
    let unsaid = entries.withLock { entries -> Int? in
      let key = "\(door): \(reason)"
      guard var entry = entries[key] else {
        entries[key] = Entry(saidAt: now)
        return 0
      }
      entry.unsaid += 1
      defer { entries[key] = entry }
      guard now - entry.saidAt >= Self.pause else { return nil }
      entry.saidAt = now
      defer { entry.unsaid = 0 }
      return entry.unsaid - 1
    }
    guard let unsaid else { return }
    logger.warning(
      "a request is refused",
      metadata: ["at": "\(door)", "reason": "\(reason)", "more_before": .number(unsaid)]
    )
  }
}
