internal import CallModel
internal import FlowEngine
internal import Metrics
internal import Synchronization

/// What the runtime counts and measures of calls.
///
/// What is recorded for every input is made beforehand, and recorded without a lock or an
/// allocation; what is rarer, such as the beginning of a call, may look its series up.
final class RuntimeMetrics: Sendable {
  private let factory: any MetricsFactory
  private let inputs: [CallInput.Content.Tag: Counter]
  private let latencies: [CallLatency: Timer]
  private let mismatches: Counter
  private let timerLag: Timer
  private let open: Atomic<Int> = Atomic(0)

  /// Makes the runtime's metrics.
  init(_ factory: any MetricsFactory) {
    self.factory = factory
    inputs = Dictionary(
      uniqueKeysWithValues: CallInput.Content.Tag.allCases.map {
        ($0, Metric.inputs.counter(["\($0)"], in: factory))
      }
    )
    latencies = Dictionary(
      uniqueKeysWithValues: CallLatency.allCases.map { ($0, $0.metric.timer(in: factory)) }
    )
    mismatches = Metric.eventsOfOtherCalls.counter(in: factory)
    timerLag = Metric.timerLag.timer(in: factory)
  }

  /// How many calls have something left to do.
  var openCalls: Int { open.load(ordering: .relaxed) }

  /// So many calls of before have something left to do.
  func tookStock(open count: Int) { open.add(count, ordering: .relaxed) }

  /// A call began.
  func callBegan(_ flow: String) {
    open.add(1, ordering: .relaxed)
    Metric.callsBegun.counter([flow], in: factory).increment()
  }

  /// A call ended.
  func callEnded(_ manner: CallEnd.Manner, _ reason: EndReason?) {
    Metric.callsEnded.counter([manner.rawValue, reason?.rawValue ?? "none"], in: factory)
      .increment()
  }

  /// A call that had begun has nothing left to do.
  func callClosed() { open.subtract(1, ordering: .relaxed) }

  /// An input was committed.
  func took(_ input: CallInput.Content) {
    inputs[input.tag]?.increment()
    if case .refused(_, let refusal) = input {
      Metric.commandsRefused.counter([refusal.metricClass], in: factory).increment()
    }
  }

  /// Latencies of a call became known.
  func measured(_ known: [(CallLatency, Milliseconds)]) {
    for (latency, length) in known { latencies[latency]?.recordMilliseconds(length.count) }
  }

  /// Events named another leg.
  func eventsMismatched(_ count: Int) { mismatches.increment(by: count) }

  /// A timer is handled so long after it was due.
  func timerIsLate(by length: Milliseconds) { timerLag.recordMilliseconds(max(0, length.count)) }
}

extension CallLatency {
  fileprivate var metric: Metric {
    switch self {
    case .notify: .notifyLatency
    case .answer: .answerLatency
    case .connect: .connectLatency
    case .firstAudio: .firstAudioLatency
    }
  }
}

extension CallInput.Content {
  /// Which of the cases it is.
  fileprivate var tag: Tag {
    switch self {
    case .incoming: .incoming
    case .started: .started
    case .event: .event
    case .answered: .answered
    case .refused: .refused
    case .httpFinished: .httpFinished
    case .timer: .timer
    case .signal: .signal
    case .observed: .observed
    case .recordingReady: .recordingReady
    case .hangUpRequested: .hangUpRequested
    case .recovered: .recovered
    }
  }
}

extension Refusal {
  /// What was answered last, in a word of a closed list.
  var metricClass: String {
    switch (status, certainty) {
    case (nil, .definite): "impossible"
    case (nil, .indefinite): "unanswered"
    case (401?, _): "unauthorized"
    case (403?, _): "forbidden"
    case (404?, _): "notFound"
    case (408?, _): "timeout"
    case (409?, _), (412?, _): "conflict"
    case (429?, _): "throttled"
    case (let status?, _): status >= 500 ? "serverError" : "refused"
    }
  }
}
