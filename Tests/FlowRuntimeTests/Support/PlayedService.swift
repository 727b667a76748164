import CallAutomation
import CallModel
import FlowEngine
import Synchronization
import TestSupport

@testable import FlowRuntime

/// A service that plays a whole call with `ScriptedSender`: it carries out commands, each
/// repeatable one once, and has an event to tell of each.
final class PlayedService: Sendable {
  fileprivate struct State {
    var commands: [String] = []
    var events: [CallInput.Content] = []
    var repeatabilityIDs: Set<String> = []
    var isOver = false
  }

  private let state = Mutex(State())

  /// The commands in the order in which they were carried out.
  var commands: [String] { state.withLock { $0.commands } }

  /// The events there are to tell.
  var events: [CallInput.Content] { state.withLock { $0.events } }

  /// Answers a request.
  func answer(_ exchange: ScriptedSender.Exchange) {
    guard let request = exchange.request else { return }
    let isOver = state.withLock { state in
      if request.method == "POST" { state.carryOut(exchange.line, request) }
      return state.isOver
    }
    switch (request.method, isOver) {
    case ("POST", _): exchange.answer(200, answered)
    case (_, true): exchange.answer(404, #"{"error":{"code":"8522","message":"gone"}}"#)
    case (_, false) where exchange.line.hasSuffix("participants"):
      exchange.answer(200, #"{"value":[]}"#)
    case (_, false): exchange.answer(200, #"{"callConnectionState":"connected"}"#)
    }
  }
}

extension PlayedService.State {
  fileprivate mutating func carryOut(_ line: String, _ request: ServiceRequest) {
    if let id = request.header("Repeatability-Request-ID") {
      guard repeatabilityIDs.insert(id).inserted else { return }
    }
    commands.append(line)
    let context = request.operationContext
    let id = "event-\(commands.count)"
    switch line {
    case "POST :answer": events.append(event(.callConnected, id: id))
    case "POST :play": events.append(event(.playCompleted, id: id, context: context))
    case "POST :terminate":
      isOver = true
      events.append(event(.callDisconnected, id: id))
    default: break
    }
  }
}

extension TestHost {
  /// Lets the service and the host talk about a call until something holds.
  ///
  /// Every event is told twice; one that is not acknowledged is told again. Time passes when nobody
  /// has anything to say.
  func talk(
    with service: PlayedService,
    about id: CallID,
    until isDone: @escaping @Sendable () -> Bool
  ) async {
    await withDiscardingTaskGroup { group in
      group.addTask {
        while !Task.isCancelled {
          if let exchange = await sender.nextIfAny() { service.answer(exchange) }
        }
      }
      var told = 0
      while !isDone() {
        let events = service.events
        guard told < events.count else {
          for _ in 0..<200 where !isDone() { await Task.yield() }
          if service.events.count == told { clock.advance(by: .milliseconds(250)) }
          continue
        }
        let outcome = await host.deliver([events[told]], to: id)
        _ = await host.deliver([events[told]], to: id)
        told += outcome == .committed || outcome == .ended ? 1 : 0
      }
      group.cancelAll()
    }
  }
}
