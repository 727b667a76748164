package import CallModel

/// What happened in a scenario, line by line, for people; the last of it, where it was much.
package struct Account: Hashable, Sendable {
  /// One thing that happened.
  package struct Line: Hashable, Sendable {
    /// How long after the call began.
    package let time: Milliseconds
    /// A word for what it is about: `call`, `flow`, `heard`, `line`, `svc`.
    package let kind: String
    /// What happened.
    package let text: String
  }

  /// How many lines are kept.
  private static let limit = 400

  /// Whether anything is kept: nobody reads the account of a call that is only explored.
  var isKept = true
  private var start = Timestamp(milliseconds: 0)
  private var kept: [Line] = []
  /// How many lines there were before those that are kept.
  package private(set) var droppedCount = 0

  /// Makes an account of nothing.
  package init() {}

  /// The lines.
  package var lines: [Line] { kept }

  /// Begins at a time.
  mutating func begin(at time: Timestamp) {
    start = time
  }

  mutating func note(_ time: Timestamp, _ kind: String, _ text: String) {
    guard isKept else { return }
    if kept.count >= 2 * Self.limit {
      droppedCount += kept.count - Self.limit
      kept.removeFirst(kept.count - Self.limit)
    }
    kept.append(Line(time: time - start, kind: kind, text: text))
  }
}

extension Account.Line: CustomStringConvertible {
  /// The line, with the seconds since the call began.
  package var description: String {
    let seconds = time.count / 1000
    let rest = String(1000 + time.count % 1000).dropFirst()
    let shown = "\(seconds).\(rest)"
    let padding = String(repeating: " ", count: max(0, 9 - shown.count))
    let word = kind + String(repeating: " ", count: max(0, 5 - kind.count))
    return "\(padding)\(shown)  \(word)  \(text)"
  }
}
