import Diagnostics

extension [Diagnostic] {
  /// Leaves out what is beyond the limit, and says so where the first stands that is left out.
  ///
  /// It is an error, as any of those left out may be one.
  mutating func cutOff() {
    guard count > FlowLimits.findings else { return }
    let place = self[FlowLimits.findings].primary.span
    removeSubrange(FlowLimits.findings...)
    append(
      Diagnostic(
        .valueOutOfRange,
        "only the first \(FlowLimits.findings) findings of this flow are told",
        at: place,
        help: "mend them first"
      )
    )
  }
}
