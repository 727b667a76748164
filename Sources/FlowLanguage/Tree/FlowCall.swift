package import Diagnostics

/// Another flow of the project, as a step names it, with what it is given.
package struct FlowCall: Sendable {
  /// The value of one parameter.
  package struct Argument: Sendable {
    /// The parameter.
    package let name: String
    /// Its value.
    package let value: ValueTemplate
  }

  /// The flow's name.
  package let name: String
  /// Where it stands.
  package let span: Span
  /// The values, in the order written; a parameter that is not among them has its first value.
  package internal(set) var arguments: [Argument]
  /// What the flow shows to others; nil where it is not known.
  let interface: FlowInterface?
}
