package import CallModel
package import FlowRuntime

/// What a look at all of a journal has found.
package struct JournalReport: Sendable {
  /// How many calls there are.
  package internal(set) var calls = 0
  /// How many lines their journals have.
  package internal(set) var entries = 0
  /// How many versions of flows are kept.
  package internal(set) var versions = 0
  /// What is wrong, the first `problemLimit` of it.
  package private(set) var problems: [JournalProblem] = []
  /// How much is wrong.
  package private(set) var problemCount = 0

  /// Problems that are named; of more only the number is known.
  package static let problemLimit = 1_000

  mutating func note(_ subject: JournalProblem.Subject, _ text: String) {
    problemCount += 1
    guard problems.count < Self.problemLimit else { return }
    problems.append(JournalProblem(subject: subject, text: text))
  }
}

/// Something in a journal that no journal written by this program has.
package struct JournalProblem: Hashable, Sendable, CustomStringConvertible {
  /// What it is about.
  package enum Subject: Hashable, Sendable {
    /// The file itself.
    case file
    /// A table, by its name.
    case table(String)
    /// A call, or what is of it.
    case call(CallID)
    /// A line that is no call's, by its number.
    case entry(Int64)
    /// A version of a flow.
    case version(VersionHash)
    /// A recording.
    case recording(RecordingID)
    /// A call that is to begin later.
    case scheduled(CallID)
    /// A flag, by its name.
    case flag(String)
  }

  /// What it is about.
  package let subject: Subject
  /// What is wrong with it.
  package let text: String

  /// Both, in a line; calls are named by their digests.
  package var description: String { "\(subject.words): \(text)" }
}

extension JournalProblem.Subject {
  fileprivate var words: String {
    switch self {
    case .file: "the file"
    case .table(let name): "table \(name)"
    case .call(let id): "call \(id.digest)"
    case .entry(let number): "entry \(number)"
    case .version(let hash): "version \(hash.rawValue.prefix(12))"
    case .recording(let id): "recording \(id.rawValue)"
    case .scheduled(let id): "scheduled call \(id.digest)"
    case .flag(let name): "flag \(name)"
    }
  }
}
