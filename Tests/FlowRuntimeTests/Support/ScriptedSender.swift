import CallAutomation
import CallDispatch
import CallModel
import FlowRuntime
import Synchronization

/// A network that a test plays: it sees each request and says what comes of it.
final class ScriptedSender: RequestSending {
  /// A request that waits for its answer.
  struct Exchange: Sendable {
    /// The method and the path's last part, such as `POST :answer`.
    let line: String
    let request: ServiceRequest?
    let web: WebRequest?
    let timeout: Duration
    fileprivate let number: Int
    fileprivate let sender: ScriptedSender

    func answer(_ result: SendResult) { sender.answer(number, result) }
    func answer(_ status: Int, _ body: String = "", retryAfter: Int? = nil) {
      answer(.status(status, body, retryAfter: retryAfter))
    }
  }

  private struct State {
    var waiting: [Exchange] = []
    var open: [Int: CheckedContinuation<SendResult, Never>] = [:]
    var count = 0
  }

  private let state = Mutex(State())

  func send(_ request: ServiceRequest, timeout: Duration) async -> SendResult {
    let last = request.path.split(separator: "/").last.map(String.init) ?? ""
    let action = last.contains(":") ? String(last.drop { $0 != ":" }) : last
    return await send("\(request.method) \(action)", request, nil, timeout)
  }

  func send(_ request: WebRequest, timeout: Duration) async -> SendResult {
    await send("\(request.method) \(request.url)", nil, request, timeout)
  }

  private func send(
    _ line: String,
    _ request: ServiceRequest?,
    _ web: WebRequest?,
    _ timeout: Duration
  ) async -> SendResult {
    let number = state.withLock { state in
      state.count += 1
      return state.count
    }
    let exchange = Exchange(
      line: line,
      request: request,
      web: web,
      timeout: timeout,
      number: number,
      sender: self
    )
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        state.withLock { state in
          state.open[number] = continuation
          state.waiting.append(exchange)
        }
        if Task.isCancelled { answer(number, .uncertain(reason: "cancelled")) }
      }
    } onCancel: {
      answer(number, .uncertain(reason: "cancelled"))
    }
  }

  fileprivate func answer(_ number: Int, _ result: SendResult) {
    state.withLock { $0.open.removeValue(forKey: number) }?.resume(returning: result)
  }

  /// The next request, in the order in which they were sent.
  func next() async throws -> Exchange {
    guard let exchange = await nextIfAny() else { throw TestFailure("no request came") }
    return exchange
  }

  /// The next request, or nil if the task is cancelled before there is one.
  func nextIfAny() async -> Exchange? {
    await eventually { self.state.withLock { !$0.waiting.isEmpty } }
    return state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
  }

  /// How many requests were sent.
  var count: Int { state.withLock { $0.count } }
}

extension SendResult {
  static func status(_ status: Int, _ body: String = "", retryAfter: Int? = nil) -> SendResult {
    let headers = retryAfter.map { [ServiceRequest.Header("Retry-After", "\($0)")] } ?? []
    return .answer(WebAnswer(status: status, headers: headers, body: Array(body.utf8)))
  }
}
