package import CallModel
package import Logging
package import Metrics

/// Says that the host's time differs from another clock: once when it begins, and once when it is
/// over.
package final class ClockWatch: Sendable {
  private let name: String
  private let limit: Milliseconds
  private let logger: Logger
  private let offset: Gauge
  private let episodes: Counter
  private let isOff = Guarded(false)

  /// Makes a watch.
  ///
  /// The name, for the log and the metrics, is of whose clock the host's time is compared with; the
  /// limit is how far they may be apart, and half of it ends an episode.
  package init(
    against name: String,
    limit: Milliseconds,
    _ logger: Logger,
    _ metrics: any MetricsFactory = NOOPMetricsHandler.instance
  ) {
    self.name = name
    self.limit = limit
    self.logger = logger
    offset = Metric.clockOffset.gauge([name], in: metrics)
    episodes = Metric.clockOff.counter([name], in: metrics)
  }

  /// Notes how far the other clock is ahead of the host's time.
  package func note(offBy difference: Milliseconds) {
    let distance = difference.count.magnitude
    // Told in the same turn: the last that is told is how it is.
    isOff.withLock { isOff in
      offset.record(Double(difference.count) / 1000)
      let wasOff = isOff
      isOff = distance > (wasOff ? limit.count.magnitude / 2 : limit.count.magnitude)
      if isOff != wasOff { tell(isOff, difference) }
    }
  }

  private func tell(_ isOff: Bool, _ difference: Milliseconds) {
    let metadata: Logger.Metadata = [
      "against": "\(name)", "offset_ms": .number(Int(clamping: difference.count)),
    ]
    if isOff {
      episodes.increment()
      logger.error("a clock is off: the time of calls goes on without the jump", metadata: metadata)
    } else {
      logger.notice("the clock is right again", metadata: metadata)
    }
  }
}
