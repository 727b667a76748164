import CallModel
import FlowLanguage

extension Turn {
  /// Undoes what a message has changed, however it is left: its recording ends, and the one it
  /// interrupted begins anew (SEMANTICS.md, rule 66).
  mutating func leaveMessage(_ memory: TakeMessageMemory) {
    guard state.isConnected else { return }
    if let start = memory.start { endRecording(startedBy: start) }
    guard let interrupted = memory.interrupted, memory.stage != .silencing else { return }
    let operation = ask(.startRecording(interrupted.command), for: .call(.trying))
    state.recording.begin(
      interrupted.command,
      of: interrupted.step,
      by: operation,
      due: now + EngineTimes.recordingStart
    )
  }

  /// Stops a message's recording that nobody has stopped; one whose id is not known yet is stopped
  /// as soon as it appears.
  private mutating func endRecording(startedBy start: Int) {
    guard state.recording.isRunning(by: start) else { return }
    if let id = state.recording.id {
      guard !state.recording.isStopping else { return }
      ask(.stopRecording(id), for: .call(.cleanup))
      state.recording.ask(.stop)
    } else {
      effects.append(.withdraw(ordinal: start))
      state.recording.withdraw(start)
    }
  }

  /// The caller leaves: what they have said so far is the message, which `callEnded` and
  /// `callerLeft` can read.
  mutating func keepMessages() {
    for frame in state.frames.waiting {
      guard case .takeMessage(let memory)? = frame.memory, memory.began != nil,
        let depth = state.frames.depth(of: frame.number), let id = node(at: depth)?.id
      else { continue }
      turn(toFlowAt: depth)
      records.fill(id, with: memory.result(at: now))
    }
  }
}

extension CallMachine {
  /// An input as it is kept: what was said in a message is in its recording and nowhere else
  /// (SEMANTICS.md, rule 66).
  package func kept(_ input: CallInput) -> CallInput {
    guard case .event(let event) = input.content,
      case .recognizeCompleted(.speech?) = event.content, !isAwaited(event.context)
    else { return input }
    return input.with(.event(event.with(.recognizeCompleted(nil))))
  }

  /// Whether a step that wants to know what was said waits for an operation.
  private func isAwaited(_ context: OperationContext?) -> Bool {
    guard let context, let operation = state.operations[ordinal: context.ordinal],
      case .frame(let number) = operation.owner,
      let frame = state.frames.first(where: { $0.number == number })
    else { return false }
    if case .takeMessage? = frame.memory { return false }
    return true
  }
}
