/// What a checked flow promises of its calls, whatever happens in them (SEMANTICS.md 1.8): so far as
/// one input with what came of it shows it.
package enum CallPromise: String, CaseIterable, Sendable {
  /// Every command is admissible in the phase, and takes a kind that its table row has (P2).
  case admissible
  /// Variables hold values of their static types, identifiers of the kinds that those have (P3, P11).
  case typed
  /// Nothing sensitive is logged or traced (P4).
  case sealed
  /// While a call is connected something looks after it (P5).
  case lookedAfter
  /// A second delivery of an input changes nothing (P6).
  case once
  /// Equal inputs give equal bytes (P7).
  case equal
  /// A state decodes to itself (P8).
  case stored
  /// `callEnded` runs once, after it only `recordingReady` (P10).
  case endedOnce

  /// What it means that it is broken, in a few words.
  package var words: String {
    switch self {
    case .admissible: "a command that the call cannot have"
    case .typed: "a value of another type than the flow's"
    case .sealed: "something sensitive is told"
    case .lookedAfter: "nothing looks after the call"
    case .once: "an input that comes twice changes something"
    case .equal: "equal inputs give different bytes"
    case .stored: "what is stored is not read as it was"
    case .endedOnce: "something runs after `callEnded`"
    }
  }
}

/// A promise that does not hold.
package struct BrokenPromise: Hashable, Sendable {
  /// The promise.
  package let promise: CallPromise
  /// What shows it.
  package let detail: String

  /// Makes a finding of what shows it.
  package init(_ promise: CallPromise, _ detail: String) {
    self.promise = promise
    self.detail = detail
  }
}
