internal import Diagnostics
internal import FlowSyntax

/// A flow as a picture shows it: a box for each block and each of the flow's own handlers, a line in
/// it for each step and each way that is written, and an arrow where a way leads to a block.
package struct FlowPicture: Hashable, Sendable {
  /// A box.
  package struct Box: Hashable, Sendable {
    /// What a box can be.
    package enum Kind: Hashable, Sendable {
      /// The block in which calls begin.
      case start
      /// Another block.
      case block
      /// A handler of the flow's own.
      case handler
      /// Another flow, which is run or begun.
      case flow
    }

    /// What tells it from the others: the path of its list.
    package let id: String
    /// What stands at its top.
    package let title: String
    /// What it is.
    package let kind: Kind
    /// What stands in it, from top to bottom.
    package fileprivate(set) var lines: [Line] = []
  }

  /// A line of a box.
  package struct Line: Hashable, Sendable {
    /// How deep it stands in the steps and handlers around it.
    package let depth: Int
    /// The text.
    package let text: String
    /// Whether it is a step; else it is a way that a step can go.
    package let isStep: Bool
    /// Whether the flow can be over there.
    package fileprivate(set) var isEnd = false
    /// The path of the step, or of the branch that the way is; nil for what is none.
    package let path: FlowPath?
  }

  /// An arrow from a line to a box.
  package struct Arrow: Hashable, Sendable {
    /// The place of the box that it begins at.
    package let from: Int
    /// The line of that box.
    package let line: Int
    /// The place of the box that it leads to.
    package let to: Int
    /// Whether the way comes back, as that of `run` does.
    package let comesBack: Bool
  }

  /// The flow's name.
  package let name: String
  /// The boxes: the blocks as they are written, the flow's own handlers, and the other flows that it
  /// runs or begins.
  package private(set) var boxes: [Box] = []
  /// The arrows, by the line that they begin at.
  package private(set) var arrows: [Arrow] = []

  private let text: String
  private var places: [String: Int] = [:]
  /// The places of the boxes of other flows, by the flow's name.
  private var flows: [String: Int] = [:]

  /// Makes the picture of a flow.
  package init(of program: Program) {
    name = program.name
    text = decodeUTF8(program.sources.first?.bytes ?? []).text
    let handlers: [(String, Handler?)] = [
      ("failed", program.handlers.failed), ("callerLeft", program.handlers.callerLeft),
      ("recordingFailed", program.handlers.recordingFailed),
      ("callEnded", program.handlers.callEnded),
      ("recordingReady", program.handlers.recordingReady),
    ]
    for block in program.blocks {
      places[block.name] = boxes.count
      let kind: Box.Kind = block.name == program.start ? .start : .block
      boxes.append(Box(id: block.list.path.text, title: block.name, kind: kind))
    }
    for (index, block) in program.blocks.enumerated() { add(block.list, to: index, depth: 0) }
    for case (let name, let handler?) in handlers {
      boxes.append(Box(id: "on.\(name)", title: "on \(name)", kind: .handler))
      follow(handler, in: boxes.count - 1, depth: 0, as: nil)
    }
  }

  private mutating func add(_ list: StepList, to box: Int, depth: Int) {
    for node in list.steps { add(node, to: box, depth: depth) }
  }

  private mutating func add(_ node: StepNode, to box: Int, depth: Int) {
    let onward = node.shape.onward(after: .done)
    let isEnd = onward == .leaves || onward == .ends || node.shape.effect(of: .done).leavesAlone
    add(
      Self.words(of: node, in: text),
      to: box,
      depth: depth,
      isStep: true,
      isEnd: isEnd,
      node.path
    )
    switch node.shape.enclosed {
    case .block(let name)?: point(from: box, to: name, comesBack: true)
    case .flow(let call)?: pointToFlow(call, from: box, comesBack: true)
    case .rounds?, .sensitive?, .meanwhile?, nil: break
    }
    if case .schedule(let step) = node.step { pointToFlow(step.call, from: box, comesBack: false) }
    if case .block(let name) = onward { point(from: box, to: name) }
    for branch in node.shape.decision?.branches ?? [] {
      let name = branch.entry ?? branch.key
      guard let handler = branch.handler else { continue }
      follow(handler, in: box, depth: depth + 1, as: name, node.branch(of: branch))
    }
    if let list = node.shape.enclosed?.list {
      if let branch = node.meanwhileBranch {
        add("meanwhile:", to: box, depth: depth + 1, isStep: false, branch)
      }
      add(list, to: box, depth: node.meanwhileBranch == nil ? depth + 1 : depth + 2)
    }
    for entry in node.handlers {
      let branch = node.branch(after: entry.outcome)
      follow(entry.handler, in: box, depth: depth + 1, as: entry.outcome.name, branch)
    }
    for outcome in node.shape.outcomes where outcome.isNamedByAuthor && outcome.isPossible {
      guard case .block(let name)? = outcome.effect.onward else { continue }
      let branch = node.branch(after: outcome.outcome)
      add("\(outcome.outcome.name):", to: box, depth: depth + 1, isStep: false, branch)
      point(from: box, to: name)
    }
  }

  /// A way, by its name, and where it goes.
  private mutating func follow(
    _ handler: Handler,
    in box: Int,
    depth: Int,
    as name: String?,
    _ branch: FlowPath? = nil
  ) {
    let prefix = name.map { "\($0): " } ?? ""
    switch handler.content {
    case .block(let block):
      add("\(prefix)→ \(block)", to: box, depth: depth, isStep: false, branch)
      point(from: box, to: block)
    case .hangUp: add("\(prefix)hangUp", to: box, depth: depth, isStep: false, isEnd: true, branch)
    case .end: add("\(prefix)end", to: box, depth: depth, isStep: false, isEnd: true, branch)
    case .return: add("\(prefix)return", to: box, depth: depth, isStep: false, branch)
    case .continue: add("\(prefix)continue", to: box, depth: depth, isStep: false, branch)
    case .steps(let list):
      if let name { add("\(name):", to: box, depth: depth, isStep: false, branch) }
      add(list, to: box, depth: name == nil ? depth : depth + 1)
    }
  }

  private mutating func add(
    _ text: String,
    to box: Int,
    depth: Int,
    isStep: Bool,
    isEnd: Bool = false,
    _ path: FlowPath?
  ) {
    boxes[box].lines.append(
      Line(depth: depth, text: text, isStep: isStep, isEnd: isEnd, path: path)
    )
  }

  private mutating func point(from box: Int, to block: String, comesBack: Bool = false) {
    guard let target = places[block] else { return }
    point(from: box, to: target, comesBack: comesBack)
  }

  private mutating func pointToFlow(_ call: FlowCall, from box: Int, comesBack: Bool) {
    let target = flows[call.name] ?? boxes.count
    if target == boxes.count {
      boxes.append(Box(id: "flow \(call.name)", title: "flow \(call.name)", kind: .flow))
      flows[call.name] = target
    }
    point(from: box, to: target, comesBack: comesBack)
  }

  private mutating func point(from box: Int, to target: Int, comesBack: Bool) {
    let line = boxes[box].lines.count - 1
    arrows.append(Arrow(from: box, line: line, to: target, comesBack: comesBack))
  }
}
