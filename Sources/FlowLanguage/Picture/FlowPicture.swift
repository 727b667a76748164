internal import Diagnostics
internal import FlowSyntax

/// A flow as a picture shows it: a box for each block and each of the flow's own handlers, a line in
/// it for each step and each way that is written, and an arrow where a way leads to a block.
package struct FlowPicture: Hashable, Sendable {
  /// A box.
  package struct Box: Hashable, Sendable {
    /// What tells it from the others: the path of its list.
    package let id: String
    /// What stands at its top.
    package let title: String
    /// Whether calls begin in it.
    package let isStart: Bool
    /// Whether it is a handler of the flow's own.
    package let isHandler: Bool
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
  /// The boxes: the blocks as they are written, then the flow's own handlers.
  package private(set) var boxes: [Box] = []
  /// The arrows, by the line that they begin at.
  package private(set) var arrows: [Arrow] = []

  private let text: String
  private var places: [String: Int] = [:]

  /// Makes the picture of a flow.
  package init(of program: Program) {
    name = program.name
    text = decodeUTF8(program.sources.first?.bytes ?? []).text
    let handlers: [(String, Handler?)] = [
      ("failed", program.handlers.failed), ("callerLeft", program.handlers.callerLeft),
      ("recordingFailed", program.handlers.recordingFailed),
      ("callEnded", program.handlers.callEnded),
    ]
    for block in program.blocks {
      places[block.name] = boxes.count
      let isStart = block.name == program.start
      boxes.append(
        Box(id: block.list.path.text, title: block.name, isStart: isStart, isHandler: false)
      )
    }
    for (index, block) in program.blocks.enumerated() { add(block.list, to: index, depth: 0) }
    for case (let name, let handler?) in handlers {
      boxes.append(Box(id: "on.\(name)", title: "on \(name)", isStart: false, isHandler: true))
      follow(handler, in: boxes.count - 1, depth: 0, as: nil)
    }
  }

  private mutating func add(_ list: StepList, to box: Int, depth: Int) {
    for node in list.steps { add(node, to: box, depth: depth) }
  }

  private mutating func add(_ node: StepNode, to box: Int, depth: Int) {
    add(words(of: node), to: box, depth: depth, isStep: true, node.path)
    if case .block(let name)? = node.shape.enclosed { point(from: box, to: name, comesBack: true) }
    if case .block(let name) = node.shape.onward(after: .done) { point(from: box, to: name) }
    for branch in node.shape.decision?.branches ?? [] {
      let name = branch.entry ?? branch.key
      guard let handler = branch.handler else { continue }
      follow(handler, in: box, depth: depth + 1, as: name, node.branch(of: branch))
    }
    if let list = node.shape.enclosed?.list { add(list, to: box, depth: depth + 1) }
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
    case .hangUp: add("\(prefix)hangUp", to: box, depth: depth, isStep: false, branch)
    case .end: add("\(prefix)end", to: box, depth: depth, isStep: false, branch)
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
    _ path: FlowPath?
  ) {
    boxes[box].lines.append(Line(depth: depth, text: text, isStep: isStep, path: path))
  }

  private mutating func point(from box: Int, to block: String, comesBack: Bool = false) {
    guard let target = places[block] else { return }
    let line = boxes[box].lines.count - 1
    arrows.append(Arrow(from: box, line: line, to: target, comesBack: comesBack))
  }

  /// A step in a few words: its keyword, and what stands beside it as it was written.
  private func words(of node: StepNode) -> String {
    let utf8 = text.utf8
    guard node.keywordSpan.start >= 0, node.keywordSpan.end <= utf8.count else {
      return node.step.keyword.rawValue
    }
    let start = utf8.index(utf8.startIndex, offsetBy: node.keywordSpan.end)
    let end = utf8.index(utf8.startIndex, offsetBy: min(node.span.end, utf8.count))
    var words = firstWords(of: text[start..<max(start, end)])
    if case .named(let prompt)? = node.shape.prompts.first?.content, words.hasPrefix("prompt:") {
      words = prompt
    }
    let keyword = node.step.keyword.rawValue
    let whole = words.isEmpty ? keyword : "\(keyword) \(words)"
    let condition = node.when == nil ? "" : "when … "
    return condition + (whole.count > Self.width ? whole.prefix(Self.width - 1) + "…" : whole)
  }

  /// The first line of a step's value, without what YAML writes around it.
  private func firstWords(of value: Substring) -> String {
    for line in value.split(whereSeparator: \.isNewline) {
      let comment = line.firstRange(of: " #")?.lowerBound ?? line.endIndex
      var words = line[..<comment].drop { ": {".contains($0) }
      // A brace at the end closes one that is not shown, unless one is open that is.
      var unopened = words.count { $0 == "}" } - words.count { $0 == "{" }
      while let last = words.last, last == " " || (last == "}" && unopened > 0) {
        if last == "}" { unopened -= 1 }
        words.removeLast()
      }
      if !words.isEmpty { return String(words) }
    }
    return ""
  }

  private static let width = 48
}
