import CallModel
import FlowLanguage

extension Turn {
  /// Leaves all frames above a depth, from the last: the one way in which the flow is left, by
  /// `goto`, `return` and `end`, by a failure, and by the end of the call (SEMANTICS.md 1.2).
  ///
  /// What a frame asked for is disposed of and what it has to undo is undone, once, in that order; a
  /// step that waits there is said to be dropped, unless it has just ended.
  mutating func unwind(to depth: Int, ended: Int? = nil) {
    var hasCutOff = false
    while state.frames.count > depth, let frame = state.frames.last {
      if frame.memory != nil, frame.number != ended, let node = node(at: state.frames.count - 1) {
        trace(node, .ended(outcome: "dropped", detail: ""))
      }
      state.frames.pop()
      leaveFlow(runBy: frame.number)
      let isHeard = dispose(of: frame.number)
      if isHeard, !hasCutOff, state.isConnected {
        cancelMedia()
        hasCutOff = true
      }
      undo(frame.undo)
      // Left before its steps began: what is quiet already is not left so.
      if case .sensitive(let memory)? = frame.memory, !memory.isEntered, frame.number != ended {
        undo(memory.undo(in: state))
      }
      if case .takeMessage(let message)? = frame.memory { leaveMessage(message) }
    }
  }

  /// Forgets the flow that a step has run, now that the step is left.
  private mutating func leaveFlow(runBy frame: Int) {
    guard let index = state.flows.firstIndex(where: { $0.runner == frame }) else { return }
    if flow.map({ $0 >= index }) ?? false { turn(to: index > 0 ? index - 1 : nil) }
    state.flows.removeSubrange(index...)
  }

  /// Undoes what was done for what is left.
  mutating func undo(_ undo: Frame.Undo?) {
    guard state.isConnected else { return }
    switch undo {
    case .send(let command)?: self.undo(by: command)
    case .sendAll(let commands)?: for command in commands { self.undo(by: command) }
    case nil: break
    }
  }

  /// Asks for what undoes something; what became another meanwhile is left as it is.
  private mutating func undo(by command: CallCommand) {
    if case .resumeRecording(let id) = command {
      guard state.recording.isPaused(id) else { return }
      ask(command, for: .call(.cleanup))
      state.recording.ask(.resume)
    } else if let feed = command.kind.feed {
      guard state.feeds[feed].status == .off else { return }
      state.feeds.ask(ask(command, for: .call(.cleanup)), command)
    } else {
      ask(command, for: .call(.cleanup))
    }
  }

  /// Ends the running step's own frame and what lies above it; a step that never waited has none,
  /// but may have asked for something all the same.
  mutating func endFrame() {
    if let depth = state.frames.depth(of: running) {
      unwind(to: depth, ended: running)
    } else if dispose(of: running), state.isConnected {
      cancelMedia()
    }
  }

  /// Leaves the steps that run inside of the running one.
  mutating func dropEnclosed() {
    if let depth = state.frames.depth(of: running) { unwind(to: depth + 1) }
  }

  /// Lets go of what a frame asked for, and does about it what its rows say; true if something of it
  /// may still be heard.
  private mutating func dispose(of frame: Int) -> Bool {
    var isHeard = false
    for operation in state.operations.owned(by: frame) {
      switch operation.policy?.disposal {
      case .nothing?, nil: state.operations.remove(operation.ordinal)
      case .cutsOff?:
        isHeard = isHeard || operation.isOpen
        state.operations.remove(operation.ordinal)
        state.media.forget(operation.ordinal)
      case .cancelsInvitation?: leaveInvitation(operation.ordinal)
      case .stopsTones?:
        state.operations.remove(operation.ordinal)
        if case .startContinuousTones(let party)? = operation.command, state.isConnected,
          !operation.hasFailed, !hasLeft(party)
        {
          ask(.stopContinuousTones(party), for: .call(.cleanup))
        }
      }
    }
    return isHeard
  }

  /// Leaves an invitation of the running step, whatever has come of it so far.
  mutating func leaveInvitation(_ ordinal: Int) {
    guard let operation = state.operations[ordinal: ordinal] else { return }
    if case .joined(let party)? = operation.result {
      state.operations.remove(ordinal)
      if let party, state.isConnected, !hasLeft(party) {
        ask(.removeParticipant(party), for: .call(.cleanup))
      }
    } else if operation.isOpen || operation.mayStillSucceed {
      abandon(operation)
    } else {
      state.operations.remove(ordinal)
    }
  }

  /// Leaves an invitation to the call: it is cancelled as soon as its id is known.
  mutating func abandon(_ operation: Operation) {
    state.operations.abandon(
      operation.ordinal,
      atLeastUntil: now + EngineTimes.commandDeadline
    )
    cancelAbandoned(operation.ordinal)
  }

  /// Cancels an invitation nobody waits for, once its id is known (rule 23).
  mutating func cancelAbandoned(_ ordinal: Int) {
    guard state.isConnected, let operation = state.operations[ordinal: ordinal],
      operation.owner == .call(.abandoned), !operation.isCancelled,
      let invitation = operation.invitation
    else { return }
    state.operations.cancel(ordinal)
    ask(.cancelAddParticipant(invitation), for: .call(.cleanup))
  }
}
