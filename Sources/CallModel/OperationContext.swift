package import FieldCoding

/// What ties an event to its request: `<ordinal>.<attempt>`, echoed verbatim by the service.
///
/// Source: SEMANTICS.md, rule 1; FACTS.md 0.4.
package struct OperationContext: Hashable, Sendable, CustomStringConvertible {
  /// The operation's number in its call, from 1.
  package let ordinal: Int
  /// How often it was asked anew, from 1.
  package let attempt: Int

  /// Makes a context.
  package init(ordinal: Int, attempt: Int) {
    self.ordinal = ordinal
    self.attempt = attempt
  }

  /// Reads a context of ours; nil for anybody else's text.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let ordinal = Int(parts[0]), let attempt = Int(parts[1]),
      ordinal > 0, attempt > 0
    else { return nil }
    self.init(ordinal: ordinal, attempt: attempt)
  }

  /// The text sent.
  package var description: String { "\(ordinal).\(attempt)" }
}

extension OperationContext: FieldWrapper {
  /// The text that is sent to the service.
  package var stored: String { description }

  /// Reads the text.
  package init?(stored: String) { self.init(stored) }

  /// Appends the text, or which operation it is in what is compared.
  package func write(to output: inout FieldOutput) throws(FieldFailure) {
    guard let likeness = output.likeness else { return description.write(to: &output) }
    likeness.place(of: .operation, ordinal).write(to: &output)
    attempt.write(to: &output)
  }
}
