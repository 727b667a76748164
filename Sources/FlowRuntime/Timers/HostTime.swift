package import CallModel
internal import Foundation
internal import Synchronization

/// The host's time: one clock that waits, and the time of day that inputs and timers have.
///
/// The time of day begins as the machine tells it and goes on with the clock that waits. If the
/// machine's own time of day is set, in either direction, it is approached by at most a tenth of
/// the time that passes: neither do callers wait for an hour that was put back, nor does everything
/// that waits fall due at once.
package struct HostTime: Sendable {
  /// Waits.
  package let clock: any Clock<Duration>
  private let machineTime: @Sendable () -> Timestamp
  private let steered: SteeredTime

  /// Makes a pair of clocks.
  ///
  /// - Parameters:
  ///   - clock: Waits, and never jumps.
  ///   - now: The machine's time of day, which may.
  package init(
    clock: some Clock<Duration>,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.clock = clock
    machineTime = now
    let start = clock.now
    steered = SteeredTime(at: now()) { start.duration(to: clock.now) }
  }

  /// The time of day for inputs and timers; it never goes back.
  package var now: Timestamp { steered.now(near: machineTime()) }

  /// The time of day as the machine tells it, for those who compare it with their own.
  ///
  /// The service checks the date under a signature against its clock (FACTS.md (a)). Where the two
  /// here differ, the machine's was set, most likely because it was wrong before.
  package var ofMachine: Timestamp { machineTime() }

  /// How far the machine's time of day is ahead of the host's; 0 unless it was set.
  package var offset: Milliseconds { machineTime() - now }

  /// The machine's clocks.
  package static let system = system(movedBy: Milliseconds(0))

  /// The machine's clocks, with the time of day moved by that much.
  package static func system(movedBy offset: Milliseconds) -> HostTime {
    HostTime(clock: ContinuousClock()) {
      Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) + offset
    }
  }

  /// Waits; false if the task was cancelled meanwhile.
  package func sleep(for duration: Duration) async -> Bool {
    do {
      try await clock.sleep(for: duration)
      return true
    } catch {
      return false
    }
  }
}

/// A time of day that goes on with a clock that never jumps, and is steered towards another.
private final class SteeredTime: Sendable {
  /// Both since their beginning, so that nothing is lost by rounding.
  private struct State: Sendable {
    var passed = Duration.zero
    var told = Duration.zero
  }

  /// The part of the passing time by which it goes faster or slower at most.
  private static let rate = 10

  private let start: Timestamp
  private let passed: @Sendable () -> Duration
  private let state = Mutex(State())

  init(at start: Timestamp, passed: @escaping @Sendable () -> Duration) {
    self.start = start
    self.passed = passed
  }

  func now(near machineTime: Timestamp) -> Timestamp {
    let told = state.withLock { state in
      let passed = max(state.passed, passed())
      let elapsed = passed - state.passed
      let wanted = Duration.exactly(machineTime - start) - (state.told + elapsed)
      let most = elapsed / Self.rate
      state.passed = passed
      state.told += elapsed + min(max(wanted, .zero - most), most)
      return state.told
    }
    return start + Milliseconds(told)
  }
}

extension Duration {
  /// As long as that many milliseconds, before or after.
  fileprivate static func exactly(_ milliseconds: Milliseconds) -> Duration {
    .milliseconds(milliseconds.count)
  }
}
