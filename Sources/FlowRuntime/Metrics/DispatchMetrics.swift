internal import CallDispatch
internal import CallModel
internal import Metrics

/// What the runtime counts and measures of requests: those to the service, and those of flows.
struct DispatchMetrics: Sendable {
  private let commands: [CallCommand.Kind: CommandMetrics]
  private let flowRequests: [SendClass: Counter]
  private let serviceTime: Timer
  private let flowTime: Timer
  private let flowRetries: Counter

  /// Makes the metrics of requests.
  init(_ factory: any MetricsFactory) {
    commands = Dictionary(
      uniqueKeysWithValues: CallCommand.Kind.allCases.map { ($0, CommandMetrics($0, factory)) }
    )
    flowRequests = SendClass.counters { Metric.flowRequests.counter([$0], in: factory) }
    serviceTime = Metric.serviceRequestTime.timer(in: factory)
    flowTime = Metric.flowRequestTime.timer(in: factory)
    flowRetries = Metric.flowRetries.counter(in: factory)
  }

  /// A command was tried.
  func tried(_ command: CallCommand.Kind, _ result: SendResult, in length: Duration) {
    commands[command]?.results[result.sendClass]?.increment()
    serviceTime.recordNanoseconds(length.wholeNanoseconds)
  }

  /// A command is to be tried again.
  func retries(_ command: CallCommand.Kind) { commands[command]?.retries.increment() }

  /// A flow's request was tried.
  func tried(_ result: SendResult, in length: Duration) {
    flowRequests[result.sendClass]?.increment()
    flowTime.recordNanoseconds(length.wholeNanoseconds)
  }

  /// A flow's request is to be tried again.
  func triesFlowAgain() { flowRetries.increment() }
}

private struct CommandMetrics: Sendable {
  let results: [SendClass: Counter]
  let retries: Counter

  init(_ command: CallCommand.Kind, _ factory: any MetricsFactory) {
    results = SendClass.counters {
      Metric.serviceRequests.counter([command.rawValue, $0], in: factory)
    }
    retries = Metric.serviceRetries.counter([command.rawValue], in: factory)
  }
}

/// What came of a try, as far as it is counted.
private enum SendClass: String, CaseIterable, Sendable {
  case taken, refused, throttled, serverError, unanswered, notSent

  static func counters(_ make: (String) -> Counter) -> [SendClass: Counter] {
    Dictionary(uniqueKeysWithValues: allCases.map { ($0, make($0.rawValue)) })
  }
}

extension SendResult {
  fileprivate var sendClass: SendClass {
    switch self {
    case .answer(let answer):
      switch answer.status {
      case 429: .throttled
      case 500...: .serverError
      case 400...: .refused
      case _: .taken
      }
    case .notSent, .impossible: .notSent
    case .uncertain, .timedOut: .unanswered
    }
  }
}
