internal import FlowRuntime
internal import HTTPTransport
internal import Metrics

/// What is counted and measured of the requests to one route.
struct RequestMetrics: Sendable {
  private let time: Timer
  /// By the first digit of the status, from 1.
  private let statuses: [Counter]

  /// Makes the metrics of a route.
  init(of route: String, _ factory: any MetricsFactory) {
    time = Metric.httpRequestTime.timer([route], in: factory)
    statuses = (1...5).map { Metric.httpRequests.counter([route, "\($0)xx"], in: factory) }
  }

  /// A request was answered.
  func answered(_ status: Int, in length: Duration) {
    time.recordNanoseconds(length.wholeNanoseconds)
    statuses[min(max(status / 100, 1), 5) - 1].increment()
  }
}
