import CallModel
import Diagnostics
import FlowSyntax

/// The steps of a flow as far as they are read; filled by `StepReader` alone.
final class StepTable {
  /// All lists of steps so far, by path.
  fileprivate(set) var lists: [FlowPath: StepList] = [:]
  /// The steps so far, in reading order.
  fileprivate(set) var steps: [StepNode?] = []
  /// The numbers of the steps that could not be read; what stands in for them does nothing.
  fileprivate(set) var unread: Set<Int> = []
}

/// Reads steps, and the lists of them that a flow and its steps hold.
struct StepReader {
  /// Reads the values of the step's fields.
  let values: ValueReader
  /// The path of the step that is being read; nil outside of steps.
  let path: FlowPath?
  private let table: StepTable

  /// Makes a reader that stands outside of any step.
  init(_ values: ValueReader, into table: StepTable = StepTable(), at path: FlowPath? = nil) {
    self.values = values
    self.path = path
    self.table = table
  }

  /// Reads what is no more than text.
  var nodes: NodeReader { values.nodes }

  /// The keys every step can have.
  static let commonKeys = ["id", "when", "on"]

  /// Reads a list of steps under its structural path.
  func stepList(_ node: SyntaxNode, path: FlowPath) -> StepList? {
    if let list = listWithin(node) { return stepList(list, path: path) }
    guard let items = node.items, !items.isEmpty else {
      nodes.reportWrongShape(node, "a list of steps", help: "begin each step with `- `")
      return nil
    }
    var steps: [StepNode] = []
    // One more than there may be is read, so that there are seen to be too many.
    for (index, item) in items.enumerated() where table.steps.count <= FlowLimits.steps {
      let path = path.step(index)
      steps.append(step(item, path: path) ?? unreadStep(item, path: path))
    }
    let list = StepList(path: path, steps: steps, span: node.span)
    table.lists[path] = list
    return list
  }

  /// The steps of `main: { steps: […] }`, as other systems write a block.
  private func listWithin(_ node: SyntaxNode) -> SyntaxNode? {
    let keys: Set = ["steps", "do", "sequence", "actions", "tasks"]
    guard let entry = node.entries?.first(where: { keys.contains($0.key.text) }),
      entry.value.items?.isEmpty == false
    else { return nil }
    nodes.report(
      Diagnostic(
        .wrongShape,
        "a list of steps stands right under its name",
        at: entry.key.span,
        help: "leave `\(entry.key.text):` out"
      )
    )
    return entry.value
  }

  /// What stands in for a step that could not be read, so that the steps around it keep their
  /// places.
  private func unreadStep(_ node: SyntaxNode, path: FlowPath) -> StepNode {
    let number = table.steps.count
    var fields = FieldReader(blank: "")
    let result = StepNode(
      number: number,
      path: path,
      id: nil,
      when: nil,
      handlers: [],
      step: .end(EndStep(from: &fields)),
      shape: fields.shape,
      keywordSpan: node.headSpan,
      span: node.span
    )
    table.steps.append(result)
    table.unread.insert(number)
    return result
  }

  /// Reads one step: a bare keyword, or a mapping with one.
  private func step(_ node: SyntaxNode, path: FlowPath) -> StepNode? {
    if let scalar = node.scalar {
      guard let keyword = StepKeyword(rawValue: scalar.text) else {
        reportUnknownStep(scalar)
        return nil
      }
      let source = StepSource(keyword: keyword, span: scalar.span, value: nil, beside: [])
      return step(source, of: node, path: path)
    }
    guard
      let entries = nodes.entries(
        node,
        "a step",
        help: node.items == nil
          ? "a step is a word, or a mapping with one"
          : "a step is no list of its own: take one of the dashes out"
      )
    else { return nil }
    guard let source = StepSource(entries) else {
      reportNoKeyword(entries, of: node)
      return nil
    }
    // What the other one does is not known: what seems to be missing may be there.
    let (hasOther, condition) = reportOtherKeyword(in: entries, of: source)
    let result = step(condition.map(source.conditional) ?? source, of: node, path: path)
    if hasOther { table.unread.insert(result.number) }
    return result
  }

