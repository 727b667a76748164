package import CallModel
internal import Foundation

/// The host's two clocks: one that waits, and one that tells the time of day.
package struct HostTime: Sendable {
  /// Waits.
  package let clock: any Clock<Duration>
  private let read: @Sendable () -> Timestamp

  /// Makes a pair of clocks; the second one's jumps do not change how long is waited.
  package init(clock: any Clock<Duration>, now: @escaping @Sendable () -> Timestamp) {
    self.clock = clock
    read = now
  }

  /// The time of day.
  package var now: Timestamp { read() }

  /// The machine's clocks.
  package static let system = HostTime(clock: ContinuousClock()) {
    Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
  }

  /// The machine's clocks, with the time of day moved by that much.
  package static func system(movedBy offset: Milliseconds) -> HostTime {
    HostTime(clock: ContinuousClock()) { system.now + offset }
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

  /// Waits until the time of day; at once if it has gone by.
  package func sleep(until time: Timestamp) async -> Bool {
    await sleep(for: Duration(time - now))
  }
}

extension Duration {
  /// As long as that many milliseconds, and never negative.
  package init(_ milliseconds: Milliseconds) {
    self = .milliseconds(max(0, milliseconds.count))
  }
}

extension Milliseconds {
  /// The whole milliseconds of a length of time.
  package init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let whole = Milliseconds.seconds(Int(seconds))
    self = whole + Milliseconds(attoseconds / 1_000_000_000_000_000)
  }
}
