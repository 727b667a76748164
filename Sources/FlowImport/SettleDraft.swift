import Diagnostics
import FlowLanguage
import FlowSyntax

extension FlowDraft {
  /// How often what the checker refuses is taken out.
  private static let rounds = 40
  /// Steps of one flow, as the language has it.
  private static let steps = 2_000

  /// The flow that validates, and the notes: what leads round waits, what nothing
  /// leads to is left out, and what the checker refuses is taken out; each with a note.
  ///
  /// Throws where that is more than one flow can hold.
  consuming func settled(_ zones: any ZoneRules) throws(ImportFailure) -> ImportedFlow {
    finishBlocks()
    slowCircles()
    leaveOutUnreached()
    try checkSize()
    noteUngiven()
    var refused: (text: String, place: Span)?
    for _ in 0..<Self.rounds {
      let (text, steps) = written()
      let project = compileProject(
        ProjectSources(
          files: [ProjectFile(path: "imported.yaml", bytes: Array(text.utf8))],
          environment: nil,
          requiresValues: false,
          zones: zones
        )
      )
      let errors = project.findings.filter { $0.severity == .error }
      guard let first = errors.first else { return result(text) }
      refused = (first.message, document.text.span.startPoint)
      let wrong = errors.compactMap { error in
        let line = project.files.all.first?.lineIndex(of: error.primary.span.start) ?? 0
        return steps[line].map { (block: $0.0, step: $0.1, message: error.message) }
      }
      // One of each block: another may be right without it.
      for (block, all) in Dictionary(grouping: wrong, by: \.block) {
        guard let error = all.first else { continue }
        refused = (error.message, blocks[block].steps[error.step].place)
        takeOut(block, error.step, error.message)
      }
      guard !wrong.isEmpty else { break }
      leaveOutUnreached()
    }
    throw failure(
      "no flow that validates can be made of it: \(refused?.text ?? "")",
      at: refused?.place ?? document.text.span.startPoint,
      in: document
    )
  }

  /// Notes the variables that something asks for and nothing gives a value.
  private mutating func noteUngiven() {
    let steps = blocks.flatMap(\.steps)
    for variable in variables {
      guard let source = variable.source else { continue }
      let given = "- set: { \(variable.name): "
      let isGiven = steps.contains { step in
        step.lines.contains { $0.hasPrefix(given) || $0.contains(", \(variable.name): ") }
      }
      guard !isGiven,
        let use = steps.first(where: { $0.lines.contains { $0.contains(variable.name) } })
      else { continue }
      note(
        "nothing gives `\(source)` a value: `set` the variable `\(variable.name)`",
        at: use.place
      )
    }
  }

  /// Throws where the document has more than one flow can hold, at the first that is too much.
  private func checkSize() throws(ImportFailure) {
    var count = 0
    let all = blocks.flatMap(\.steps)
    let counts = all.map { step in
      step.lines.count { $0.drop(while: { $0 == " " }).hasPrefix("- ") }
    }
    let total = counts.reduce(0, +)
    for (step, steps) in zip(all, counts) {
      count += steps
      guard count > Self.steps else { continue }
      throw failure(
        "the flow would have \(total) steps, and a flow has at most \(Self.steps): split the "
          + "document, and import each part",
        at: step.place,
        in: document
      )
    }
  }

  private func result(_ text: String) -> ImportedFlow {
    let flow = SourceFile(id: FileID(0), name: "imported.yaml", text: text)
    let sorted = notes.enumerated().sorted {
      ($0.element.place.start, $0.offset) < ($1.element.place.start, $1.offset)
    }
    return ImportedFlow(
      text: formatYAML(flow) ?? text,
      notes: sorted.map { note in
        let position = document.position(of: note.element.place.start)
        return ImportNote(line: position.line, column: position.column, text: note.element.text)
      }
    )
  }

  /// Each block leads somewhere, and each target is there.
  private mutating func finishBlocks() {
    for index in blocks.indices where blocks[index].steps.last?.isLast != true {
      let place = blocks[index].steps.last?.place ?? document.text.span.startPoint
      blocks[index].steps.append(.hangUp(at: place))
    }
    var there = Set(blocks.map(\.name))
    for block in blocks {
      for step in block.steps {
        for target in step.targets where there.insert(target).inserted {
          note("\(shown(target)) is not in the document: the call ends there", at: step.place)
          blocks.append(Block(name: target, steps: [.hangUp(at: step.place)]))
        }
      }
    }
  }

