import CallModel
import Diagnostics
import FlowSyntax

/// A flow as read: its declarations and its steps, before its expressions and paths are checked.
struct FlowTree: Sendable {
  var name = ""
  var nameSpan = Span.none
  var start = ""
  var maxDuration = Milliseconds.seconds(4 * 3600)
  var routes: [Route] = []
  var prompts: [String: Prompt] = [:]
  var hours: [String: HoursSchedule] = [:]
  var blocks: [Block] = []
  var handlers = FlowHandlers()

  /// A called party whose calls the flow takes.
  struct Route {
    let identity: String
    let span: Span
  }
}

/// The keys of a flow, in the order in which they are best written.
private let flowKeys = FlowKey.all.map(\.name)

/// The keys of a flow under which things stand by name, and what they are.
private let namedThings = [
  "identities": "identities by name", "parameters": "parameters by name",
  "outputs": "outputs by name", "settings": "settings by name", "services": "services by name",
  "signals": "signals by name", "variables": "variables by name", "hours": "schedules by name",
  "prompts": "prompts by name", "everywhere": "answers by name", "blocks": "blocks by name",
  "on": "handlers by what happens",
]

/// Reads a flow: its head, then the names it declares, then what uses them, whatever their order in
/// the file.
struct FlowReader {
  private let nodes: NodeReader
  private let zones: any ZoneRules
  private let today: HoursSchedule.Day?
  private let others: OtherFlows
  private let notes = ValueNotes()
  private let table = StepTable()

  /// Reads with what the host knows of time, beside the other flows of the project.
  init(_ nodes: NodeReader, in sources: ProjectSources, beside others: OtherFlows) {
    self.nodes = nodes
    zones = sources.zones
    today = sources.today
    self.others = others
  }

  /// Reads the flow of a file's document; `described` are the files its services name.
  func read(
    _ document: SyntaxDocument,
    of source: SourceFile,
    _ file: ProjectFile,
    describedBy described: [ProjectFile]
  ) -> ReadFlow {
    var tree = FlowTree()
    var head = FlowHead()
    var names = FlowNames()
    if let root = root(of: document) {
      readHead(root, into: &tree, &head)
      var collector = NameCollector(nodes, head, notes, file, describedBy: described)
      collector.collect(from: root)
      names = collector.names
      if let node = root["everywhere"] {
        let declared = FlowDeclarations(head, names)
        let reader = ValueReader(nodes: nodes, declared: declared, notes: notes)
        names.everywhere = reader.everywhere(node)
      }
      let values = ValueReader(
        nodes: nodes,
        declared: FlowDeclarations(head, names, beside: others),
        notes: notes
      )
      readDeclarations(root, into: &tree, values)
      let steps = StepReader(values, into: table)
      readBlocks(root, into: &tree, steps)
      if let on = root["on"] { tree.handlers = flowHandlers(on, steps) }
      checkLength(of: tree, root)
      reportHashKeys(document, names)
    }
    names.refused.formUnion(notes.refused)
    return ReadFlow(
      file: file,
      described: described,
      source: source,
      document: document.withoutTree,
      tree: tree,
      head: head,
      names: names,
      others: others,
      notes: notes,
      table: table,
      nodes: nodes
    )
  }

  /// The mapping that a flow is; nil after a finding.
  private func root(of document: SyntaxDocument) -> SyntaxNode? {
    guard let root = document.root else {
      if nodes.isComplete { reportEmpty(document) }
      return nil
    }
    guard let entries = nodes.entries(root, "a flow", help: "begin with `flow: a-name`") else {
      return nil
    }
    if let whole = wholeFlow(root) { return withNames(asMeant(whole)) }
    return withNames(hoisted(entries.haveKeys(of: flowKeys) ? root : asMeant(root)))
  }

  /// The flow with those of its own keys at the left margin that are indented so far that they stand
  /// among its blocks.
  private func hoisted(_ root: SyntaxNode) -> SyntaxNode {
    guard let entries = root.entries, let blocks = root["blocks"], let inner = blocks.entries,
      inner.contains(where: \.isStrayFlowKey)
    else { return root }
    let strays = inner.filter(\.isStrayFlowKey)
    for stray in strays {
      nodes.report(
        Diagnostic(
          .wrongShape,
          "`\(stray.key.text)` is a key of the flow, and stands among its blocks",
          at: stray.key.span,
          help: "begin `\(stray.key.text):` at the left margin, where `blocks:` begins"
        )
      )
    }
    let kept = SyntaxNode(.mapping(inner.filter { !$0.isStrayFlowKey }), span: blocks.span)
    let others = entries.map { $0.key.text == "blocks" ? $0.holding(kept) : $0 }
    let new = strays.filter { root[$0.key.text] == nil }
    return SyntaxNode(.mapping(others + new), span: root.span)
  }

