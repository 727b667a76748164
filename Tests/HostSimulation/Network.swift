internal import CallAutomation
internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowRuntime
internal import JSON
internal import Synchronization

/// The network of one life of a host: what it asks reaches the service, or not, and so do the answers.
///
/// What has left goes on its way when the host dies.
final class SimulatedNetwork: RequestSending {
  private let life: Life
  private let world: World

  init(_ life: Life, _ world: World) {
    self.life = life
    self.world = world
  }

  func send(_ request: ServiceRequest, timeout: Duration) async -> SendResult {
    guard let label = life.takeLabel() else { return .impossible(reason: "it is of no call") }
    world.reach(.beforeRequest, life)
    guard !life.isOver else { return .uncertain(reason: "the host is gone") }
    if let context = label.context, request.method != "GET" {
      world.checkCommand(context, of: label.call)
    }
    let fate = RequestFate(world.dice, timeout: timeout)
    if let fault = fate.fault { world.note(fault) }
    let result = await answer(fate, timeout) { [world, life] in
      let answer = world.serve(request, of: label)
      world.reach(.requestDone, life)
      return answer
    }
    if case .answer = result { world.service.withLock { $0.noteAnswer(of: label) } }
    return result
  }

  func send(_ request: WebRequest, timeout: Duration) async -> SendResult {
    guard let label = life.takeLabel() else { return .impossible(reason: "it is of no call") }
    world.reach(.beforeRequest, life)
    guard !life.isOver else { return .uncertain(reason: "the host is gone") }
    let fate = RequestFate(world.dice, timeout: timeout)
    if let fault = fate.fault { world.note(fault) }
    return await answer(fate, timeout) { [world, life] in
      world.reach(.webRequestUnderWay, life)
      return world.serve(request, of: label, in: life)
    }
  }

  /// Lets a request go its way; the host waits for what comes back, as long as it lives.
  private func answer(
    _ fate: RequestFate,
    _ timeout: Duration,
    _ serve: @escaping @Sendable () -> WebAnswer
  ) async -> SendResult {
    let reply = Reply()
    let (world, life) = (world, life)
    if fate.arrives {
      world.time.after(fate.way) {
        world.reach(.requestUnderWay, life)
        let answer = serve()
        world.time.after(fate.wayBack) { reply.give(fate.result ?? .answer(answer)) }
      }
    } else if let result = fate.result {
      world.time.after(fate.way) { reply.give(result) }
    }
    let limit = world.time.after(timeout) { reply.give(.timedOut) }
    let result = await reply.wait()
    world.time.cancel(limit)
    world.reach(.answerArrives, life)
    guard !life.isOver else { return .uncertain(reason: "the host is gone") }
    return result
  }
}

/// What becomes of a request on its way.
struct RequestFate: Sendable {
  let fault: Fault?
  /// Whether it reaches whoever it is for.
  let arrives: Bool
  /// What the sender sees, whatever is answered; nil for the answer.
  let result: SendResult?
  let way: Duration
  let wayBack: Duration

  init(_ dice: Dice, timeout: Duration) {
    way = dice.milliseconds(in: 1...40)
    let usualBack = dice.milliseconds(in: 1...60)
    guard dice.happens(120) else {
      (fault, arrives, result, wayBack) = (nil, true, nil, usualBack)
      return
    }
    func status(_ status: Int, _ headers: [ServiceRequest.Header] = []) -> SendResult {
      let body = #"{"error":{"code":"\#(status)","message":"not now"}}"#
      return .answer(WebAnswer(status: status, headers: headers, body: Array(body.utf8)))
    }
    let reset = SendResult.uncertain(reason: "the connection was reset")
    switch dice.number(in: 0...9) {
    case 0: (fault, arrives, result) = (.notSent, false, .notSent(reason: "nobody is there"))
    case 1: (fault, arrives, result) = (.resetBefore, false, reset)
    case 2: (fault, arrives, result) = (.resetAfter, true, reset)
    case 3: (fault, arrives, result) = (.timeoutBefore, false, nil)
    case 4: (fault, arrives, result) = (.timeoutAfter, true, nil)
    case 5: (fault, arrives, result) = (.slowAnswer, true, nil)
    case 6:
      let wait = ServiceRequest.Header("Retry-After", "\(dice.number(in: 1...4))")
      (fault, arrives, result) = (.tooManyRequests, false, status(429, [wait]))
    case 7: (fault, arrives, result) = (.serverError, false, status(500))
    case 8: (fault, arrives, result) = (.unavailable, false, status(503))
    default: (fault, arrives, result) = (.errorAfter, true, status(500))
    }
    switch fault {
    case .timeoutAfter: wayBack = timeout * 2
    case .slowAnswer: wayBack = dice.milliseconds(in: 200...6000)
    default: wayBack = usualBack
    }
  }
}

/// An answer that somebody waits for until they are cancelled.
private final class Reply: Sendable {
  private struct State {
    var result: SendResult?
    var continuation: CheckedContinuation<SendResult, Never>?
  }

  private let state = Mutex(State())

  /// Gives the answer; only the first one counts.
  func give(_ result: SendResult) {
    let continuation = state.withLock { state in
      guard state.result == nil else { return nil as CheckedContinuation<SendResult, Never>? }
      state.result = result
      defer { state.continuation = nil }
      return state.continuation
    }
    continuation?.resume(returning: result)
  }

  func wait() async -> SendResult {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let result = state.withLock { state in
          if state.result == nil { state.continuation = continuation }
          return state.result
        }
        if let result { continuation.resume(returning: result) }
      }
    } onCancel: {
      give(.uncertain(reason: "the host stopped"))
    }
  }
}

/// The request that a host is about to send: its call, and its operation or ordinal.
struct RequestLabel: Hashable, Sendable {
  let call: CallID
  /// The operation; nil for a read and a flow's own request.
  var context: OperationContext?
  /// The ordinal of a flow's own request.
  var webOrdinal: Int?

  /// Reads what a trace calls it: `play 3.1`, `http 4`, `read call`.
  init(_ call: CallID, _ text: String) {
    self.call = call
    let words = text.split(separator: " ")
    guard words.count == 2 else { return }
    context = OperationContext(String(words[1]))
    if words[0] == "http" { webOrdinal = Int(words[1]) }
  }
}
