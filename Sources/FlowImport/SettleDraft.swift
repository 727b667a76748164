import Diagnostics
import FlowLanguage
import FlowSyntax

extension FlowDraft {
  /// How often what the checker refuses is taken out.
  private static let rounds = 20

  /// The flow that validates, and the notes: what leads round without waiting is cut, what nothing
  /// leads to is left out, and what the checker refuses is taken out; each with a note.
  consuming func settled(_ zones: any ZoneRules) -> ImportedFlow {
    finishBlocks()
    cutCircles()
    leaveOutUnreached()
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
      guard let error = project.findings.first(where: { $0.severity == .error }) else {
        return result(text)
      }
      let line = project.files.all.first?.lineIndex(of: error.primary.span.start) ?? 0
      guard let (block, step) = steps[line] else { break }
      takeOut(block, step, error.message)
      leaveOutUnreached()
    }
    note("the rest: the checker refuses it", at: file.span.startPoint)
    blocks = [
      Block(
        name: "main",
        steps: [.answer(at: file.span.startPoint), .hangUp(at: file.span.startPoint)]
      )
    ]
    return result(written().text)
  }

  private func result(_ text: String) -> ImportedFlow {
    let flow = SourceFile(id: FileID(0), name: "imported.yaml", text: text)
    let sorted = notes.enumerated().sorted {
      ($0.element.place.start, $0.offset) < ($1.element.place.start, $1.offset)
    }
    return ImportedFlow(
      text: formatYAML(flow) ?? text,
      notes: sorted.map { note in
        let position = file.position(of: note.element.place.start)
        return ImportNote(line: position.line, column: position.column, text: note.element.text)
      }
    )
  }

  /// Each block leads somewhere, and each target is there.
  private mutating func finishBlocks() {
    for index in blocks.indices where blocks[index].steps.last?.isLast != true {
      let place = blocks[index].steps.last?.place ?? file.span.startPoint
      blocks[index].steps.append(.hangUp(at: place))
    }
    let there = Set(blocks.map(\.name))
    for block in blocks {
      for step in block.steps {
        for target in step.targets where !there.contains(target) {
          guard !blocks.contains(where: { $0.name == target }) else { continue }
          note(
            "what `\(target)` names: there is no such place; the call ends there",
            at: step.place
          )
          blocks.append(Block(name: target, steps: [.hangUp(at: step.place)]))
        }
      }
    }
  }

  /// A circle at which no call can stand would go round for ever: its way back ends the call.
  private mutating func cutCircles() {
    var done: Set<String> = []
    var open: [String] = []
    func quietTargets(_ name: String) -> [String] {
      guard let block = blocks.first(where: { $0.name == name }) else { return [] }
      var targets: [String] = []
      for step in block.steps {
        targets += step.targets
        if step.waits { return [] }
      }
      return targets
    }
    var cuts: [(String, String)] = []
    func visit(_ name: String) {
      guard done.insert(name).inserted else { return }
      open.append(name)
      for target in quietTargets(name) {
        if open.contains(target) { cuts.append((name, target)) } else { visit(target) }
      }
      open.removeLast()
    }
    for block in blocks { visit(block.name) }
    for (name, target) in cuts {
      guard let index = blocks.firstIndex(where: { $0.name == name }),
        let step = blocks[index].steps.firstIndex(where: { $0.targets.contains(target) })
      else { continue }
      let old = blocks[index].steps[step]
      note(
        "the way back to `\(target)`: it goes round without waiting; "
          + (old.isConditional ? "it is taken out" : "the call ends there"),
        at: old.place
      )
      if old.isConditional {
        blocks[index].steps.remove(at: step)
      } else {
        blocks[index].steps = Array(blocks[index].steps[..<step]) + [.hangUp(at: old.place)]
      }
    }
  }

  private mutating func leaveOutUnreached() {
    var reached: Set<String> = []
    var open = blocks.prefix(1).map(\.name)
    while let name = open.popLast() {
      guard reached.insert(name).inserted else { continue }
      for block in blocks where block.name == name { open += block.steps.flatMap(\.targets) }
    }
    for block in blocks where !reached.contains(block.name) {
      guard let place = block.steps.first?.place else { continue }
      note("`\(block.name)`: nothing leads to it", at: place)
    }
    blocks.removeAll { !reached.contains($0.name) }
  }

  private mutating func takeOut(_ block: Int, _ step: Int, _ reason: String) {
    let old = blocks[block].steps[step]
    note("\(old.lines[0].dropFirst(2)): \(reason)", at: old.place)
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
    if !identities.isEmpty {
      lines.append("identities:")
      lines += identities.map { "  \($0.name): \($0.number)" }
    }
    let used = blocks.flatMap(\.steps).flatMap(\.lines).joined(separator: "\n")
    let needed = variables.filter(used.contains).sorted()
    if !needed.isEmpty {
      lines.append("variables:")
      lines += needed.map { "  \($0): string = \"\"" }
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
