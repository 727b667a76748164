import CallModel
import FlowRuntime

/// A clock that runs some times as fast as the machine's.
struct FastClock: Clock {
  static let ordinaryFactor = 5

  var factor = Self.ordinaryFactor

  struct Instant: InstantProtocol {
    let offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  let start = ContinuousClock.now
  var now: Instant { Instant(offset: (ContinuousClock.now - start) * factor) }
  var minimumResolution: Duration { .zero }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try await Task.sleep(for: (deadline.offset - now.offset) / factor)
  }

  var hostTime: HostTime {
    let base = HostTime.system.now
    return HostTime(clock: self) { base + Milliseconds(self.now.offset) }
  }
}
