package import CEL
package import CallModel
package import FlowLanguage

/// What became of a signal that another system posts to a call (SEMANTICS.md, rule 12).
package enum SignalVerdict: Hashable, Sendable {
  /// It is taken.
  case accepted
  /// The flow declares no signal of that name.
  case undeclared
  /// What it brings is not what the flow declares: which field, and what it takes; never a value.
  case malformed(why: String)
  /// The call is over.
  case over
  /// Too many wait to be taken.
  case full
}

extension SignalVerdict {
  /// For the log.
  fileprivate var words: String {
    switch self {
    case .malformed(let why): "malformed: \(why)"
    case .accepted, .undeclared, .over, .full: "\(self)"
    }
  }
}

/// A signal as another system posts it.
package struct PostedSignal: Hashable, Sendable {
  /// Tells a second delivery.
  package let id: EventID
  /// Its name.
  package let name: String
  /// What it brings, as JSON has it.
  package let fields: CELValue

  /// Makes a signal.
  package init(id: EventID, name: String, fields: CELValue) {
    self.id = id
    self.name = name
    self.fields = fields
  }

  /// What the machine is fed.
  package var input: CallInput.Content { .signal(id: id, name: name, fields: fields) }
}

extension CallMachine {
  /// What will become of a signal if it is fed to the call as it is now; one that came before is
  /// accepted, and changes nothing.
  package func verdict(on signal: PostedSignal, in program: Program) -> SignalVerdict {
    guard !state.hasSeen(signal) else { return .accepted }
    return state.verdict(onSignal: signal.name, signal.fields, in: program)
  }
}

extension CallState {
  fileprivate func verdict(
    onSignal name: String,
    _ fields: CELValue,
    in program: Program
  ) -> SignalVerdict {
    guard phase != .gone, phase != .closing, !flowHasEnded else { return .over }
    guard let type = program.signal(name) else { return .undeclared }
    guard let value = type.value(json: fields) else {
      return .malformed(why: type.mismatch(json: fields))
    }
    let isRoom =
      signals.count < EngineLimits.signals
      && signals.reduce(value.weight) { $0 + $1.fields.weight } <= EngineLimits.valueBytes
    // What is said in a call must not keep others from telling it something.
    let isLine = name == feeds.ownTranscription?.signal
    let hasRoomForLines =
      !isLine || signals.count { $0.name == name } < EngineLimits.transcriptLines
    return isRoom && hasRoomForLines ? .accepted : .full
  }
}

extension Program {
  /// What a signal brings, as the flow or one that it runs declares it.
  fileprivate func signal(_ name: String) -> FlowType? {
    signals[name]
      ?? flows.sorted { $0.key < $1.key }.lazy.compactMap { $0.value.signal(name) }.first
  }
}

extension Turn {
  /// Keeps a signal until a `wait` takes it; of several of one name the oldest is taken first.
  mutating func keepSignal(_ name: String, _ fields: CELValue) {
    let verdict = state.verdict(onSignal: name, fields, in: root)
    guard verdict == .accepted, let value = root.signal(name)?.value(json: fields) else {
      log(.warning, "a signal is not taken", ["signal": name, "why": verdict.words])
      return
    }
    state.signals.append(BufferedSignal(name: name, fields: value))
  }

  /// Takes the oldest signal of a name; nil where there is none.
  mutating func takeSignal(_ name: String) -> CELValue? {
    guard let index = state.signals.firstIndex(where: { $0.name == name }) else { return nil }
    return state.signals.remove(at: index).fields
  }
}
