internal import CallAutomation
internal import CallDispatch
internal import CallModel
internal import JSON
package import Logging
package import Metrics

/// Tells a collector of the spans of calls that have ended (OTLP over HTTP), beside all else.
///
/// It reads what the journal has of such a call, so that nothing is kept for it while the call goes
/// on. No call waits for it: where the collector is too slow or gone, spans are lost, counted, and
/// that is said once until it takes some again.
package final class SpanExporter: Sendable {
  private struct State {
    var calls: [CallID] = []
    var isFinishing = false
    var isLosing = false
  }

  private let url: String
  private let journal: any Journal
  private let sender: any RequestSending
  private let time: HostTime
  private let random: @Sendable () -> Double
  private let logger: Logger
  private let exported: Counter
  private let lost: Counter
  private let state = Guarded(State())
  private let doorbell = Doorbell()

  /// Makes one that sends to that URL, once it runs.
  package init(
    to url: String,
    reading journal: any Journal,
    sender: any RequestSending,
    time: HostTime = .system,
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
    logger: Logger,
    metrics: any MetricsFactory
  ) {
    self.url = url
    self.journal = journal
    self.sender = sender
    self.time = time
    self.random = random
    self.logger = logger
    exported = Metric.tracesExported.counter(in: metrics)
    lost = Metric.tracesLost.counter(in: metrics)
  }

  /// Notes that a call has ended; all else that happens to calls is of no concern.
  package func note(_ trace: CallTrace) {
    guard case .ended = trace.content else { return }
    let isTaken = state.withLock { state in
      guard state.calls.count < HostLimits.tracesWaiting, !state.isFinishing else { return false }
      state.calls.append(trace.callID)
      return true
    }
    if isTaken { doorbell.ring() } else { lose(1, because: "too many calls wait to be told of") }
  }

  /// Sends until it is to finish and nothing is left, or until the task is cancelled.
  package func run() async {
    while let calls = nextCalls() {
      if calls.isEmpty {
        await doorbell.wait()
      } else {
        await export(calls)
      }
    }
    let left = state.withLock { state in
      defer { state.calls = [] }
      return state.calls.count
    }
    if left > 0 { lose(left, because: "the server stopped before they were sent") }
  }

  /// Takes no more calls; `run` returns when those it has are told of.
  ///
  /// Each is tried once from here on: whoever stops the server waits.
  package func finish() {
    state.withLock { $0.isFinishing = true }
    doorbell.ring()
  }

  /// The calls to be told of next; nil where there will be none.
  private func nextCalls() -> [CallID]? {
    guard !Task.isCancelled else { return nil }
    return state.withLock { state in
      let calls = Array(state.calls.prefix(HostLimits.tracesAtOnce))
      state.calls.removeFirst(calls.count)
      return calls.isEmpty && state.isFinishing ? nil : calls
    }
  }

  private func export(_ calls: [CallID]) async {
    var all: [CallSpan] = []
    do throws(JournalError) {
      for id in calls {
        guard let call = try await journal.call(id) else { continue }
        var entries: [JournalEntry] = []
        for row in try await journal.entries(of: id) { entries.append(try JournalEntry(row)) }
        all += spans(of: call.outline, entries)
      }
    } catch {
      return lose(calls.count, because: error.description)
    }
    if let failure = await send(otlpRequest(all).bytes(in: .compact)) {
      lose(calls.count, because: failure)
    } else {
      exported.increment(by: calls.count)
      state.withLock { $0.isLosing = false }
    }
  }

  /// Sends a body, again while the collector says that it may take it later; why it did not, or nil.
  private func send(_ body: [UInt8]) async -> String? {
    let request = WebRequest(
      method: "POST",
      url: url,
      headers: [ServiceRequest.Header("content-type", "application/json")],
      body: body
    )
    var tries = Tries(
      until: time.now + HostLimits.traceTime,
      atMost: HostLimits.traceTries,
      random: random
    )
    while true {
      let result = await sender.send(request, timeout: HostLimits.traceRequest)
      var asked: Duration?
      switch result {
      case .answer(let answer) where (200...299).contains(answer.status): return nil
      case .answer(let answer) where [429, 502, 503, 504].contains(answer.status):
        asked = answer.retryAfter
      case .answer, .impossible: return result.summary(Scrubber())
      case .notSent, .uncertain, .timedOut: break
      }
      guard let pause = tries.pause(atLeast: asked, at: time.now),
        !state.withLock(\.isFinishing), await time.sleep(for: pause)
      else { return result.summary(Scrubber()) }
    }
  }

  private func lose(_ count: Int, because reason: String) {
    lost.increment(by: count)
    let isFirst = state.withLock { state in
      defer { state.isLosing = true }
      return !state.isLosing
    }
    guard isFirst else { return }
    logger.warning("traces are lost", metadata: ["collector": "\(url)", "reason": "\(reason)"])
  }
}
