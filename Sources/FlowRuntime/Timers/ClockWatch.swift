package import CallModel
package import Logging
package import Metrics
internal import Synchronization

/// Says that the host's time differs from another clock: once when it begins, and once when it is
/// over.
package final class ClockWatch: Sendable {
  private let name: String
  private let limit: Milliseconds
  private let logger: Logger
  private let offset: Gauge
  private let episodes: Counter
  private let isOff = Mutex(false)

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
    offset.record(Double(difference.count) / 1000)
    let distance = difference.count.magnitude
    let hasChanged = isOff.withLock { isOff in
      let wasOff = isOff
      isOff = distance > (wasOff ? limit.count.magnitude / 2 : limit.count.magnitude)
      return isOff == wasOff ? nil : isOff
    }
    let metadata: Logger.Metadata = ["against": "\(name)", "offset_ms": "\(difference.count)"]
    switch hasChanged {
    case true?:
      episodes.increment()
      logger.error("a clock is off: the time of calls goes on without the jump", metadata: metadata)
    case false?: logger.notice("the clock is right again", metadata: metadata)
    case nil: break
    }
  }
}
