internal import Metrics

/// The webhooks' counters, named as in Prometheus.
struct WebhookMetrics: Sendable {
  private let unrouted = Counter(label: "flowctl_calls_unrouted_total")
  private let malformed = Counter(label: "flowctl_events_malformed_total")
  private let unknownCalls = Counter(label: "flowctl_callbacks_unknown_call_total")
  private let refused = Counter(label: "flowctl_webhooks_not_taken_total")

  /// Calls rang that no flow takes.
  func callsWereUnrouted(_ count: Int) { unrouted.increment(by: count) }

  /// Events could not be understood.
  func eventsWereMalformed(_ count: Int) { malformed.increment(by: count) }

  /// A callback named a call that never was.
  func callWasUnknown() { unknownCalls.increment() }

  /// A delivery could not be taken now.
  func deliveryWasRefused() { refused.increment() }
}
