package import CallModel

/// What a test of a flow is held to.
package enum SimulatorLimits {
  /// The inputs one scenario may bring its call.
  package static let inputs = 20_000
  /// How much time may pass in one scenario: more than a call may last.
  package static let horizon = Milliseconds.seconds(48 * 3600)
  /// Scenarios in one file.
  package static let scenarios = 2_000
  /// Lines of one scenario.
  package static let lines = 5_000
  /// How often one scenario is run again with something that goes wrong.
  package static let perturbations = 100_000
  /// Findings that are told of one file.
  package static let findings = 500
}
