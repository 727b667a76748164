internal import FlowRuntime
internal import Metrics

/// What is counted of webhooks.
struct WebhookMetrics: Sendable {
  private let unrouted: Counter
  private let malformed: Counter
  private let unknown: Counter
  private let unknownCalls: Counter
  private let refused: Counter

  /// Makes the metrics of webhooks.
  init(_ factory: any MetricsFactory) {
    unrouted = Metric.callsUnrouted.counter(in: factory)
    malformed = Metric.eventsMalformed.counter(in: factory)
    unknown = Metric.eventsUnknown.counter(in: factory)
    unknownCalls = Metric.callbacksUnknownCall.counter(in: factory)
    refused = Metric.webhooksNotTaken.counter(in: factory)
  }

  /// Calls rang that no flow takes.
  func callsWereUnrouted(_ count: Int) { unrouted.increment(by: count) }

  /// Events could not be understood.
  func eventsWereMalformed(_ count: Int) { malformed.increment(by: count) }

  /// Events were of a type, or a form of it, that is not known.
  func eventsWereUnknown(_ count: Int) { unknown.increment(by: count) }

  /// A callback named a call that never was.
  func callWasUnknown() { unknownCalls.increment() }

  /// A delivery could not be taken now.
  func deliveryWasRefused() { refused.increment() }
}