  private func asMeant(_ root: SyntaxNode) -> SyntaxNode {
    let written = root.entries ?? []
    let entries = root["blocks"] == nil ? written.map(asBlocks) : written
    let meant = nodes.asMeant(
      root,
      entries,
      in: "a flow",
      known: flowKeys,
      orIn: ForeignWords.flowKeys
    )
    return root["blocks"] == nil ? meant.node.withNamedBlocks : meant.node
  }

  /// A list of steps under another word for `blocks`, by that name; any other entry as it is.
  private func asBlocks(_ entry: SyntaxEntry) -> SyntaxEntry {
    guard ForeignWords.flowKeys[entry.key.text] == "blocks",
      entry.value.items?.contains(where: \.isStep) == true
    else { return entry }
    nodes.report(
      Diagnostic(
        .unknownField,
        "a flow has no field `\(entry.key.text)`",
        at: entry.key.span,
        help: "write `blocks:`, and `main:` below it as the name of the block with these steps"
      )
    )
    return entry.named("blocks")
  }

  /// `flow: { name: …, blocks: … }` as the flow it stands for; nil where it is not so written.
  private func wholeFlow(_ root: SyntaxNode) -> SyntaxNode? {
    guard let inner = root["flow"], let entries = inner.entries, root["blocks"] == nil,
      inner["blocks"] != nil, inner["name"]?.scalar != nil || inner["flow"]?.scalar != nil
    else { return nil }
    let name = inner["name"]?.scalar?.text ?? "a-name"
    nodes.report(
      Diagnostic(
        .wrongShape,
        "expected a flow's name, found a mapping",
        at: inner.headSpan,
        help: "write `flow: \(name)`, and the other keys below it at the same column"
      )
    )
    let own = entries.filter { $0.key.text == "name" }.map { $0.named("flow") }
    let rest = entries.filter { $0.key.text != "name" }
    let beside = (root.entries ?? []).filter { $0.key.text != "flow" }
    return SyntaxNode(.mapping(own + rest + beside), span: root.span)
  }

  /// The flow with each list of things that have names as the mapping that was meant.
  private func withNames(_ root: SyntaxNode) -> SyntaxNode {
    func isMistaken(_ entry: SyntaxEntry) -> Bool {
      entry.value.items != nil && namedThings[entry.key.text] != nil
    }
    guard let entries = root.entries, entries.contains(where: isMistaken) else { return root }
    let named = entries.map { entry -> SyntaxEntry in
      guard let things = namedThings[entry.key.text], let items = entry.value.items else {
        return entry
      }
      guard entry.key.text == "blocks", items.contains(where: \.isStep) else {
        return SyntaxEntry(key: entry.key, value: nodes.namedMapping(entry.value, things))
      }
      nodes.reportWrongShape(
        entry.value,
        things,
        help: "write `main:` above the steps, one level out, as the name of their block"
      )
      return entry
    }
    return SyntaxNode(.mapping(named), span: root.span).withNamedBlocks
  }

  /// `#: hangUp` and `#: { press: 1 }` on a line of their own are comments, and were meant as the key
  /// `#`.
  private func reportHashKeys(_ document: SyntaxDocument, _ names: FlowNames) {
    for comment in document.comments where comment.text.hasPrefix("#:") {
      let value = comment.text.dropFirst(2).drop { $0 == " " }
      let isBranch = Handler.words.contains(String(value)) || names.blocks[String(value)] != nil
      let isChoice = value.hasPrefix("{") && value.hasSuffix("}")
      guard isBranch || isChoice else { continue }
      nodes.report(
        Diagnostic(
          .cutOffComment,
          .warning,
          "YAML takes this line for a comment",
          at: comment.span,
          help: isChoice
            ? "write a choice's name in place of `#`, and the key behind it: `again: { press: pound }`"
            : "write the name of the outcome in place of `#`, such as that of the choice with "
              + "`press: pound`"
        )
      )
    }
  }

