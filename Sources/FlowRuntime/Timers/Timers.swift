internal import CallModel
internal import FlowEngine

/// The timers of all calls, in one heap and one task.
///
/// The journal has them too: a timer's row goes in the commit that handles it, so one that fired
/// and was not handled before a crash fires again.
final class Timers: Sendable {
  private struct Key: Hashable {
    let callID: CallID
    let id: TimerID
  }

  private struct State {
    var heap = MinimumHeap<Due>()
    /// What counts: a heap's element that differs is out of date.
    var due: [Key: Timestamp] = [:]

    func isSet(_ timer: StoredTimer) -> Bool {
      due[Key(callID: timer.callID, id: timer.id)] != nil
    }

    mutating func set(_ timer: StoredTimer) {
      let key = Key(callID: timer.callID, id: timer.id)
      due[key] = timer.due
      heap.insert(Due(time: timer.due, key: key))
    }

    /// Drops what is out of date once it is most of the heap: timers are set anew far more often
    /// than they fire.
    mutating func compact() {
      guard heap.count > 4 * due.count + 1_000 else { return }
      heap = MinimumHeap()
      for (key, time) in due { heap.insert(Due(time: time, key: key)) }
    }
  }

  /// An element of the heap.
  private struct Due: Comparable {
    let time: Timestamp
    let key: Key

    static func < (left: Due, right: Due) -> Bool { left.time < right.time }
  }

  private let state = Guarded(State())
  private let doorbell = Doorbell()
  private let time: HostTime
  private let fire: Fire

  /// Told of a timer that is due, and what to call if it cannot be taken now.
  typealias Fire = @Sendable (StoredTimer, _ again: @escaping @Sendable () -> Void) -> Void

  /// Makes a wheel that turns when it runs and calls `fire` in the order of the timers' times.
  init(time: HostTime, fire: @escaping Fire) {
    self.time = time
    self.fire = fire
  }

  /// Sets timers, each in place of one of the same id.
  func set(_ timers: [StoredTimer]) {
    state.withLock { state in
      for timer in timers { state.set(timer) }
      state.compact()
    }
    doorbell.ring()
  }

  /// Sets timers as they were some time ago: one that is set by now stays as it is.
  func restore(_ timers: [StoredTimer]) {
    state.withLock { state in
      for timer in timers where !state.isSet(timer) { state.set(timer) }
      state.compact()
    }
    doorbell.ring()
  }

  /// Forgets timers of a call; it does not matter whether they are set.
  func cancel(_ ids: Set<TimerID>, of callID: CallID) {
    state.withLock { state in
      for id in ids { state.due[Key(callID: callID, id: id)] = nil }
    }
  }

  /// How many elements the heap has, those out of date included.
  var heapCount: Int { state.withLock { $0.heap.count } }

  /// When a timer is due as it is set now, or nil.
  func due(of timer: StoredTimer) -> Timestamp? {
    state.withLock { $0.due[Key(callID: timer.callID, id: timer.id)] }
  }

  /// How many timers are set.
  var count: Int { state.withLock { $0.due.count } }

  /// Fires what is due until the task is cancelled.
  func run() async {
    while !Task.isCancelled {
      let (due, next) = takeDue(at: time.now)
      for timer in due {
        fire(timer) { self.setAgain(timer) }
      }
      guard let next else {
        await doorbell.wait()
        continue
      }
      let pause = min(next - time.now, HostLimits.longestSleep)
      await doorbell.wait(atMost: Duration(pause), on: time)
    }
  }

  /// Sets a timer that fired and could not be taken, unless it was set anew meanwhile.
  private func setAgain(_ timer: StoredTimer) {
    let later = time.now + Milliseconds(HostLimits.offerAgain)
    restore([StoredTimer(callID: timer.callID, id: timer.id, due: later)])
  }

  private func takeDue(at now: Timestamp) -> (due: [StoredTimer], next: Timestamp?) {
    state.withLock { state in
      var due: [StoredTimer] = []
      while let first = state.heap.first {
        let isCurrent = state.due[first.key] == first.time
        guard !isCurrent || first.time <= now else { return (due, first.time) }
        state.heap.removeFirst()
        guard isCurrent else { continue }
        state.due[first.key] = nil
        due.append(StoredTimer(callID: first.key.callID, id: first.key.id, due: first.time))
      }
      return (due, nil)
    }
  }
}
