internal import CallAutomation
package import CallModel
internal import FlowEngine
internal import JSON

/// A part of what happened to a call, from its beginning to its end.
package struct CallSpan: Hashable, Sendable {
  /// What kind of part it is, by the numbers of OTLP.
  package enum Kind: Int, Hashable, Sendable {
    /// Something that happens here: a step.
    case `internal` = 1
    /// Something others asked for: the call.
    case server = 2
    /// Something others are asked for: a command, a request.
    case client = 3
  }

  /// Its place.
  package let context: TraceContext
  /// The span it is a part of; nil for the call itself.
  package let parent: String?
  /// What it is, in one of few words.
  package let name: String
  /// What kind of part it is.
  package let kind: Kind
  /// When it began.
  package let start: Timestamp
  /// When it ended.
  package fileprivate(set) var end: Timestamp
  /// What is known of it: ids, paths, outcomes; never a value of the flow.
  package fileprivate(set) var attributes: [String: String]
  /// Why it failed; nil where it did not.
  package fileprivate(set) var failure: String?
}

/// The spans of a call that has ended, the call's own first.
///
/// They are made of what the journal has, so a call that outlived starts of the host is told whole.
package func spans(of outline: CallOutline, _ entries: [JournalEntry]) -> [CallSpan] {
  var reader = SpanReader(outline, endingAt: entries.last?.input.time)
  for entry in entries { reader.read(entry) }
  return reader.spans
}

/// Most spans of one call; of one that loops for hours the first are told.
private let mostSpans = 1_000

/// Makes spans of a call's journal, line by line.
private struct SpanReader {
  private let call: CallID
  private(set) var spans: [CallSpan]
  private var steps: [String: Int] = [:]
  private var operations: [Int: Int] = [:]
  /// The steps that run, the last one innermost.
  private var running: [Int] = []
  private var stepCount = 0

  init(_ outline: CallOutline, endingAt last: Timestamp?) {
    call = outline.id
    let end = max(outline.end?.time ?? last ?? outline.startedAt, outline.startedAt)
    var attributes = [
      "flowctl.call": call.digest, "flowctl.flow": outline.flow,
      "flowctl.version": String(outline.version.rawValue.prefix(12)),
    ]
    attributes["flowctl.end"] = outline.end?.manner.rawValue
    spans = [
      CallSpan(
        context: TraceContext(of: call),
        parent: nil,
        name: "call",
        kind: .server,
        start: outline.startedAt,
        end: end,
        attributes: attributes,
        failure: outline.end?.manner == .faulted ? "the call was given up" : nil
      )
    ]
  }

  mutating func read(_ entry: JournalEntry) {
    let time = entry.input.time
    settle(entry.input.content, at: time)
    for effect in entry.effects {
      switch effect {
      case .trace(let trace): note(trace, at: time)
      case .send(let send):
        begin(send.context.ordinal, send.command.kind.rawValue, at: time, [:])
      case .http(let request):
        begin(
          request.ordinal,
          request.method,
          at: time,
          ["http.request.method": request.method]
        )
      case .fetch(let fetch): begin(fetch.ordinal, "fetch", at: time, [:])
      case .read, .setTimer, .cancelTimer, .withdraw, .release, .schedule, .log: break
      }
    }
  }

  private mutating func begin(
    _ ordinal: Int,
    _ name: String,
    at time: Timestamp,
    _ attributes: [String: String]
  ) {
    // A new attempt goes on with the span of the first.
    guard operations[ordinal] == nil else { return }
    operations[ordinal] = add(
      TraceContext(of: call, ordinal: ordinal),
      name,
      .client,
      at: time,
      attributes.merging(["flowctl.operation": "\(ordinal)"]) { $1 }
    )
  }

  private mutating func note(_ trace: StepTrace, at time: Timestamp) {
    switch trace.mark {
    case .started:
      stepCount += 1
      let place = add(
        TraceContext(of: call, step: stepCount),
        trace.keyword,
        .internal,
        at: time,
        ["flowctl.path": trace.place]
      )
      guard let place else { return }
      steps[trace.place] = place
      running.append(place)
    case .ended(let outcome, let detail):
      guard let place = steps.removeValue(forKey: trace.place) else { return }
      running.removeAll { $0 == place }
      spans[place].end = time
      spans[place].attributes["flowctl.outcome"] = outcome
      if outcome == "failed" { spans[place].failure = detail }
    case .skipped, .entered: break
    }
  }

  private mutating func settle(_ content: CallInput.Content, at time: Timestamp) {
    switch content {
    case .answered(let context, _): end(context.ordinal, at: time)
    case .refused(let context, let refusal):
      end(context.ordinal, at: time, failure: refusal.summary)
    case .event(let event):
      guard let context = event.context else { return }
      let isFailure = event.kind.rawValue.hasSuffix("Failed")
      end(context.ordinal, at: time, failure: isFailure ? event.summary : nil)
    case .httpFinished(let ordinal, let result):
      if case .response(let answer) = result, let place = operations[ordinal] {
        spans[place].attributes["http.response.status_code"] = "\(answer.status)"
      }
      end(ordinal, at: time, failure: result.failure)
    case .incoming, .started, .timer, .signal, .observed, .recordingReady, .hangUpRequested,
      .recovered:
      break
    }
  }

  private mutating func end(_ ordinal: Int, at time: Timestamp, failure: String? = nil) {
    guard let place = operations[ordinal] else { return }
    spans[place].end = time
    if let failure { spans[place].failure = failure }
  }

  private mutating func add(
    _ context: TraceContext,
    _ name: String,
    _ kind: CallSpan.Kind,
    at time: Timestamp,
    _ attributes: [String: String]
  ) -> Int? {
    guard spans.count < mostSpans else { return nil }
    let parent = kind == .client ? running.last : nil
    spans.append(
      CallSpan(
        context: context,
        parent: spans[parent ?? 0].context.spanID,
        name: name,
        kind: kind,
        start: time,
        end: time,
        attributes: attributes,
        failure: nil
      )
    )
    return spans.count - 1
  }
}

extension HTTPResult {
  /// Why it is none that a flow can use; nil where it is one.
  fileprivate var failure: String? {
    switch self {
    case .response(let answer): answer.status < 400 ? nil : "\(answer.status)"
    case .timedOut: "no answer came in time"
    case .failed, .refused: "no answer came"
    case .fetched: nil
    }
  }
}