  private func reportEmpty(_ document: SyntaxDocument) {
    nodes.report(
      Diagnostic(
        .emptyDocument,
        "there is no flow in this file",
        at: Span(file: document.file, start: 0, end: 0),
        help: "begin with `flow: a-name`, or delete the file"
      )
    )
  }

  private func readHead(
    _ root: SyntaxNode,
    into tree: inout FlowTree,
    _ head: inout FlowHead
  ) {
    let values = ValueReader(nodes: nodes, declared: FlowDeclarations(), notes: ValueNotes())
    readName(root, into: &tree)
    if let node = root["language"], let scalar = nodes.scalar(node, "a number"), scalar.text != "1"
    {
      nodes.report(
        Diagnostic(
          .malformedValue,
          "there is no version `\(scalar.text)` of the language",
          at: scalar.span,
          help: "this is version 1"
        )
      )
    }
    if let node = root["description"] { _ = nodes.scalar(node, "a text") }
    if let node = root["profile"] {
      head.profile = values.literal(node, .word(Profile.self)) ?? head.profile
    }
    if let node = root["locale"] { head.locale = values.literal(node, .locale) ?? head.locale }
    if let node = root["voices"] {
      head.voices = values.voices(node)
      checkOwnLanguage(node, of: head)
    }
    if let node = root["maxDuration"] {
      let range = Milliseconds.seconds(10)...(.seconds(24 * 3600))
      tree.maxDuration = values.literal(node, .duration(range)) ?? tree.maxDuration
    }
  }

  private func readName(_ root: SyntaxNode, into tree: inout FlowTree) {
    guard let node = root["flow"], let scalar = nodes.scalar(node, "a name") else {
      if root["flow"] == nil, nodes.isComplete {
        nodes.report(
          Diagnostic(
            .missingField,
            "a flow needs a name",
            at: root.headSpan,
            help: "begin with `flow: a-name`"
          )
        )
      }
      return
    }
    let first = scalar.text.utf8.first ?? 0
    let isWellFormed =
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
      && scalar.text.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
    if !isWellFormed {
      nodes.report(
        Diagnostic(
          .malformedName,
          "`\(scalar.text)` cannot name a flow",
          at: scalar.span,
          help: "a name begins with a small letter and has letters, digits and dashes"
        )
      )
    }
    (tree.name, tree.nameSpan) = (scalar.text, scalar.span)
  }

  private func checkOwnLanguage(_ node: SyntaxNode, of head: FlowHead) {
    guard nodes.isComplete, !head.voices.isEmpty, head.voices[head.locale] == nil else { return }
    nodes.report(
      Diagnostic(
        .missingLocale,
        "the flow's own language `\(head.locale)` has no voice",
        at: node.headSpan,
        help:
          "add `\(head.locale):` or set `locale:` to one of \(quotedList(head.voices.keys.sorted()))"
      )
    )
  }

  private func readDeclarations(
    _ root: SyntaxNode,
    into tree: inout FlowTree,
    _ values: ValueReader
  ) {
    if let node = root["routes"] { tree.routes = values.routes(node) }
    if let node = root["hours"] {
      if node.isSchedule {
        nodes.reportWrongShape(
          node,
          "schedules by name",
          help: "give the schedule a name: `hours: { office: { … } }`"
        )
        _ = nodes.hoursSchedule(node, zones: zones, today: today)
      }
      for entry in node.isSchedule ? [] : nodes.entries(node, "schedules by name") ?? [] {
        tree.hours[entry.key.text] = nodes.hoursSchedule(entry.value, zones: zones, today: today)
      }
    }
    if let node = root["prompts"] {
      for entry in nodes.entries(node, "prompts by name") ?? [] {
        let place = ValuePlace(site: .prompt(entry.key.text))
        tree.prompts[entry.key.text] = values.at(place).declaredPrompt(entry)
      }
    }
  }

  private func readBlocks(
    _ root: SyntaxNode,
    into tree: inout FlowTree,
    _ steps: StepReader
  ) {
    guard let node = root["blocks"] else {
      if nodes.isComplete {
        nodes.report(
          Diagnostic(
            .missingField,
            "a flow needs `blocks`",
            at: root.headSpan,
            help: "add `blocks:` with a block of steps; the first one runs first"
          )
        )
      }
      return
    }
    for entry in nodes.entries(node, "blocks by name") ?? [] {
      let list =
        steps.stepList(entry.value, path: .block(entry.key.text))
        ?? StepList(path: .block(entry.key.text), steps: [], span: entry.value.span)
      tree.blocks.append(Block(name: entry.key.text, nameSpan: entry.key.span, list: list))
    }
    tree.start = tree.blocks.first?.name ?? ""
    if let node = root["start"], let found = FieldType.block.read(node, with: steps),
      steps.values.names.blocks[found.name] != nil
    {
      tree.start = found.name
    }
  }

