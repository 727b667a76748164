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
  /// How long a caller who is alone and hears nothing may wait for what happens next.
  package static let stranding = Milliseconds.seconds(60)
  /// How long after its longest duration a call may last (SEMANTICS.md 1.8, P5).
  package static let overtime = Milliseconds.seconds(120)
  /// What happens within so short a time happens before anybody can do something.
  package static let moment = Milliseconds(100)
  /// How long people take at least to do something in an explored call: a step that fails more often
  /// in a second is no longer tried (SEMANTICS.md 1.3).
  package static let haste = Milliseconds(1_100)
}