  /// A circle at which no call can stand, which no flow may have, gets a wait before its way back.
  private mutating func slowCircles() {
    let named = blocksByName()
    func quietTargets(_ name: String) -> [String] {
      guard let block = named[name].map({ blocks[$0] }) else { return [] }
      var targets: [String] = []
      for step in block.steps {
        targets += step.targets
        if step.waits { return [] }
      }
      return targets
    }
    var done: Set<String> = []
    var backs: [(String, String)] = []
    for block in blocks where done.insert(block.name).inserted {
      // The way that is followed, each block with the targets that are left: a list, since ways are
      // as long as documents.
      var way = [(name: block.name, left: quietTargets(block.name)[...])]
      var open: Set = [block.name]
      while let last = way.last {
        guard let target = way[way.count - 1].left.popFirst() else {
          open.remove(last.name)
          way.removeLast()
          continue
        }
        if open.contains(target) {
          backs.append((last.name, target))
        } else if done.insert(target).inserted {
          open.insert(target)
          way.append((target, quietTargets(target)[...]))
        }
      }
    }
    for (name, target) in backs {
      guard let index = named[name],
        let step = blocks[index].steps.firstIndex(where: { $0.targets.contains(target) })
      else { continue }
      let place = blocks[index].steps[step].place
      note(
        "the way back to \(shown(target)) goes round without waiting, which no flow may: "
          + "a `wait` of a second stands before it",
        at: place
      )
      blocks[index].steps.insert(.wait(milliseconds: 1000, at: place), at: step)
    }
  }

  private mutating func leaveOutUnreached() {
    var reached: Set<String> = []
    let named = blocksByName()
    var open = blocks.prefix(1).map(\.name)
    while let name = open.popLast() {
      guard reached.insert(name).inserted, let index = named[name] else { continue }
      open += blocks[index].steps.flatMap(\.targets)
    }
    for block in blocks where !reached.contains(block.name) {
      guard let place = block.steps.first?.place else { continue }
      note("\(shown(block.name)) is left out: nothing leads to it", at: place)
    }
    blocks.removeAll { !reached.contains($0.name) }
  }

  private func blocksByName() -> [String: Int] {
    Dictionary(
      blocks.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  private mutating func takeOut(_ block: Int, _ step: Int, _ reason: String) {
    let old = blocks[block].steps[step]
    note("`\(old.lines[0].dropFirst(2).prefix(80))` is left out: \(reason)", at: old.place)
    if old.isLast || old.lines[0].hasPrefix("- log:") {
      blocks[block].steps = Array(blocks[block].steps[..<step]) + [.hangUp(at: old.place)]
    } else {
      blocks[block].steps[step] = .missing(
        String(old.lines[0].dropFirst(2).prefix(80)),
        at: old.place
      )
    }
  }

  /// The text, and for each of its lines, from 0, the step that it is of.
  private func written() -> (text: String, steps: [Int: (Int, Int)]) {
    var lines = ["flow: \(name)"]
    let used = blocks.flatMap(\.steps).flatMap(\.lines).joined(separator: "\n")
    let named = identities.filter { used.contains($0.name) }
    if !named.isEmpty {
      lines.append("identities:")
      lines += named.map { "  \($0.name): \($0.number)" }
    }
    let needed = variables.filter { used.contains($0.name) }.sorted { $0.name < $1.name }
    if !needed.isEmpty {
      lines.append("variables:")
      lines += needed.map { "  \($0.name): \($0.declared)" }
    }
    lines.append("blocks:")
    var steps: [Int: (Int, Int)] = [:]
    for (place, block) in blocks.enumerated() {
      lines.append("  \(block.name):")
      for (index, step) in block.steps.enumerated() {
        for line in step.lines {
          steps[lines.count] = (place, index)
          lines.append("    " + line)
        }
      }
    }
    return (lines.joined(separator: "\n") + "\n", steps)
  }
}

extension FlowDraft.Step {
  /// Takes the call.
  static func answer(at place: Span) -> Self {
    Self(lines: ["- answer"], place: place)
  }
}
