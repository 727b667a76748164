import CallModel
import FlowEngine
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

@Suite(.hangLimit)
struct HostTimeTests {
  private let hour = Milliseconds(3_600_000)

  @Test func `a clock that is right is followed to the millisecond`() {
    let machine = JumpingClock()
    let time = machine.hostTime
    for _ in 0..<1_000 {
      machine.clock.advance(by: .microseconds(1_700))
      // The machine's is cut to whole milliseconds, so that they may round differently.
      #expect((0...1).contains(time.offset.count))
    }
  }

  @Test func `an hour back holds nothing up by more than a tenth`() {
    let machine = JumpingClock()
    let time = machine.hostTime
    let start = time.now
    machine.jump(by: Milliseconds(-hour.count))
    #expect(time.now == start)
    machine.clock.advance(by: .seconds(100))
    #expect(time.now == start + .seconds(90))
    #expect(time.offset == Milliseconds(-hour.count + 10_000))
    #expect(time.ofMachine == machine.timeOfDay)
  }

  @Test func `90 s forward are made up for a tenth at a time, and no more`() {
    let machine = JumpingClock()
    let time = machine.hostTime
    let start = time.now
    machine.jump(by: .seconds(90))
    #expect(time.now == start)
    machine.clock.advance(by: .seconds(100))
    #expect(time.now == start + .seconds(110))
    machine.clock.advance(by: .seconds(800))
    #expect(time.now == machine.timeOfDay)
    machine.clock.advance(by: .seconds(1))
    #expect(time.now == machine.timeOfDay)
  }

  @Test func `the time never goes back, however the machine's is set`() {
    var generator = SeededGenerator(seed: 20_261_125)
    let machine = JumpingClock()
    let time = machine.hostTime
    var last = time.now
    for _ in 0..<2_000 {
      machine.clock.advance(by: .milliseconds(Int.random(in: 0..<3_000, using: &generator)))
      machine.jump(by: Milliseconds(Int64.random(in: -100_000..<100_000, using: &generator)))
      let now = time.now
      #expect(now >= last, "seed 20261125")
      last = now
    }
  }

  @Test func `a moved time of day stays moved`() {
    let moved = HostTime.system(movedBy: hour)
    let distance = (moved.now - HostTime.system.now).count - hour.count
    #expect(distance.magnitude < 1_000)
    #expect((moved.ofMachine - HostTime.system.ofMachine).count > hour.count - 1_000)
  }

  @Test(arguments: [Milliseconds(-3_600_000), Milliseconds(90_000)])
  func `a timer is at most a tenth late or early when the clock is set`(jump: Milliseconds) async {
    let machine = JumpingClock()
    let time = machine.hostTime
    let firedAt = Mutex<[Duration]>([])
    let alarms = Alarms(time: time) { _, _ in firedAt.withLock { $0.append(machine.passed) } }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await alarms.run() }
      alarms.set([Alarm(callID: CallID("c"), due: time.now + .seconds(20))])
      await machine.clock.untilSomebodySleeps(for: .seconds(20))
      machine.jump(by: jump)
      await machine.clock.passUntil { firedAt.withLock { !$0.isEmpty } }
      group.cancelAll()
    }
    let passed = firedAt.withLock { $0.first ?? .zero }
    #expect(passed > .seconds(18) && passed < .seconds(23), "\(passed)")
  }

  @Test func `a clock that is off is said once, and so is its end`() {
    let log = LogLines()
    let watch = ClockWatch(against: "machine", limit: .seconds(2), log.logger)
    for offset in [0, 1_999, 2_000, -2_001, 5_000, 1_500, 1_000, 0, -100] {
      watch.note(offBy: Milliseconds(Int64(offset)))
    }
    #expect(log.lines.count { $0.hasPrefix("error") } == 1)
    #expect(log.lines.count { $0.hasPrefix("notice") } == 1)
    watch.note(offBy: Milliseconds(.min))
    #expect(log.lines.count { $0.hasPrefix("error") } == 2)
  }
}

/// A machine whose time of day can be set.
private final class JumpingClock: Sendable {
  let clock = ManualClock()
  private let jumped = Mutex(Milliseconds(0))

  var timeOfDay: Timestamp { clock.timestamp + jumped.withLock { $0 } }
  var passed: Duration { ManualClock.Instant(offset: .zero).duration(to: clock.now) }
  var hostTime: HostTime { HostTime(clock: clock) { self.timeOfDay } }

  func jump(by distance: Milliseconds) { jumped.withLock { $0 = $0 + distance } }
}
