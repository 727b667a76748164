internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import FlowRuntime
internal import Synchronization

// What goes wrong.
extension World {
  func note(_ fault: Fault) {
    tell("! \(fault.rawValue)")
    tallied.withLock { $0.add(fault.name) }
  }

  /// The host gets to a boundary, and may be killed there.
  func reach(_ boundary: Boundary, _ life: Life) {
    if isKilled(at: boundary, life) { kill(life) }
  }

  /// Whether the host is to be killed where it gets to now.
  func isKilled(at boundary: Boundary, _ life: Life) -> Bool {
    let isRecovering = life.host != nil && life.readySince == nil
    return state.withLock { state in
      guard state.life === life, let kill = state.kill,
        kill.boundary == boundary || kill.boundary == .recovering && isRecovering
      else { return false }
      state.kill?.left -= 1
      return kill.left <= 0
    }
  }

  /// Ends a life where it was to be.
  func kill(_ life: Life) {
    let (boundary, steps) = state.withLock { state in
      defer {
        state.kill = nil
        state.killsLeft -= 1
      }
      return (state.kill?.boundary, state.steps)
    }
    guard let boundary, life.end() else { return }
    tell("! the host is killed at \(boundary.rawValue)")
    let open = ledger.withLock { $0.accounts.filter { $0.value.end == nil } }
    tallied.withLock { tally in
      tally.add(boundary.name)
      for (id, step) in steps where open[id] != nil { tally.add("killed in \(step.keyword)") }
    }
  }

  /// Ends a life that can do nothing any more, as a supervisor would.
  func restartSoon(_ life: Life) {
    time.after(dice.milliseconds(in: 1_000...5_000)) { life.end() }
  }

  /// Why nothing can be written now.
  var outage: JournalError? {
    let now = time.now.offset
    return state.withLock { $0.fullUntil > now } ? .diskFull : nil
  }

  func plan(_ life: Life) {
    // In turn, so that each has its share.
    let place = (Int(truncatingIfNeeded: seed) &* 5 &+ life.number) % Boundary.allCases.count
    let isCutOff = disk.keepsPartsOfWrites && dice.happens(300)
    let boundary = isCutOff ? .duringCommit : Boundary.allCases[abs(place)]
    let chosen = (boundary, dice.number(in: 1...8))
    let turns = dice.number(in: 1...6_000)
    let kill = state.withLock { state -> Boundary? in
      state.life = life
      state.kill = state.killsLeft > 0 ? chosen : nil
      // These are reached a few times only.
      if [.start, .recovering, .recovered].contains(chosen.0) { state.kill?.left %= 3 }
      return state.kill?.boundary
    }
    switch kill {
    case .anywhere?: executor.after(turns: turns) { self.kill(life) }
    case .stop?:
      time.after(dice.milliseconds(in: 1_000...60_000)) { life.host?.stop() }
    default: break
    }
  }

  /// What of the machine goes wrong while a host lives.
  func planTrouble() {
    if dice.happens(400) {
      let minutes = dice.number(in: 1...100)
      let isBack = dice.happens(500)
      time.after(dice.milliseconds(in: 0...90_000)) {
        self.note(isBack ? .clockBack : .clockForward)
        self.time.jump(to: .seconds(minutes * (isBack ? -60 : 60)))
      }
    }
    if dice.happens(150) {
      let length = dice.milliseconds(in: 300...20_000)
      time.after(dice.milliseconds(in: 0...60_000)) {
        self.note(.diskFull)
        let now = self.time.now.offset
        self.state.withLock { state in
          state.fullUntil = max(state.fullUntil, now + length)
          state.wellSince = state.fullUntil
        }
      }
    }
  }
}
