import CallAutomation
import CallDispatch
import CallModel
import FlowEngine
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

/// What a lane carries out, whoever comes in between.
@Suite(.hangLimit)
struct LaneSchedules {
  @Test func `each item is carried out once, in order, whenever it is taken`() async {
    for seed in UInt64(1)...600 {
      let lane = ScheduledLane()
      let isDone = await SeededScheduler.run(seed: seed) { scheduler in
        await lane.running(on: scheduler) { dispatcher in
          await withTaskGroup(of: Void.self) { group in
            // The calls' tasks: more is taken while what was taken before is under way.
            for call in lane.calls {
              group.addTask {
                for position in 1...3 {
                  dispatcher.accept(lane.order(call, adding: [position]))
                  await Task.yield()
                }
                dispatcher.accept(lane.order(call, adding: [4, 5]))
              }
            }
          }
          await lane.untilReported(10)
        }
      }
      #expect(isDone, "stuck with seed \(seed)")
      for call in lane.calls {
        #expect(lane.sent(of: call) == [1, 2, 3, 4, 5], "seed \(seed)")
        #expect(lane.reported(of: call) == [1, 2, 3, 4, 5], "seed \(seed)")
      }
      guard isDone, lane.calls.allSatisfy({ lane.sent(of: $0) == [1, 2, 3, 4, 5] }) else { return }
    }
  }

  @Test func `after a withdrawal at most what was on the wire is still sent`() async {
    for seed in UInt64(1)...300 {
      let lane = ScheduledLane(failing: [1, 2])
      let isDone = await SeededScheduler.run(seed: seed) { scheduler in
        await lane.running(on: scheduler) { dispatcher in
          let call = lane.calls[0]
          dispatcher.accept(lane.order(call, adding: [1, 2, 3]))
          for _ in 0..<scheduler.random(below: 30) { await Task.yield() }
          dispatcher.accept(lane.order(call, adding: [], ending: 4, withdrawing: [1, 2, 3]))
          lane.markWithdrawn()
          await lane.untilReported(of: 4)
          _ = await scheduler.clock.hostTime.sleep(for: .seconds(60))
        }
      }
      #expect(isDone, "stuck with seed \(seed)")
      let late = lane.sentAfterMark.filter { $0 != 4 }
      #expect(late.count <= 1, "\(late) with seed \(seed)")
      #expect(lane.sent(of: lane.calls[0]).count { $0 == 4 } == 1, "seed \(seed)")
      guard isDone, late.count <= 1 else { return }
    }
  }

  @Test func `a stop begins nothing more, and what is begun ends before it`() async {
    for seed in UInt64(1)...300 {
      let lane = ScheduledLane()
      let isDone = await SeededScheduler.run(seed: seed) { scheduler in
        await lane.running(on: scheduler) { dispatcher in
          await withTaskGroup(of: Void.self) { group in
            group.addTask {
              for position in 1...5 {
                dispatcher.accept(lane.order(lane.calls[0], adding: [position]))
                await Task.yield()
              }
            }
            group.addTask {
              for _ in 0..<scheduler.random(below: 20) { await Task.yield() }
              await dispatcher.stop()
              lane.markWithdrawn()
            }
          }
        }
      }
      #expect(isDone, "stuck with seed \(seed)")
      let sent = lane.sent(of: lane.calls[0])
      #expect(sent == Array(1...5).prefix(sent.count).map { $0 }, "seed \(seed)")
      #expect(lane.reported(of: lane.calls[0]) == sent, "seed \(seed)")
      #expect(lane.sentAfterMark == [], "seed \(seed)")
      guard isDone, lane.sentAfterMark == [] else { return }
    }
  }
}

private let prompt = CallCommand.play(
  PlayCommand(
    sources: [.file(uri: "https://media.contoso.com/a.wav")],
    to: [],
    loop: false,
    interrupts: false
  )
)

/// A dispatcher whose network answers after a few turns, and whose reports are dealt with after a
/// few more.
private final class ScheduledLane: RequestSending {
  private struct State {
    var sent: [(CallID, Int)] = []
    var reported: [(CallID, Int)] = []
    var mark: Int?
  }

  let calls = ["a", "b"].map { CallID(String(repeating: $0, count: 32)) }
  private let failing: Set<Int>
  private let state = Mutex(State())
  private let hasReported = Doorbell()

  /// Makes one.
  ///
  /// - Parameter failing: The positions of what is answered 503 again and again.
  init(failing: Set<Int> = []) { self.failing = failing }

  func sent(of call: CallID) -> [Int] {
    state.withLock { $0.sent.filter { $0.0 == call }.map(\.1) }
  }
  func reported(of call: CallID) -> [Int] {
    state.withLock { $0.reported.filter { $0.0 == call }.map(\.1) }
  }
  var sentAfterMark: [Int] {
    state.withLock { state in state.sent.dropFirst(state.mark ?? state.sent.count).map(\.1) }
  }
  func markWithdrawn() { state.withLock { $0.mark = $0.sent.count } }

  func untilReported(_ count: Int) async {
    while state.withLock({ $0.reported.count < count }) { await hasReported.wait() }
  }
  func untilReported(of position: Int) async {
    while state.withLock({ !$0.reported.contains { $0.1 == position } }) {
      await hasReported.wait()
    }
  }

  func running(
    on scheduler: SeededScheduler,
    _ body: @escaping @Sendable (Dispatcher) async -> Void
  ) async {
    let dispatcher = Dispatcher(
      Dispatcher.Dependencies(
        sender: self,
        callbackBase: "https://calls.example",
        time: scheduler.clock.hostTime,
        random: { 1 },
        secrets: .system(folder: "."),
        observer: { _ in }
      )
    ) { report in
      await Task.yield()
      self.state.withLock { $0.reported.append((report.callID, report.position)) }
      self.hasReported.ring()
      return true
    }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await dispatcher.run() }
      await body(dispatcher)
      group.cancelAll()
    }
  }

  func order(
    _ call: CallID,
    adding positions: [Int],
    ending last: Int? = nil,
    withdrawing withdrawn: Set<Int> = []
  ) -> LaneOrder {
    var items = positions.map { OutboxItem(position: $0, effect: effect($0, prompt)) }
    if let last { items.append(OutboxItem(position: last, effect: effect(last, .terminate))) }
    return LaneOrder(
      callID: call,
      flow: "test",
      connectionID: CallConnectionID(call.rawValue),
      secrets: [:],
      added: items,
      withdrawn: withdrawn
    )
  }

  private func effect(_ position: Int, _ command: CallCommand) -> Effect {
    .send(
      SendEffect(
        context: OperationContext(ordinal: position, attempt: 1),
        command: command,
        firstSent: ManualClock().timestamp,
        deadline: ManualClock().timestamp + .seconds(30)
      )
    )
  }

  func send(_ request: ServiceRequest, timeout: Duration) async -> SendResult {
    let body = String(decoding: request.body, as: UTF8.self)
    let context = body.firstMatch(of: /"operationContext":"(\d+)\./)
    // A terminate has no context; in these tests it is the fourth.
    let position = context.flatMap { Int($0.1) } ?? 4
    let call = calls.first { request.path.contains($0.rawValue) } ?? calls[0]
    state.withLock { $0.sent.append((call, position)) }
    await Task.yield()
    return .status(failing.contains(position) ? 503 : 202)
  }

  func send(_ request: WebRequest, timeout: Duration) async -> SendResult {
    .impossible(reason: "no flow runs here")
  }
}
