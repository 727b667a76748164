import CallModel
import FlowEngine
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

@Suite(.hangLimit)
struct TimersTests {
  private let call = CallID("call")

  private func timer(_ id: String, _ clock: ManualClock, in seconds: Int) -> StoredTimer {
    StoredTimer(callID: call, id: TimerID(id), due: clock.timestamp + .seconds(seconds))
  }

  /// Runs a wheel while the body runs; the fired timers' names are in the box.
  private func running(
    refusing refusals: Int = 0,
    _ body: @Sendable (Timers, ManualClock, FiredTimers) async -> Void
  ) async {
    let clock = ManualClock()
    let fired = FiredTimers(refusals: refusals)
    let timers = Timers(time: clock.hostTime) { fired.take($0, again: $1) }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await timers.run() }
      await body(timers, clock, fired)
      group.cancelAll()
    }
  }

  @Test func `timers fire in the order of their times`() async {
    await running { timers, clock, fired in
      timers.set([timer("late", clock, in: 30), timer("soon", clock, in: 10)])
      await clock.pass(.seconds(10))
      await eventually { fired.names == ["soon"] }
      await clock.pass(.seconds(20))
      await eventually { fired.names == ["soon", "late"] }
      #expect(timers.count == 0)
    }
  }

  @Test func `a timer that is set again counts from then, a cancelled one not at all`() async {
    await running { timers, clock, fired in
      timers.set([timer("moved", clock, in: 5), timer("dropped", clock, in: 6)])
      timers.set([timer("moved", clock, in: 20)])
      timers.cancel([TimerID("dropped")], of: call)
      await clock.pass(.seconds(20))
      await eventually { fired.names == ["moved"] }
    }
  }

  @Test func `a timer that was due before it was set fires at once`() async {
    await running { timers, clock, fired in
      timers.set([timer("past", clock, in: -60)])
      await eventually { fired.names == ["past"] }
    }
  }

  @Test func `a snapshot sets what is not set, and overrides nothing`() async {
    await running { timers, clock, fired in
      timers.set([timer("moved", clock, in: 20)])
      timers.restore([timer("moved", clock, in: 5), timer("other", clock, in: 6)])
      #expect(timers.due(of: timer("moved", clock, in: 5)) == clock.timestamp + .seconds(20))
      await clock.pass(.seconds(6))
      await eventually { fired.names == ["other"] }
      await clock.pass(.seconds(14))
      await eventually { fired.names == ["other", "moved"] }
    }
  }

  @Test func `a timer that could not be taken fires again`() async {
    await running(refusing: 2) { timers, clock, fired in
      timers.set([timer("stubborn", clock, in: 1)])
      await clock.pass(.seconds(1))
      await clock.pass(HostLimits.offerAgain)
      await clock.pass(HostLimits.offerAgain)
      await eventually { fired.names == ["stubborn"] }
    }
  }

  @Test func `a timer that is set over and over does not fill the heap`() async {
    await running { timers, clock, _ in
      for second in 1...20_000 { timers.set([timer("moved", clock, in: second)]) }
      #expect(timers.count == 1)
      #expect(timers.heapCount < 2_000)
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

/// Timers that fired, after so many were refused.
private final class FiredTimers: Sendable {
  private let state: Mutex<(names: [String], refusals: Int)>

  init(refusals: Int) { state = Mutex(([], refusals)) }

  func take(_ timer: StoredTimer, again: @Sendable () -> Void) {
    let isTaken = state.withLock { state in
      if state.refusals > 0 {
        state.refusals -= 1
        return false
      }
      state.names.append(timer.id.rawValue)
      return true
    }
    if !isTaken { again() }
  }

  var names: [String] { state.withLock { $0.names } }
}
