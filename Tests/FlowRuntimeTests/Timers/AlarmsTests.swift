import CallModel
import FlowEngine
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

@Suite(.hangLimit)
struct AlarmsTests {
  private func alarm(_ id: String, _ clock: ManualClock, in seconds: Int) -> Alarm {
    Alarm(callID: CallID(id), due: clock.timestamp + .seconds(seconds))
  }

  /// Runs alarms while the body runs; the names of the calls that were woken are in the box.
  private func running(
    refusing refusals: Int = 0,
    _ body: @Sendable (Alarms, ManualClock, WokenCalls) async -> Void
  ) async {
    let clock = ManualClock()
    let fired = WokenCalls(refusals: refusals)
    let alarms = Alarms(time: clock.hostTime) { fired.take($0, again: $1) }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await alarms.run() }
      await body(alarms, clock, fired)
      group.cancelAll()
    }
  }

  @Test func `an alarm that could not be taken overrides none that was set anew`() async {
    let clock = ManualClock()
    let again = Mutex<(@Sendable () -> Void)?>(nil)
    let alarms = Alarms(time: clock.hostTime) { _, setAgain in again.withLock { $0 = setAgain } }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await alarms.run() }
      alarms.set([alarm("a", clock, in: 1)])
      await clock.passUntil { again.withLock { $0 != nil } }
      let newer = alarm("a", clock, in: 60)
      alarms.set([newer])
      again.withLock { $0 }?()
      #expect(alarms.due(of: CallID("a")) == newer.due)
      group.cancelAll()
    }
  }

  @Test func `calls are woken in the order of their times`() async {
    await running { alarms, clock, fired in
      alarms.set([alarm("late", clock, in: 30), alarm("soon", clock, in: 10)])
      await clock.pass(.seconds(10))
      await eventually { fired.names == ["soon"] }
      await clock.pass(.seconds(20))
      await eventually { fired.names == ["soon", "late"] }
      #expect(alarms.count == 0)
    }
  }

  @Test func `an alarm that is set again counts from then, one that is cancelled not at all`() async
  {
    await running { alarms, clock, fired in
      alarms.set([alarm("moved", clock, in: 5), alarm("dropped", clock, in: 6)])
      alarms.set([alarm("moved", clock, in: 20)])
      alarms.cancel(CallID("dropped"))
      await clock.pass(.seconds(20))
      await eventually { fired.names == ["moved"] }
    }
  }

  @Test func `an alarm that was due before it was set fires at once`() async {
    await running { alarms, clock, fired in
      alarms.set([alarm("past", clock, in: -60)])
      await eventually { fired.names == ["past"] }
    }
  }

  @Test func `a snapshot sets what is not set, and overrides nothing`() async {
    await running { alarms, clock, fired in
      alarms.set([alarm("moved", clock, in: 20)])
      alarms.restore([alarm("moved", clock, in: 5), alarm("other", clock, in: 6)])
      #expect(alarms.due(of: CallID("moved")) == clock.timestamp + .seconds(20))
      await clock.pass(.seconds(6))
      await eventually { fired.names == ["other"] }
      await clock.pass(.seconds(14))
      await eventually { fired.names == ["other", "moved"] }
    }
  }

  @Test func `an alarm that could not be taken fires again`() async {
    await running(refusing: 2) { alarms, clock, fired in
      alarms.set([alarm("stubborn", clock, in: 1)])
      await clock.pass(.seconds(1))
      await clock.pass(HostLimits.offerAgain)
      await clock.pass(HostLimits.offerAgain)
      await eventually { fired.names == ["stubborn"] }
    }
  }

  @Test func `an alarm that is set over and over does not fill the heap`() async {
    await running { alarms, clock, _ in
      for second in 1...20_000 { alarms.set([alarm("moved", clock, in: second)]) }
      #expect(alarms.count == 1)
      #expect(alarms.heapCount < 2_000)
    }
  }

  @Test func `the heap gives its elements in order`() {
    var generator = SeededGenerator(seed: 20_261_123)
    var heap = MinimumHeap<Int>()
    let numbers = (0..<500).map { _ in Int.random(in: 0..<100, using: &generator) }
    for number in numbers { heap.insert(number) }
    var sorted: [Int] = []
    while let first = heap.first {
      sorted.append(first)
      heap.removeFirst()
    }
    #expect(sorted == numbers.sorted(), "seed 20261123")
  }
}

/// Calls that were woken, after so many were refused.
private final class WokenCalls: Sendable {
  private let state: Mutex<(names: [String], refusals: Int)>

  init(refusals: Int) { state = Mutex(([], refusals)) }

  func take(_ call: CallID, again: @Sendable () -> Void) {
    let isTaken = state.withLock { state in
      if state.refusals > 0 {
        state.refusals -= 1
        return false
      }
      state.names.append(call.rawValue)
      return true
    }
    if !isTaken { again() }
  }

  var names: [String] { state.withLock { $0.names } }
}
