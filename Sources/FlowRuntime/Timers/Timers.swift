internal import CallModel
internal import FlowEngine
internal import Synchronization

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

  private let state = Mutex(State())
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

  /// Sets a timer, in place of one of the same id.
  func set(_ timers: some Sequence<StoredTimer>) {
    state.withLock { state in
      for timer in timers {
        let key = Key(callID: timer.callID, id: timer.id)
        state.due[key] = timer.due
        state.heap.insert(Due(time: timer.due, key: key))
      }
      state.compact()
    }
    doorbell.ring()
  }

  /// Forgets timers of a call; it does not matter whether they are set.
  func cancel(_ ids: some Sequence<TimerID>, of callID: CallID) {
    state.withLock { state in
      for id in ids { state.due[Key(callID: callID, id: id)] = nil }
    }
  }

  /// How many elements the heap has, those out of date included.
  var heapCount: Int { state.withLock { $0.heap.count } }

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
    let key = Key(callID: timer.callID, id: timer.id)
    guard state.withLock({ $0.due[key] == nil }) else { return }
    let later = time.now + Milliseconds(HostLimits.offerAgain)
    set([StoredTimer(callID: timer.callID, id: timer.id, due: later)])
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