  /// The files of a recording are awaited so long after a call that the service may still name a
  /// recording of its beginning (SEMANTICS.md, rule 65).
  private func checkLength(of tree: FlowTree, _ root: SyntaxNode) {
    guard tree.handlers.recordingReady != nil, let node = root["maxDuration"],
      tree.maxDuration > FlowLimits.recordedCall
    else { return }
    nodes.reportOutOfRange(
      at: node.span,
      "a call whose flow has `recordingReady` lasts at most 20h"
    )
  }

  /// Reads the flow's own `on:`.
  private func flowHandlers(_ node: SyntaxNode, _ steps: StepReader) -> FlowHandlers {
    var handlers = FlowHandlers()
    let places: [(name: String, path: WritableKeyPath<FlowHandlers, Handler?>)] = [
      ("failed", \.failed), ("callerLeft", \.callerLeft), ("callEnded", \.callEnded),
      ("recordingFailed", \.recordingFailed), ("recordingReady", \.recordingReady),
    ]
    if let event = node.scalar, !event.isAbsent {
      nodes.reportWrongShape(
        node,
        "handlers by what happens",
        help:
          "write such as `on: { failed: hangUp }`; which calls a flow takes stands under `routes:`"
      )
      return handlers
    }
    let entries = nodes.entries(node, "handlers by what happens") ?? []
    let given = Set(entries.map(\.key.text))
    for entry in entries {
      var name: String? = entry.key.text
      if !places.contains(where: { $0.name == name }) {
        name = nodes.reportUnknownKey(
          entry.key,
          in: "a flow's `on`",
          known: places.map(\.name),
          given: given,
          orIn: ForeignWords.flowHandlers
        )
      }
      guard let place = places.first(where: { $0.name == name }) else { continue }
      if place.name == "callerLeft" {
        steps.values.reportNoCaller(
          "nobody can leave as the caller",
          at: entry.key.span,
          help: "wait for somebody to leave with `wait: { for: { gone: { left: … } } }`"
        )
      }
      handlers[keyPath: place.path] = steps.handler(entry.value, under: "on", entry: place.name)
    }
    return handlers
  }
}

extension SyntaxEntry {
  /// Whether it is a key of a flow with what stands under that, and not a block with its steps.
  fileprivate var isStrayFlowKey: Bool {
    guard flowKeys.contains(key.text), value.scalar?.isAbsent != true else { return false }
    return value.items.map { key.text == "routes" && !$0.contains(where: \.isStep) } ?? true
  }
}

extension SyntaxNode {
  /// Whether it is one schedule, without the name that each has under `hours:`.
  var isSchedule: Bool {
    entries?.contains { ["timeZone", "open"].contains($0.key.text) && $0.value.entries == nil }
      ?? false
  }

  /// The schedules under their names.
  var schedules: [SyntaxEntry] { isSchedule ? [] : entries ?? [] }

  /// Whether it is a step, or a mapping with one.
  fileprivate var isStep: Bool {
    if let scalar { return StepKeyword(rawValue: scalar.text) != nil }
    return entries?.contains { StepKeyword(rawValue: $0.key.text) != nil } == true
  }

  /// The mapping with its blocks by name: under another word than `blocks` there is often one list
  /// of steps, and it is read as the first block.
  fileprivate var withNamedBlocks: SyntaxNode {
    guard let entries else { return self }
    let named = entries.map { entry -> SyntaxEntry in
      guard entry.key.text == "blocks", entry.value.items != nil else { return entry }
      let main = entry.named("main")
      return SyntaxEntry(
        key: entry.key,
        value: SyntaxNode(.mapping([main]), span: entry.value.span)
      )
    }
    return SyntaxNode(.mapping(named), span: span)
  }
}

extension SyntaxDocument {
  /// The document without its tree, once nothing asks for it any more.
  fileprivate var withoutTree: SyntaxDocument {
    SyntaxDocument(root: nil, comments: comments, file: file, isComplete: isComplete)
  }
}
