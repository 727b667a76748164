import CEL
import CallModel
import FieldCoding
import FlowLanguage

/// A place in the flow; a stack of them is where the flow is (SEMANTICS.md 1.2).
///
/// A frame owns what was asked on its behalf: its number names it, in operations and timers.
struct Frame: Hashable, Sendable {
  /// Its number in the call, never used for another.
  let number: Int
  /// What it is.
  fileprivate(set) var content: Content
  /// What is undone however the frame is left, or nil.
  let undo: Undo?
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// What a frame is; its paths are structural, so it survives reformatting of the flow's file.
  enum Content: Hashable, Sendable {
    /// A flow: the one the call began with, or one that another runs.
    case flow(name: String, arguments: [String: CELValue])
    /// A block, entered by the start, `run` or `goto`, and the step in it that comes next.
    case block(name: String, next: Int)
    /// A handler, a branch or a body, and the step in it that comes next.
    case list(ListFrame)
    /// A waiting step: the one before the `next` of the frame below.
    case step(path: FlowPath, memory: StepMemory)
  }

  /// What is undone when a frame is left.
  indirect enum Undo: Hashable, Sendable {
    /// The service is asked for this, while the call is connected.
    case send(CallCommand)
    /// The service is asked for all of these, in order, while the call is connected.
    case sendAll([CallCommand])
  }

  /// What its step remembers, if a step waits here.
  var memory: StepMemory? {
    if case .step(_, let memory) = content { memory } else { nil }
  }
}

extension Frame: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      number: fields(1, "number") { StoredFrameNumber($0.number) }.stored,
      content: fields(2, "content", \.content),
      undo: fields(3, "undo", \.undo)
    )
  }
}

extension Frame.Content: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case flow = 1
    case block = 2
    case list = 3
    case step = 4
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .flow(let name, let arguments):
      try output.put(.flow, ("name", name), ("arguments", arguments))
    case .block(let name, let next):
      try output.put(.block, ("name", name), ("next", next))
    case .list(let frame): try output.put(.list, frame)
    case .step(let path, let memory):
      try output.put(.step, ("path", path), ("memory", memory))
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .flow: try .flow(name: values.next(), arguments: values.next())
    case .block: try .block(name: values.next(), next: values.next())
    case .list: try .list(values.next())
    case .step: try .step(path: values.next(), memory: values.next())
    }
  }
}

extension Frame.Undo: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case send = 1
    case sendAll = 320
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .send(let command): try output.put(.send, command)
    case .sendAll(let commands): try output.put(.sendAll, commands)
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .send: try .send(values.next())
    case .sendAll: try .sendAll(values.next())
    }
  }
}

/// A list of steps that something other than a block holds.
struct ListFrame: Hashable, Sendable {
  /// What holds the list.
  enum Role: String, Hashable, Sendable {
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
    /// The flow's `on: recordingReady:`.
    case recordingReady
  }

  /// The list's path.
  let path: FlowPath
  /// The step that comes next.
  var next = 0
  /// What holds the list.
  let role: Role
  /// The round of a loop, from 1; 0 outside of loops.
  var round = 0
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension ListFrame: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      path: fields(1, "path", \.path),
      next: fields(2, "next", \.next, default: 0),
      role: fields(3, "role", \.role),
      round: fields(4, "round", \.round, default: 0)
    )
  }
}

extension ListFrame.Role: FieldWord {}

/// Where the flow is: frames from the flow itself to what runs; several of them may be steps that
/// wait.
struct FrameStack: Hashable, Sendable, RandomAccessCollection {
  private var frames: [Frame] = []
  /// The number of the next frame.
  private(set) var nextNumber = 1
  /// What a later version stored.
  var unknownFields = UnknownFields()

  var startIndex: Int { frames.startIndex }
  var endIndex: Int { frames.endIndex }
  subscript(position: Int) -> Frame { frames[position] }

  /// The steps that wait, the outermost first.
  var waiting: [Frame] { frames.filter { $0.memory != nil } }

  /// How deep the frame of a number lies, unless it is left.
  func depth(of number: Int) -> Int? {
    frames.firstIndex { $0.number == number }
  }

  /// How deep the nearest place lies that `goto` replaces: a block, or what runs instead of one.
  var nearestBlock: Int? {
    frames.lastIndex { frame in
      switch frame.content {
      case .block, .flow: true
      case .list(let list): list.role != .step
      case .step: false
      }
    }
  }

  /// How deep the innermost `run` lies.
  var innermostRun: Int? {
    frames.lastIndex { $0.memory == .run }
  }

  /// How deep the nearest of the flow's own handlers lies, and which it is.
  var flowHandler: (depth: Int, role: ListFrame.Role)? {
    for (depth, frame) in frames.enumerated().reversed() {
      if case .list(let list) = frame.content, list.role != .step { return (depth, list.role) }
    }
    return nil
  }

  /// The list or block that a waiting step stands in, or that runs, and the step in it.
  func place(at depth: Int) -> (list: FlowPath, index: Int)? {
    for frame in frames[...depth].reversed() {
      switch frame.content {
      case .step: continue
      case .block(let name, let next): return (.block(name), next - 1)
      case .list(let list): return (list.path, list.next - 1)
      case .flow: return nil
      }
    }
    return nil
  }

  /// Where the flow is, as a path.
  var path: FlowPath? {
    switch frames.last?.content {
    case .step(let path, _): path
    case .block(let name, let next): .block(name).step(Swift.max(0, next - 1))
    case .list(let list): list.path.step(Swift.max(0, list.next - 1))
    case .flow, nil: nil
    }
  }

  /// Enters a frame; false where the flow is nested too deeply.
  @discardableResult
  mutating func push(_ content: Frame.Content, undo: Frame.Undo? = nil) -> Bool {
    guard frames.count < EngineLimits.frames else { return false }
    frames.append(Frame(number: nextNumber, content: content, undo: undo))
    nextNumber += 1
    return true
  }

  /// Leaves the last frame.
  mutating func pop() {
    frames.removeLast()
  }

  /// Counts the step that is about to run as done.
  mutating func moveOn() {
    guard let last = frames.indices.last else { return }
    switch frames[last].content {
    case .block(let name, let next): frames[last].content = .block(name: name, next: next + 1)
    case .list(var list):
      list.next += 1
      frames[last].content = .list(list)
    case .flow, .step: break
    }
  }

  /// Keeps what a waiting step remembers.
  mutating func remember(_ memory: StepMemory, in number: Int) {
    guard let depth = depth(of: number), case .step(let path, _) = frames[depth].content else {
      return
    }
    frames[depth].content = .step(path: path, memory: memory)
  }
}

extension FrameStack: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    var value = FrameStack()
    value.frames = try fields(1, "frames", \.frames)
    value.nextNumber = try fields(
      2,
      "nextNumber",
      { StoredFrameNumber($0.nextNumber) },
      default: StoredFrameNumber(1)
    ).stored
    return value
  }
}
