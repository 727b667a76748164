/// One kind of step of the language: a struct in a file of its own.
///
/// `init(from:)` asks the reader for the fields one by one, straight through, with no `if` on what
/// was read. Run over an empty mapping it yields the step's shape, from which schema, reference
/// and the checks of fields follow.
package protocol StepKind: Sendable {
  /// One sentence for people.
  static var summary: String { get }
  /// The phases of a call in which it may run.
  static var phase: PhaseRequirement { get }

  /// Reads the step.
  init(from fields: inout FieldReader)
}

/// The phases of a call in which a step may run (SEMANTICS.md 1.7).
package enum PhaseRequirement: String, Sendable {
  /// Only while the call rings.
  case ringing
  /// Only before a call of our own is placed.
  case placing
  /// Only while the call is connected.
  case connected
  /// Whenever the call is not over.
  case alive
  /// Always, also in `callEnded`.
  case any
}
