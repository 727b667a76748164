internal import FieldCoding

/// A way a step can end (LANGUAGE: "Outcomes and handlers").
///
/// Outcomes form a tree: `busy`, `declined` and the like are kinds of `failed`, so a handler of
/// `failed` takes each of them that has none of its own.
package struct Outcome: Hashable, Sendable {
  /// The name as authors write it.
  package let name: String

  /// Makes an outcome; choices and triggers have names of the author's.
  package init(_ name: String) {
    self.name = name
  }

  /// Success.
  package static let done = Outcome("done")
  /// Failure of no more particular kind.
  package static let failed = Outcome("failed")
  /// Nothing was said or pressed.
  package static let noInput = Outcome("noInput")
  /// What was said or pressed fits nothing.
  package static let noMatch = Outcome("noMatch")
  /// Whoever was rung said no.
  package static let declined = Outcome("declined")
  /// Whoever was rung is on another call.
  package static let busy = Outcome("busy")
  /// Whoever was rung did not answer in time.
  package static let noAnswer = Outcome("noAnswer")
  /// A `repeat` ran out of rounds.
  package static let exhausted = Outcome("exhausted")
  /// A `wait` was over before its condition came true; neither success nor failure.
  package static let timeout = Outcome("timeout")

  /// The names that no choice and no trigger can have.
  package static let reserved: [Outcome] = [.done, .timeout, .failed] + failureKinds

  /// The kinds of `failed`.
  package static let failureKinds: [Outcome] = [
    .noInput, .noMatch, .declined, .busy, .noAnswer, .exhausted,
  ]

  /// Whether it is `failed` or a kind of it.
  package var isFailure: Bool {
    switch name {
    case "failed", "noInput", "noMatch", "declined", "busy", "noAnswer", "exhausted": true
    default: false
    }
  }

  /// Whether its name is a number, as that of a status is.
  var isNumber: Bool {
    // Hardly any is, and reading a number takes its time.
    guard let first = name.utf8.first, first < UInt8(ascii: ":") else { return false }
    return Int(name) != nil
  }

  /// The outcomes whose handler takes this one, the most particular first.
  package var lineage: [Outcome] {
    isFailure && self != .failed ? [self, .failed] : [self]
  }
}

extension Outcome: FieldWrapper {
  /// The name.
  package var stored: String { name }

  /// Reads the name.
  package init(stored: String) { self.init(stored) }
}
