internal import CallModel
internal import FlowRuntime
internal import Synchronization
internal import TestSupport

/// The time of a simulated world: it passes to what happens next when nobody has anything to do.
package final class VirtualTime: Clock, Sendable {
  /// A point in time, counted from the beginning of the world.
  package struct Instant: InstantProtocol {
    /// Since the beginning.
    package var offset: Duration

    /// Later by that much.
    package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

    /// How long it is until another one.
    package func duration(to other: Instant) -> Duration { other.offset - offset }

    package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  /// Something that happens; among those of one time the dice decide.
  private struct Entry: Comparable {
    let due: Duration
    let order: UInt64
    let id: Int

    static func < (left: Entry, right: Entry) -> Bool {
      (left.due, left.order, left.id) < (right.due, right.order, right.id)
    }
  }

  private struct State {
    var now = Duration.zero
    /// How far the machine's time of day was set.
    var jump = Milliseconds(0)
    var agenda = MinimumHeap<Entry>()
    var actions: [Int: @Sendable () -> Void] = [:]
    var lastID = 0
    var dice: SeededGenerator
  }

  static let start = Timestamp(milliseconds: 1_772_442_000_000)
  private let state: Mutex<State>

  init(seed: UInt64) {
    state = Mutex(State(dice: SeededGenerator(seed: seed)))
  }

  /// The present.
  package var now: Instant { Instant(offset: state.withLock { $0.now }) }

  /// Every difference counts.
  package var minimumResolution: Duration { .zero }

  /// The time of day as it is.
  var timestamp: Timestamp { Self.start + Milliseconds(state.withLock { $0.now }) }

  /// The clocks of a host that starts now: the machine's time of day may be wrong.
  func hostTime() -> HostTime {
    HostTime(clock: self) { [self] in timestamp + state.withLock { $0.jump } }
  }

  /// Sets the machine's time of day, so far off at most (`furthestOff`).
  func jump(to offset: Milliseconds) {
    state.withLock { $0.jump = offset }
  }

  /// How far the machine's time of day is off at most.
  static let furthestOff = Milliseconds.seconds(100 * 60)

  /// Has something happen after that time; returns what takes it back.
  @discardableResult
  func after(_ delay: Duration, _ action: @escaping @Sendable () -> Void) -> Int {
    state.withLock { state in
      state.lastID += 1
      state.actions[state.lastID] = action
      let entry = Entry(due: state.now + delay, order: state.dice.next(), id: state.lastID)
      state.agenda.insert(entry)
      return state.lastID
    }
  }

  /// Takes everything back.
  func forget() {
    state.withLock { state in
      state.agenda = MinimumHeap()
      state.actions = [:]
    }
  }

  /// Takes something back; false where it has happened.
  @discardableResult
  func cancel(_ id: Int) -> Bool { state.withLock { $0.actions.removeValue(forKey: id) != nil } }

  /// Lets time pass to what happens next, and lets it happen; false where nothing will.
  func passToNext() -> Bool {
    while true {
      let (isOver, action) = state.withLock { state -> (Bool, (@Sendable () -> Void)?) in
        guard let first = state.agenda.first else { return (true, nil) }
        state.agenda.removeFirst()
        guard let action = state.actions.removeValue(forKey: first.id) else { return (false, nil) }
        state.now = max(state.now, first.due)
        return (false, action)
      }
      if let action {
        action()
        return true
      }
      if isOver { return false }
    }
  }

  /// Waits; throws where the task is cancelled meanwhile.
  package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let pause = Pause()
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        pause.begin(continuation)
        let id = after(max(.zero, deadline.offset - now.offset)) { pause.end(nil) }
        if !pause.keep({ self.cancel(id) }) { cancel(id) }
      }
    } onCancel: {
      pause.end(CancellationError())
    }
  }

  /// Waits that long, whoever is cancelled.
  func pass(_ duration: Duration) async {
    await withCheckedContinuation { continuation in
      after(duration) { continuation.resume() }
    }
  }
}

/// Somebody who sleeps, until they are woken or cancelled, whichever is first.
private final class Pause: Sendable {
  private struct State {
    var continuation: CheckedContinuation<Void, any Error>?
    var result: Result<Void, any Error>?
    var forget: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  func begin(_ continuation: CheckedContinuation<Void, any Error>) {
    let result = state.withLock { state in
      if state.result == nil { state.continuation = continuation }
      return state.result
    }
    if let result { continuation.resume(with: result) }
  }

  /// Keeps what forgets the alarm; false where the pause is over.
  func keep(_ forget: @escaping @Sendable () -> Void) -> Bool {
    state.withLock { state in
      guard state.result == nil else { return false }
      state.forget = forget
      return true
    }
  }

  func end(_ error: (any Error)?) {
    let (continuation, result, forget) = state.withLock { state in
      guard state.result == nil else {
        return (nil as CheckedContinuation<Void, any Error>?, state.result, state.forget)
      }
      state.result = error.map { .failure($0) } ?? .success(())
      defer { state.continuation = nil }
      return (state.continuation, state.result, error == nil ? nil : state.forget)
    }
    if let continuation, let result {
      forget?()
      continuation.resume(with: result)
    }
  }
}
