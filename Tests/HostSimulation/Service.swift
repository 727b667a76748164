internal import CallAutomation
internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowRuntime
internal import JSON

/// The emulated service, and what it was asked: nothing is to be done twice.
struct Service: Sendable {
  /// An operation of a call.
  private struct Operation: Hashable {
    let call: CallID
    let context: OperationContext
  }

  var emulator: CallEmulator
  /// When the emulator is looked at again.
  var wakesAt: Timestamp?
  private var requests: [Operation: ServiceRequest] = [:]
  private var done: [Operation: Int] = [:]
  private var answered: Set<Operation> = []
  /// In which lives flows' own requests were done, by call and ordinal.
  private var webRequests: [RequestLabel: [Int]] = [:]
  private var sequences: [CallID: Int] = [:]

  init(seed: UInt64) {
    var configuration = EmulatorConfiguration(eventGridURL: "https://host.test/api/incomingCall")
    configuration.accessKey = nil
    configuration.seed = seed
    configuration.keptTraces = 100
    emulator = CallEmulator(configuration)
  }

  /// Answers a request; what is wrong with it is returned.
  mutating func handle(
    _ request: ServiceRequest,
    of label: RequestLabel,
    once: Bool,
    at now: Timestamp
  ) -> (answer: WebAnswer, breaches: [String]) {
    var breaches: [String] = []
    let operation = label.context.map { Operation(call: label.call, context: $0) }
    if let operation {
      let first = requests[operation]
      if let first, first.line != request.line || first.body != request.body {
        breaches.append(
          "\(label.call.digest): \(operation.context) was \(first.line), and is \(request.line) now"
        )
      }
      requests[operation] = request
    }
    let response = emulator.handle(request, at: now)
    if let operation, once, (200...299).contains(response.status) {
      done[operation, default: 0] += 1
      if done[operation] == 2 {
        breaches.append("\(label.call.digest): \(request.line) \(operation.context) is done twice")
      }
    }
    return (
      WebAnswer(status: response.status, headers: response.headers, body: response.body), breaches
    )
  }

  /// A flow's own request arrives; what is wrong with it is returned.
  mutating func take(_ label: RequestLabel, _ effect: HTTPEffect?, in life: Int) -> String? {
    let lives = webRequests[label, default: []]
    webRequests[label] = lives + [life]
    guard let effect else { return "\(label.call.digest): request \(label) is not on disk" }
    guard effect.method != "GET", effect.method != "HEAD", !lives.isEmpty else { return nil }
    guard effect.once || lives.contains(life) else { return nil }
    return "\(label.call.digest): \(effect.method) of \(effect.ordinal) is made twice"
  }

  /// Notes that a host has had the answer of a request.
  mutating func noteAnswer(of label: RequestLabel) {
    guard let context = label.context else { return }
    answered.insert(Operation(call: label.call, context: context))
  }

  /// Whether an event comes before its request is answered.
  func isEarly(_ event: CallEvent, of call: CallID) -> Bool {
    guard let context = event.context else { return false }
    return !answered.contains(Operation(call: call, context: context))
  }

  /// Whether an event has a list of parties that is older than one that came before.
  mutating func isStale(_ event: CallEvent, of call: CallID) -> Bool {
    guard case .participantsUpdated(_, let sequence?) = event.content else { return false }
    let newest = sequences[call] ?? 0
    sequences[call] = max(newest, sequence)
    return sequence < newest
  }
}

extension ServiceRequest {
  /// What is asked for, without the body.
  var line: String { "\(method) \(path)" }
}