  /// Notes a second keyword in a step; says whether it is another step, or else the condition that it
  /// is.
  private func reportOtherKeyword(
    in entries: [SyntaxEntry],
    of source: StepSource
  ) -> (isStep: Bool, condition: SyntaxEntry?) {
    let isOnly = entries.count == source.beside.count + 1
    let other =
      isOnly
      ? nil
      : entries.first {
        StepKeyword(rawValue: $0.key.text).map { $0 != source.keyword } ?? false
      }
    guard let other else { return (false, nil) }
    // A condition behind the step, as other languages have it.
    let isCondition =
      other.key.text == "if" && other.value.scalar?.isAbsent == false
      && !entries.contains { ["then", "else", "when"].contains($0.key.text) }
    nodes.report(
      Diagnostic(
        .severalSteps,
        "`\(source.keyword.rawValue)` and `\(other.key.text)` in one step",
        at: other.key.span,
        related: [Diagnostic.Label(source.span, "the step is this")],
        help: isCondition ? "did you mean `when`?" : "begin each step with `- `",
        fixes: isCondition
          ? [
            Diagnostic.Fix(
              "replace with `when`",
              at: other.key.span,
              replacement: "when",
              isCertain: false
            )
          ] : []
      )
    )
    return (!isCondition, isCondition ? other : nil)
  }

  private func step(_ written: StepSource, of node: SyntaxNode, path: FlowPath) -> StepNode {
    let (source, misplaced) = written.asMeant(nodes)
    for finding in misplaced { nodes.report(finding) }
    let number = table.steps.count
    if written.beside.contains(where: { isStrayWay($0, of: written.keyword) })
      || written.choosesBlocks(values.names)
    {
      values.notes.misname(.block)
      table.unread.insert(number)
    }
    table.steps.append(nil)
    let reader = StepReader(values.at(ValuePlace(site: .step(number))), into: table, at: path)

    let id = source.beside.value(of: "id").flatMap { nodes.scalar($0, "a name")?.text }
      .flatMap { FlowNames.reserved.contains($0) ? nil : $0 }
    let when = source.beside.value(of: "when")
      .flatMap { FieldType.condition.read($0, with: reader) }
    var fields = FieldReader(of: source, with: reader)
    let step = source.keyword.definition.read(&fields)
    fields.finish()
    let on = source.beside.value(of: "on")
    let result = StepNode(
      number: number,
      path: path,
      id: id,
      when: when,
      handlers: on.map {
        reader.outcomeHandlers($0, of: source.keyword, fields.shape, step.choicesByKey)
      } ?? [],
      step: step,
      shape: fields.shape,
      keywordSpan: source.span,
      span: node.span
    )
    table.steps[number] = result
    return result
  }

  /// Whether a key that the step does not have names a block: it was meant to go there.
  private func isStrayWay(_ entry: SyntaxEntry, of keyword: StepKeyword) -> Bool {
    !keyword.keys.beside.contains(entry.key.text) && !keyword.keys.inside.contains(entry.key.text)
      && StepKeyword(rawValue: entry.key.text) == nil && namesBlock(entry.value, depth: 0)
  }

  private func namesBlock(_ node: SyntaxNode, depth: Int) -> Bool {
    guard depth < 3 else { return false }
    if let text = node.scalar?.text { return values.names.blocks[text] != nil }
    return (node.items ?? node.entries?.map(\.value) ?? []).contains {
      namesBlock($0, depth: depth + 1)
    }
  }

  /// Reads a step's `on:`.
  private func outcomeHandlers(
    _ node: SyntaxNode,
    of keyword: StepKeyword,
    _ shape: StepShape,
    _ choices: [String: String]
  ) -> [OutcomeHandler] {
    if let scalar = node.scalar, !scalar.isAbsent, shape.canBeHandled("failed") {
      return [failureHandler(node, scalar)]
    }
    guard
      let entries = nodes.namedEntries(
        node,
        "handlers by outcome",
        help: "write `on: { failed: … }`",
        atMost: FlowLimits.namedWays
      )
    else {
      // That there are none was just told.
      let failed = OutcomeHandler(outcome: .failed, span: node.headSpan, handler: .missing)
      return shape.canBeHandled("failed") ? [failed] : []
    }
    let written = entries.map(\.key.text)
    return entries.map { entry in
      let meant = checkOutcome(entry.key, of: keyword, shape, choices)
      return OutcomeHandler(
        outcome: Outcome(meant.flatMap { written.contains($0) ? nil : $0 } ?? entry.key.text),
        span: entry.key.span,
        handler: handler(entry.value, under: "on", entry: entry.key.text)
      )
    }
  }

  /// `on: hangUp`, which was meant for a failure.
  private func failureHandler(_ node: SyntaxNode, _ scalar: SyntaxScalar) -> OutcomeHandler {
    nodes.reportWrongShape(
      node,
      "handlers by outcome",
      help: "write `on: { failed: \(scalar.text) }`"
    )
    return OutcomeHandler(
      outcome: .failed,
      span: scalar.span,
      handler: handler(node, under: "on", entry: "failed")
    )
  }

