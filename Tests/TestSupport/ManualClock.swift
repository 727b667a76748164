package import CallModel
package import FlowRuntime
import Synchronization

/// A clock whose time goes on only when a test says so.
package final class ManualClock: Clock, Sendable {
  /// A time since the clock began.
  package struct Instant: InstantProtocol {
    /// How long after.
    package var offset: Duration

    /// Makes an instant.
    package init(offset: Duration) { self.offset = offset }

    /// The instant so long after this one.
    package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    /// How long after this one another instant is.
    package func duration(to other: Instant) -> Duration { other.offset - offset }
    /// Whether one is before the other.
    package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private struct Sleeper {
    let deadline: Instant
    let length: Duration
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now = Instant(offset: .zero)
    var sleepers: [Int: Sleeper] = [:]
    var cancelled: Set<Int> = []
    var nextID = 0
  }

  private let state = Mutex(State())

  /// Makes a clock that stands still.
  package init() {}

  /// What it shows.
  package var now: Instant { state.withLock { $0.now } }
  /// None.
  package var minimumResolution: Duration { .zero }

  /// Waits until time has passed so far.
  package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { add($0, id, until: deadline) }
    } onCancel: {
      let sleeper = state.withLock { state in
        state.cancelled.insert(id)
        return state.sleepers.removeValue(forKey: id)
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  private func add(
    _ continuation: CheckedContinuation<Void, any Error>,
    _ id: Int,
    until deadline: Instant
  ) {
    let isCancelled = state.withLock { state -> Bool? in
      if state.cancelled.contains(id) { return true }
      guard deadline > state.now else { return false }
      let length = state.now.duration(to: deadline)
      state.sleepers[id] = Sleeper(
        deadline: deadline,
        length: length,
        continuation: continuation
      )
      return nil
    }
    switch isCancelled {
    case true?: continuation.resume(throwing: CancellationError())
    case false?: continuation.resume()
    case nil: break
    }
  }

  /// Lets time pass and wakes who has slept long enough, in the order of their times.
  package func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.now.offset += duration
      let due = state.sleepers.filter { $0.value.deadline <= state.now }
      for id in due.keys { state.sleepers[id] = nil }
      return due.sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }
    }
    for sleeper in due { sleeper.value.continuation.resume() }
  }

  /// Lets time pass until the next sleeper wakes; false if nobody sleeps.
  package func advanceToNextSleeper() -> Bool {
    let next = state.withLock { state in
      state.sleepers.values.map(\.deadline).min().map { state.now.duration(to: $0) }
    }
    guard let next else { return false }
    advance(by: next)
    return true
  }

  /// Waits until somebody sleeps for just that long.
  package func untilSomebodySleeps(for length: Duration) async {
    let isAsleep = { self.state.withLock { $0.sleepers.values.contains { $0.length == length } } }
    while !isAsleep(), !Task.isCancelled { await Task.yield() }
  }

  /// Waits until somebody sleeps for just that long, and lets that time pass.
  package func pass(_ length: Duration) async {
    await untilSomebodySleeps(for: length)
    advance(by: length)
  }

  /// Both clocks of a host, beginning in 2026.
  package var hostTime: HostTime {
    HostTime(clock: self) { self.timestamp }
  }

  /// The time of day.
  package var timestamp: Timestamp {
    Timestamp(milliseconds: 1_772_442_000_000) + Milliseconds(now.offset)
  }
}

extension ManualClock {
  /// Lets time pass, a second at a time whenever somebody sleeps, until something holds.
  package func passUntil(_ condition: @Sendable () -> Bool) async {
    while !condition(), !Task.isCancelled {
      for _ in 0..<100 where !condition() { await Task.yield() }
      if !condition() { advance(by: .milliseconds(250)) }
    }
  }
}
