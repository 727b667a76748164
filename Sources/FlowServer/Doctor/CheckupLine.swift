/// What a checkup found about one thing that a deployment needs.
package struct CheckupLine: Hashable, Sendable {
  /// How it is.
  package enum State: String, Sendable {
    /// It works.
    case ok
    /// It works, but not as it should.
    case warning = "warn"
    /// It does not work.
    case failure = "fail"
    /// It could not be asked from here.
    case unknown = "?"
    /// Nobody tells who asks; somebody has to look.
    case byHand = "hand"
  }

  /// How it is.
  package let state: State
  /// What was looked at, in a few words.
  package let subject: String
  /// What was found.
  package let found: String
  /// What that breaks; empty where all is well.
  package let breaks: String
  /// What to do; empty where there is nothing to do.
  package let advice: String

  /// Makes a line.
  package init(
    _ state: State,
    _ subject: String,
    _ found: String,
    breaks: String = "",
    advice: String = ""
  ) {
    self.state = state
    self.subject = subject
    self.found = found
    self.breaks = breaks
    self.advice = advice
  }
}
