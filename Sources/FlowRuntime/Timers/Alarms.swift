internal import CallModel
internal import FlowEngine

/// When calls are to be looked at again: one alarm a call, all of them in one heap and one task.
///
/// The call knows which of its timers are due, and the journal has them too: a timer goes in the
/// commit that handles it, so one that fired and was not handled before a crash fires again.
final class Alarms: Sendable {
  private struct State {
    var heap = MinimumHeap<Due>()
    /// What counts: a heap's element that differs is out of date.
    var due: [CallID: Timestamp] = [:]

    mutating func set(_ alarm: Alarm) {
      due[alarm.callID] = alarm.due
      heap.insert(Due(alarm))
    }

    /// Drops what is out of date once it is most of the heap: alarms are set anew far more often
    /// than they go off.
    mutating func compact() {
      guard heap.count > 4 * due.count + 1_000 else { return }
      heap = MinimumHeap()
      for (id, time) in due { heap.insert(Due(Alarm(callID: id, due: time))) }
    }
  }

  /// An element of the heap.
  private struct Due: Comparable {
    let alarm: Alarm

    init(_ alarm: Alarm) { self.alarm = alarm }

    static func < (left: Due, right: Due) -> Bool {
      (left.alarm.due, left.alarm.callID) < (right.alarm.due, right.alarm.callID)
    }
  }

  private let state = Guarded(State())
  private let doorbell = Doorbell()
  private let time: HostTime
  private let wake: Wake

  /// Told of a call whose time has come, and what to call if that cannot be taken now.
  typealias Wake = @Sendable (CallID, _ again: @escaping @Sendable () -> Void) -> Void

  /// Makes alarms that go off when they run, in the order of their times.
  init(time: HostTime, wake: @escaping Wake) {
    self.time = time
    self.wake = wake
  }

  /// Sets alarms, each in place of the one of the same call.
  func set(_ alarms: [Alarm]) {
    set(alarms) { _, _ in true }
  }

  /// Sets alarms as they were some time ago: one that is set by now stays as it is.
  func restore(_ alarms: [Alarm]) {
    set(alarms) { state, alarm in state.due[alarm.callID] == nil }
  }

  /// Forgets a call's alarm; it does not matter whether it is set.
  func cancel(_ id: CallID) {
    state.withLock { $0.due[id] = nil }
  }

  /// Looks at the time again.
  func ring() { doorbell.ring() }

  /// How many elements the heap has, those out of date included.
  var heapCount: Int { state.withLock { $0.heap.count } }

  /// When a call is to be looked at as it is set now, or nil.
  func due(of id: CallID) -> Timestamp? { state.withLock { $0.due[id] } }

  /// How many alarms are set.
  var count: Int { state.withLock { $0.due.count } }

  /// Wakes whatever is due until the task is cancelled.
  func run() async {
    while !Task.isCancelled {
      let (due, next) = takeDue(at: time.now)
      for id in due {
        wake(id) { self.setAgain(id) }
      }
      guard let next else {
        await doorbell.wait()
        continue
      }
      let pause = min(next - time.now, HostLimits.longestSleep)
      await doorbell.wait(atMost: Duration(pause), on: time)
    }
  }

  private func set(_ alarms: [Alarm], where isToBeSet: (State, Alarm) -> Bool) {
    guard !alarms.isEmpty else { return }
    let isSooner = state.withLock { state in
      let first = state.heap.first
      for alarm in alarms where isToBeSet(state, alarm) { state.set(alarm) }
      state.compact()
      return state.heap.first != first
    }
    if isSooner { doorbell.ring() }
  }

  /// Sets an alarm that went off and could not be taken, unless it was set anew meanwhile.
  private func setAgain(_ id: CallID) {
    restore([Alarm(callID: id, due: time.now + Milliseconds(HostLimits.offerAgain))])
  }

  private func takeDue(at now: Timestamp) -> (due: [CallID], next: Timestamp?) {
    state.withLock { state in
      var due: [CallID] = []
      while let first = state.heap.first?.alarm {
        let isCurrent = state.due[first.callID] == first.due
        guard !isCurrent || first.due <= now else { return (due, first.due) }
        state.heap.removeFirst()
        guard isCurrent else { continue }
        state.due[first.callID] = nil
        due.append(first.callID)
      }
      return (due, nil)
    }
  }
}
