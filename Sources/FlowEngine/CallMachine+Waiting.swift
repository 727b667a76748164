package import CallModel
package import FlowLanguage

/// What a call waits for that somebody can do.
extension CallMachine {
  /// The keys that waiting steps listen for all the time, and whose they are.
  package var awaitedKeys: [(party: Identifier, tones: [Tone])] {
    state.frames.waiting.flatMap { frame -> [(party: Identifier, tones: [Tone])] in
      switch frame.memory {
      case .wait(let memory)?:
        memory.triggers.compactMap { trigger in
          if case .press(let tones, let party) = trigger.condition { (party, tones) } else { nil }
        }
      case .takeMessage(let memory)?: [(memory.caller, [memory.stop])]
      default: []
      }
    }
  }

  /// The steps that wait, the outermost first, with the flows that they stand in.
  package var waitingSteps: [(flow: String, path: FlowPath)] {
    var steps: [(flow: String, path: FlowPath)] = []
    var flow = ""
    for frame in state.frames {
      switch frame.content {
      case .flow(let name, _): flow = name
      case .step(let path, _): steps.append((flow, path))
      case .block, .list: break
      }
    }
    return steps
  }

  /// The keys of the answers that data has offered in a menu.
  package var offeredKeys: [Tone] {
    state.frames.waiting.flatMap { frame -> [Tone] in
      guard case .recognize(let memory)? = frame.memory else { return [] }
      return memory.offered.compactMap(\.tone)
    }
  }

  /// The signals that waiting steps are for and of which none is kept yet.
  package var awaitedSignals: [String] {
    state.frames.waiting.flatMap { frame -> [String] in
      guard case .wait(let memory)? = frame.memory else { return [] }
      return memory.triggers.compactMap { trigger in
        guard case .signal(let name) = trigger.condition,
          !state.signals.contains(where: { $0.name == name })
        else { return nil }
        return name
      }
    }
  }

  /// When the call looks by itself at what it waits for; nil where it does not, but for its longest
  /// duration.
  package var nextLook: Timestamp? {
    state.timers.filter { !Self.passing.contains($0.id) }.map(\.due).min()
  }

  /// The ordinals of the operations that are not settled.
  package var operationOrdinals: [Int] { state.operations.map(\.ordinal) }
}
