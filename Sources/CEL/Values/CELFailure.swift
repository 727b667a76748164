package import Diagnostics

/// Why an evaluation gave no value.
package struct CELFailure: Error, Hashable, Sendable {
  /// The sort of reason.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A number, time or duration beyond what its type holds.
    case overflow
    /// A division or remainder by zero.
    case divisionByZero
    /// A map without the key that was asked for.
    case noSuchKey
    /// A record without the field that was asked for.
    case noSuchField
    /// A place outside a list or text.
    case indexOutOfRange
    /// Operands that an operator or function does not take.
    case noSuchOverload
    /// A name that means nothing.
    case unknownName
    /// A text or number that a conversion cannot read, or an argument out of its range.
    case malformedValue
    /// A map literal that says one key twice.
    case duplicateKey
    /// The value of an optional that is none.
    case noValue
    /// More cost, text or elements than the limits allow.
    case limit
    /// A reason of the host's own functions or variables.
    case host
  }

  /// The sort of reason.
  package let kind: Kind
  /// What went wrong: one line, lower case, no full stop.
  package let message: String
  /// Where in the source; `Span.none` until the evaluator has put it in.
  package internal(set) var span: Span

  /// Makes a failure; the evaluator puts the place in.
  package init(_ kind: Kind, _ message: String, at span: Span = .none) {
    self.kind = kind
    self.message = message
    self.span = span
  }
}

extension CELFailure {
  /// A function or operator that does not take these values.
  static func noOverload(_ name: String, _ arguments: [CELValue]) -> CELFailure {
    // Types and never values: the message is logged and stored, and a value may be a caller's
    // number.
    let types = arguments.map(\.spokenTypeName).joined(separator: ", ")
    return CELFailure(.noSuchOverload, "`\(name)` does not take \(types)")
  }

  static func overflow(_ what: String) -> CELFailure {
    CELFailure(.overflow, "\(what) is out of range")
  }

  static func index(_ index: Int64, of count: Int) -> CELFailure {
    CELFailure(.indexOutOfRange, "index \(index) is outside 0 to \(count)")
  }
}
