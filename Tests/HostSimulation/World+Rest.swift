internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowRuntime
internal import Synchronization

// Whether all is done.
extension World {
  /// The longest that a call may take: four hours by its host's clock (`maxDuration`), which may be set
  /// while it lasts, and is a tenth too slow until it is right again.
  static let longest =
    Milliseconds.seconds(5 * 3600) + VirtualTime.furthestOff + VirtualTime.furthestOff

  /// Looks again and again whether all timers fire, and whether all is done.
  func watch(_ life: Life) async {
    var isIdle = hasNoCalls
    while await life.time.sleep(for: pause(isIdle: isIdle)), breaches.isEmpty {
      let now = time.now.offset
      let wellSince = state.withLock { $0.wellSince }
      if let ready = life.readySince, now - max(ready, wellSince) > .seconds(20) {
        let overdue = ledger.withLock { $0.overdue(at: life.time.now, by: .seconds(15)) }
        ledger.withLock { ledger in
          for id in overdue { ledger.note("\(id.digest): a timer did not fire") }
        }
      }
      checkTime()
      isIdle = hasNoCalls
      if isIdle, isAtEnd(life) { life.end() }
    }
    life.end()
  }

  /// Whether nothing is to be expected any more of a life in which no call goes on: a day after the
  /// last call, a minute of it is enough to close what is open.
  private func isAtEnd(_ life: Life) -> Bool {
    guard hasNothingScheduled else { return false }
    guard state.withLock({ $0.lateLives > 0 }), !areAllClosed else { return true }
    return life.readySince.map { time.now.offset - $0 > .seconds(60) } ?? false
  }

  private var areAllClosed: Bool {
    ledger.withLock { $0.accounts.values.allSatisfy { $0.end != nil } }
  }

  /// Most of a world happens at its beginning; a call may be put off for days.
  private func pause(isIdle: Bool) -> Duration {
    if isIdle {
      .seconds(600)
    } else if time.now.offset < .seconds(600) {
      .seconds(1)
    } else {
      .seconds(20)
    }
  }

  /// Whether no call goes on or is to begin, but for files that may still come.
  private var isQuiet: Bool { hasNoCalls && hasNothingScheduled }

  private var hasNothingScheduled: Bool { ledger.withLock { $0.scheduled.isEmpty } }

  /// Whether no call goes on, but for files that may still come.
  private var hasNoCalls: Bool {
    guard state.withLock({ $0.begun == callCount }),
      ledger.withLock({ $0.accounts.values.allSatisfy(\.isDone) })
    else { return false }
    return service.withLock { $0.emulator.nextDue == nil } && openAtService.isEmpty
  }

  /// Every call ends, and then all is quiet.
  private func checkTime() {
    let now = time.timestamp
    let lastDue = ledger.withLock { $0.scheduled.values.max() }
    let restsBy = state.withLock { state in
      if let lastDue { state.restsBy = max(state.restsBy, lastDue + Self.longest) }
      return state.restsBy
    }
    if now > restsBy, state.withLock({ $0.lateLives == 0 }) {
      let begun = state.withLock { $0.begun }
      let open = openAtService
      let due = service.withLock { $0.emulator.nextDue.map { "\($0 - now)" } ?? "never" }
      ledger.withLock { ledger in
        let scheduled = ledger.scheduled.keys.sorted().map(\.digest)
        let undone = ledger.undone(at: now).map(\.id.digest)
        ledger.note(
          "there is no rest: \(begun) calls have begun, \(undone) go on, "
            + "\(scheduled) are to begin, \(open) are open at the service, which does something in \(due)"
        )
      }
    }
    ledger.withLock { ledger in
      for (id, place) in ledger.undone(longerThan: Self.longest, at: now) {
        ledger.note("\(id.digest): it has not ended in time, and is at \(place ?? "–")")
      }
    }
  }

  /// Lets time pass until the next life; false where none is needed.
  func wait(after life: Life) async -> Bool {
    guard breaches.isEmpty else { return false }
    guard isQuiet else {
      let isLong = dice.happens(150)
      if isLong { note(.longOutage) }
      await time.pass(dice.milliseconds(in: isLong ? 60_000...600_000 : 0...4_000))
      return true
    }
    guard !areAllClosed else { return false }
    // Files of recordings are awaited for a day.
    let lateLives = state.withLock { state in
      defer { state.lateLives += 1 }
      return state.lateLives
    }
    guard lateLives < Self.mostKills + 2 else {
      ledger.withLock { ledger in
        for id in ledger.accounts.filter({ $0.value.end == nil }).keys.sorted() {
          ledger.note("\(id.digest): it is not closed a day after its end")
        }
      }
      return false
    }
    if lateLives == 0 { await time.pass(Duration(.seconds(21 * 3600) + Self.longest)) }
    return true
  }
}