  /// Notes an outcome that a step cannot have; returns the one that was meant.
  private func checkOutcome(
    _ key: SyntaxScalar,
    of keyword: StepKeyword,
    _ shape: StepShape,
    _ choices: [String: String]
  ) -> String? {
    if shape.takesStatuses, key.text.count == 3,
      Int(key.text).map({ (100...599).contains($0) }) == true
    {
      return nil
    }
    guard !shape.canBeHandled(key.text), nodes.isComplete else { return nil }
    let known = shape.handledOutcomes.map(\.name)
    if shape.possibleOutcomes.contains(Outcome(key.text)) {
      reportUnhandled(key, of: keyword, shape)
      return nil
    }
    // A choice's key is no name of it; the choice is meant all the same.
    // The time of a wait for nothing else: what comes then is likely to be what comes next anyhow.
    let isTime = keyword == .wait && key.text == "timeout" && known.contains("done")
    let meant =
      choices[key.text] ?? (isTime ? "done" : nil)
      ?? nodes.nearest(to: key.text, among: known, orIn: ForeignWords.outcomes)
    let near = NearName(
      meant,
      for: key.text,
      of: .language,
      at: key.span,
      otherwise: known.isEmpty
        ? "it has no outcomes to handle"
        : "it can end as \(quotedList(known))"
          + (shape.takesStatuses ? ", or with a status such as `404`" : "")
    )
    nodes.report(
      Diagnostic(
        .unknownOutcome,
        "this `\(keyword.rawValue)` cannot end as `\(key.text)`",
        at: key.span,
        help: near.help,
        fixes: near.fixes
      )
    )
    return isTime ? nil : meant
  }

  /// Notes a handler of an outcome after which the step itself says what comes next.
  private func reportUnhandled(
    _ key: SyntaxScalar,
    of keyword: StepKeyword,
    _ shape: StepShape
  ) {
    var keys: [String] = []
    for branch in shape.decision?.branches ?? [] where !keys.contains(branch.key) {
      keys.append(branch.key)
    }
    nodes.report(
      Diagnostic(
        .unknownOutcome,
        "`on` cannot say what comes after `\(key.text)` of `\(keyword.rawValue)`",
        at: key.span,
        help: keys.isEmpty
          ? "\(shape.isShared(key.text) ? "the flow's `everywhere`" : "the step itself") says it: "
            + "delete this line"
          : "\(quotedList(keys)) say it"
      )
    )
  }

  private func reportUnknownStep(_ scalar: SyntaxScalar) {
    guard !scalar.isAbsent else {
      guard nodes.isComplete else { return }
      nodes.report(
        Diagnostic(
          .unknownStep,
          "a step is missing behind this `-`",
          at: scalar.span,
          help: "write what it does, such as `- hangUp`, or delete the dash"
        )
      )
      return
    }
    let known = StepKeyword.allCases.map(\.rawValue)
    let isBlock = values.names.blocks[scalar.text] != nil
    let foreign = isBlock ? [:] : ForeignWords.steps
    let near = NearName(
      nodes.nearest(to: scalar.text, among: known, orIn: foreign),
      for: scalar.text,
      of: .language,
      at: scalar.span,
      otherwise: !isBlock
        ? ForeignWords.meaning(of: scalar.text, in: ForeignWords.stepAdvice) ?? wordsAdvice(
          scalar.text
        )
          ?? "the steps are \(quotedList(known))"
        : "to go to that block, write `goto: \(scalar.text)`"
    )
    nodes.report(
      Diagnostic(
        .unknownStep,
        "there is no step `\(scalar.text)`",
        at: scalar.span,
        help: near.help,
        fixes: near.fixes
      )
    )
  }

  /// What to write for `goto main` and `play(welcome)`; nil for what begins with no step.
  private func wordsAdvice(_ text: String) -> String? {
    let keyword = text.prefix { !" (:=".contains($0) }
    let value = text.dropFirst(keyword.count).drop { " (:=".contains($0) }
      .filter { !"()".contains($0) }
    guard StepKeyword(rawValue: String(keyword)) != nil, !value.isEmpty else { return nil }
    return "write `\(keyword): \(value)`"
  }

  private func reportNoKeyword(_ entries: [SyntaxEntry], of node: SyntaxNode) {
    guard let key = entries.first(where: { !Self.commonKeys.contains($0.key.text) })?.key else {
      guard nodes.isComplete else { return }
      nodes.report(
        Diagnostic(
          .unknownStep,
          "the step does nothing",
          at: node.headSpan,
          help: "add what it does, such as `play:`"
        )
      )
      return
    }
    reportUnknownStep(key)
  }
}

extension Step {
  /// The names of the choices that one key makes, by that key.
  fileprivate var choicesByKey: [String: String] {
    guard case .recognize(let step) = self, case .choices(let choices) = step.input else {
      return [:]
    }
    return choices.reduce(into: [:]) { names, choice in
      if choice.keys.count == 1 { names[String(choice.keys[0].character)] = choice.name }
    }
  }
}
