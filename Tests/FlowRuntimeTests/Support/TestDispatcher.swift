import CallAutomation
import CallDispatch
import CallModel
import FlowEngine
import FlowLanguage
import Synchronization
import TestSupport

@testable import FlowRuntime

/// A dispatcher with a scripted network, whose reports a test reads.
struct TestDispatcher: Sendable {
  let dispatcher: Dispatcher
  let sender = ScriptedSender()
  let clock = ManualClock()
  let reports = Reports()
  let call = CallID(String(repeating: "a", count: 32))

  init(
    secrets: [String: String] = [:],
    observer: @escaping @Sendable (CallTrace) -> Void = { _ in },
    keepFile: @escaping @Sendable (KeptFile) async -> KeepingResult = { _ in .never("nowhere") }
  ) {
    let reports = reports
    dispatcher = Dispatcher(
      Dispatcher.Dependencies(
        sender: sender,
        callbackBase: "https://calls.example",
        time: clock.hostTime,
        random: { 1 },
        secrets: SecretReading { reference throws(SecretFailure) in
          guard case .environment(let name) = reference else {
            throw .unreadable(path: "\(reference)")
          }
          guard let secret = secrets[name] else { throw .unset(variable: name) }
          return secret
        },
        observer: observer,
        keepFile: keepFile
      )
    ) {
      reports.add($0)
      return true
    }
  }

  func running(_ body: @Sendable (TestDispatcher) async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await dispatcher.run() }
      defer { group.cancelAll() }
      try await body(self)
    }
  }

  /// Asks for effects, numbered from a position on.
  func ask(
    _ effects: [Effect],
    from position: Int = 1,
    connection: String? = "connection-1",
    secrets: [String: SecretReference] = [:]
  ) {
    dispatcher.accept(
      LaneOrder(
        callID: call,
        flow: "test",
        connectionID: connection.map { CallConnectionID($0) },
        secrets: secrets,
        added: effects.enumerated().map { OutboxItem(position: position + $0, effect: $1) }
      )
    )
  }

  /// Takes items out of the order.
  func withdraw(_ positions: Set<Int>) {
    var order = LaneOrder(
      callID: call,
      flow: "test",
      connectionID: CallConnectionID("connection-1"),
      secrets: [:]
    )
    order.withdrawn = positions
    dispatcher.accept(order)
  }

  /// Lets others go before items are answered.
  func release(_ positions: Set<Int>) {
    var order = LaneOrder(
      callID: call,
      flow: "test",
      connectionID: CallConnectionID("connection-1"),
      secrets: [:]
    )
    order.released = positions
    dispatcher.accept(order)
  }

  func send(_ command: CallCommand, _ ordinal: Int = 1, seconds: Int = 30) -> Effect {
    .send(
      SendEffect(
        context: OperationContext(ordinal: ordinal, attempt: 1),
        command: command,
        firstSent: clock.timestamp,
        deadline: clock.timestamp + .seconds(seconds)
      )
    )
  }
}

/// What a dispatcher reported.
final class Reports: Sendable {
  private let all = Mutex<[LaneReport]>([])

  func add(_ report: LaneReport) { all.withLock { $0.append(report) } }

  /// The next report.
  func next() async throws -> LaneReport {
    await eventually { self.all.withLock { !$0.isEmpty } }
    let report = all.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    guard let report else { throw TestFailure("no report came") }
    return report
  }

  var isEmpty: Bool { all.withLock(\.isEmpty) }
}
