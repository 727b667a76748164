/// What a step does to the recording of the call.
package enum RecordingChange: Hashable, Sendable {
  /// It asks for this.
  case asked(RecordStep.Action)
  /// It starts one that is paused until it is resumed.
  case startsPaused
  /// It stops one, and has it begin anew afterwards.
  case interrupts
  /// It asks for what an expression says.
  case computed
}
