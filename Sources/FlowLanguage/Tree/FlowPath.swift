internal import FieldCoding

/// Where something stands in a flow, by structure: block, index, handler, index, and so on.
///
/// It survives reformatting of the flow's file, so frames, traces and stored calls name places by
/// it; it is never part of an operation's id (SEMANTICS.md 1.2, rule 1). Its text is
/// `main/4/on.failed/0`; no two paths have the same one.
package struct FlowPath: Hashable, Sendable {
  /// One part of a path.
  package enum Part: Hashable, Sendable {
    /// A block.
    case block(String)
    /// The step of that index, from 0, in the list before it.
    case step(Int)
    /// What stands under a key: `then` of the step before it, or a handler of the flow's own `on`.
    case list(under: String, entry: String?)
  }

  /// The parts: a block or one of the flow's own handlers, then steps and lists in turn.
  package let parts: [Part]

  private init(parts: [Part]) {
    self.parts = parts
  }

  /// The path of a block.
  package static func block(_ name: String) -> FlowPath {
    FlowPath(parts: [.block(name)])
  }

  /// The path of one of the flow's own handlers, `on.callEnded`.
  package static func flowHandler(_ name: String) -> FlowPath {
    FlowPath(parts: [.list(under: "on", entry: name)])
  }

  /// What stands for an answer of the flow's `everywhere`, `everywhere.person`.
  package static func everywhere(_ name: String) -> FlowPath {
    FlowPath(parts: [.list(under: "everywhere", entry: name)])
  }

  /// What stands for opening hours that are in a state when they are asked for,
  /// `hours.office.closed`.
  package static func hours(_ name: String, _ state: HoursSchedule.State) -> FlowPath {
    FlowPath(parts: [.list(under: "hours", entry: "\(name).\(state.rawValue)")])
  }

  /// The path of a step of this list.
  package func step(_ index: Int) -> FlowPath {
    FlowPath(parts: parts + [.step(index)])
  }

  /// The path of a list of this step: under a key, or under one entry of what stands there.
  package func list(under key: String, entry: String? = nil) -> FlowPath {
    FlowPath(parts: parts + [.list(under: key, entry: entry)])
  }

  /// The list a step stands in, or the step that holds a list; nil for what the flow itself holds.
  package var parent: FlowPath? {
    parts.count > 1 ? FlowPath(parts: parts.dropLast()) : nil
  }

  /// Whether it is the path of something in a list, or in lists below that.
  package func lies(in list: FlowPath) -> Bool {
    parts.count > list.parts.count && parts.starts(with: list.parts)
  }

  /// The block it is in, or nil within a handler of the flow's own.
  package var block: String? {
    if case .block(let name)? = parts.first { name } else { nil }
  }

  /// Which of the flow's own handlers it is in, or nil within a block.
  package var flowHandler: String? {
    if case .list(under: "on", let entry)? = parts.first { entry } else { nil }
  }

  /// The index of the step it is the path of, or nil for a list.
  package var index: Int? {
    if case .step(let index)? = parts.last { index } else { nil }
  }
}

extension FlowPath {
  /// The text of the path; names have `~`, `/`, and a block's name `.`, written as `~0`, `~1`, `~2`.
  package var text: String {
    parts.map(\.text).joined(separator: "/")
  }

  /// Reads a path's text; nil for what is none.
  package init?(text: String) {
    var parts: [Part] = []
    // By scalars: a name may begin with a mark that joins the character before it.
    for piece in text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false) {
      let isStep = parts.count % 2 == 1
      guard let part = isStep ? Part(step: piece) : Part(list: piece, isFirst: parts.isEmpty)
      else { return nil }
      parts.append(part)
    }
    self.init(parts: parts)
  }
}

extension FlowPath.Part {
  fileprivate var text: String {
    switch self {
    case .block(let name): escaped(name, isBlock: true)
    case .step(let index): String(index)
    case .list(let key, nil): key
    case .list(let key, let entry?): "\(key).\(escaped(entry, isBlock: false))"
    }
  }

  fileprivate init?(step scalars: Substring.UnicodeScalarView) {
    let text = String(scalars)
    guard let index = Int(text), index >= 0, String(index) == text else { return nil }
    self = .step(index)
  }

  fileprivate init?(list scalars: Substring.UnicodeScalarView, isFirst: Bool) {
    guard let dot = scalars.firstIndex(of: ".") else {
      guard isFirst else {
        self = .list(under: String(scalars), entry: nil)
        return
      }
      guard let name = unescaped(scalars, isBlock: true) else { return nil }
      self = .block(name)
      return
    }
    let key = String(scalars[..<dot])
    guard !isFirst || keysOfFlow.contains(key),
      let entry = unescaped(scalars[scalars.index(after: dot)...], isBlock: false)
    else { return nil }
    self = .list(under: key, entry: entry)
  }
}

/// The keys of a flow that hold something with a path.
private let keysOfFlow: Set<String> = ["on", "everywhere", "hours"]

private func escaped(_ name: String, isBlock: Bool) -> String {
  let isPlain = name.utf8.allSatisfy {
    $0 != UInt8(ascii: "~") && $0 != UInt8(ascii: "/") && (!isBlock || $0 != UInt8(ascii: "."))
  }
  if isPlain { return name }
  var text = ""
  for scalar in name.unicodeScalars {
    switch scalar {
    case "~": text += "~0"
    case "/": text += "~1"
    case "." where isBlock: text += "~2"
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text
}

private func unescaped(_ scalars: Substring.UnicodeScalarView, isBlock: Bool) -> String? {
  var name = String.UnicodeScalarView()
  var rest = scalars.makeIterator()
  while let scalar = rest.next() {
    guard scalar == "~" else {
      name.append(scalar)
      continue
    }
    switch rest.next() {
    case "0": name.append("~")
    case "1": name.append("/")
    case "2" where isBlock: name.append(".")
    default: return nil
    }
  }
  return String(name)
}

extension FlowPath: CustomStringConvertible {
  /// The text of the path.
  package var description: String { text }
}

extension FlowPath: FieldWrapper {
  /// The text.
  package var stored: String { text }

  /// Reads the text.
  package init?(stored: String) { self.init(text: stored) }
}
