import CEL

/// A place in the flow; a stack of them is where the flow is (SEMANTICS.md 1.2).
///
/// Paths are structural, so a frame survives reformatting of the flow's file.
enum Frame: Hashable, Sendable, Codable {
  /// A flow: the one the call began with, or one that another runs.
  case flow(name: String, arguments: [String: CELValue])
  /// A block, entered by the start, `run` or `goto`, and the step in it that comes next.
  case block(name: String, next: Int)
  /// A handler, a branch or a body, and the step in it that comes next.
  case list(ListFrame)
  /// A waiting step; only ever the last. It is the one before the `next` of the frame below.
  case step(path: String, memory: StepMemory)
}

/// A list of steps that something other than a block holds.
struct ListFrame: Hashable, Sendable, Codable {
  /// What holds the list.
  enum Role: String, Hashable, Sendable, Codable {
    /// A step: its handler, its branch, its body.
    case step
    /// The flow's `on: failed:`.
    case failed
    /// The flow's `on: callerLeft:`.
    case callerLeft
    /// The flow's `on: callEnded:`.
    case callEnded
    /// The flow's `on: recordingFailed:`.
    case recordingFailed
  }

  /// The list's path.
  let path: String
  /// The step that comes next.
  var next = 0
  /// What holds the list.
  let role: Role
  /// The round of a loop, from 1; 0 outside of loops.
  var round = 0
}
