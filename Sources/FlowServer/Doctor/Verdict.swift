/// What was found about one thing, whoever asked, and whatever is to be done about it.
struct Verdict: Hashable, Sendable {
  let state: CheckupLine.State
  let found: String
  let breaks: String

  init(_ state: CheckupLine.State, _ found: String, breaks: String = "") {
    self.state = state
    self.found = found
    self.breaks = breaks
  }

  /// As a line of a checkup; where all is well, there is nothing to do.
  func line(_ subject: String, advice: String) -> CheckupLine {
    CheckupLine(state, subject, found, breaks: breaks, advice: state == .ok ? "" : advice)
  }
}
