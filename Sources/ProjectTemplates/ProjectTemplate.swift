/// A project to begin with: `flowctl init` writes its files.
///
/// Its files stand in `templates/<name>` of the repository; the program has them in it
/// (`TemplateFiles.swift`). Each validates without a finding, passes its scenarios, and runs in
/// `flowctl dev`.
package enum ProjectTemplate: String, CaseIterable, Sendable {
  case supportLine = "support-line"
  case clinic
  case queue
  case survey
  case reminder
  case voicemail

  /// A file of a project.
  package struct File: Hashable, Sendable {
    /// Its name in the project's folder.
    package let name: String
    /// What is in it.
    package let text: String
  }

  /// What it is, in a line.
  package var summary: String {
    switch self {
    case .supportLine: "a menu, opening hours, agents who ring one after another, a front desk"
    case .clinic: "two languages, opening hours, nurses, and one on call"
    case .queue: "waiting with music and news, an agent whom another system assigns, a call back"
    case .survey: "questions asked by a flow that others run, a comment, the answers sent on"
    case .reminder: "calls that the flow places, a yes or a no, a wish to talk"
    case .voicemail: "a desk that rings first, a message, its file fetched"
    }
  }

  /// The files, by name.
  package var files: [File] {
    templateFiles[rawValue, default: [:]].sorted { $0.key < $1.key }
      .map { File(name: $0.key, text: $0.value) }
  }

  /// What `flowctl dev` needs besides the folder to place a call of it; file names are those of the
  /// project.
  package var trial: [String] {
    switch self {
    case .supportLine, .clinic, .queue, .survey, .voicemail:
      ["--call", "\(rawValue).call.yaml"]
    case .reminder:
      [
        "--start", "reminder", "--with", "patient=+14255550199", "--with", "name=Kim", "--with",
        "at=2026-12-01T17:30:00Z", "--with", "appointment=a1", "--callee", "reminder.call.yaml",
      ]
    }
  }
}
