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
let flowKeys = [
  "flow", "language", "description", "profile", "locale", "voices", "maxDuration", "start",
  "identities", "routes", "settings", "variables", "hours", "prompts", "blocks", "on",
]

extension ReadingSession {
  /// Reads a flow: declarations first, whatever their order in the file, then the steps.
  func flow(_ document: SyntaxDocument, zones: any ZoneRules) -> FlowTree {
    var tree = FlowTree()
    isComplete = document.isComplete
    guard let root = document.root else {
      if isComplete { reportEmpty(document) }
      return tree
    }
    guard let entries = entries(root, "a flow", help: "begin with `flow: a-name`") else {
      return tree
    }
    for entry in entries where !flowKeys.contains(entry.key.text) {
      reportUnknownKey(entry.key, in: "a flow", known: flowKeys)
    }
    readHead(root, into: &tree)
    collectNames(root)
    readDeclarations(root, into: &tree, zones: zones)
    readBlocks(root, into: &tree)
    if let on = root["on"] { tree.handlers = flowHandlers(on) }
    return tree
  }

  private func reportEmpty(_ document: SyntaxDocument) {
    report(
      Diagnostic(
        .emptyDocument,
        "there is no flow in this file",
        at: Span(file: document.file, start: 0, end: 0),
        help: "begin with `flow: a-name`, or delete the file"
      )
    )
  }

  private func readHead(_ root: SyntaxNode, into tree: inout FlowTree) {
    readName(root, into: &tree)
    if let node = root["language"], let scalar = scalar(node, "a number"), scalar.text != "1" {
      report(
        Diagnostic(
          .malformedValue,
          "there is no version `\(scalar.text)` of the language",
          at: scalar.span,
          help: "this is version 1"
        )
      )
    }
    if let node = root["description"] { _ = scalar(node, "a text") }
    if let node = root["profile"] { profile = literal(node, .word(Profile.self)) ?? profile }
    if let node = root["locale"] { locale = literal(node, .locale) ?? locale }
    if let node = root["voices"] { readVoices(node) }
    if let node = root["maxDuration"] {
      let range = Milliseconds.seconds(10)...(.seconds(24 * 3600))
      tree.maxDuration = literal(node, .duration(range)) ?? tree.maxDuration
    }
  }

  private func readName(_ root: SyntaxNode, into tree: inout FlowTree) {
    guard let node = root["flow"], let scalar = scalar(node, "a name") else {
      if root["flow"] == nil, isComplete {
        report(
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
      report(
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

  private func readVoices(_ node: SyntaxNode) {
    for entry in entries(node, "voices by language") ?? [] {
      guard let voice = scalar(entry.value, "a voice's name") else { continue }
      _ = checkLocale(entry.key.text, at: entry.key.span)
      voices[entry.key.text] = voice.text
    }
    guard isComplete, !voices.isEmpty, voices[locale] == nil else { return }
    report(
      Diagnostic(
        .missingLocale,
        "the flow's own language `\(locale)` has no voice",
        at: node.headSpan,
        help: "add `\(locale):` or set `locale:` to one of \(quotedList(voices.keys.sorted()))"
      )
    )
  }

  private func readDeclarations(
    _ root: SyntaxNode,
    into tree: inout FlowTree,
    zones: any ZoneRules
  ) {
    if let node = root["routes"] { tree.routes = routes(node) }
    if let node = root["hours"] {
      for entry in entries(node, "schedules by name") ?? [] {
        tree.hours[entry.key.text] = hoursSchedule(entry.value, zones: zones)
      }
    }
    if let node = root["prompts"] {
      for entry in entries(node, "prompts by name") ?? [] {
        site = .prompt(entry.key.text)
        tree.prompts[entry.key.text] = declaredPrompt(entry)
      }
    }
  }

  private func readBlocks(_ root: SyntaxNode, into tree: inout FlowTree) {
    guard let node = root["blocks"] else {
      if isComplete {
        report(
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
    for entry in entries(node, "blocks by name") ?? [] {
      currentPath = nil
      let list =
        stepList(entry.value, path: .block(entry.key.text))
        ?? StepList(path: .block(entry.key.text), steps: [], span: entry.value.span)
      tree.blocks.append(Block(name: entry.key.text, nameSpan: entry.key.span, list: list))
    }
    tree.start = tree.blocks.first?.name ?? ""
    if let node = root["start"], let found = FieldType.block.read(node, self),
      names.blocks[found.name] != nil
    {
      tree.start = found.name
    }
  }

  /// Reads the flow's own `on:`.
  private func flowHandlers(_ node: SyntaxNode) -> FlowHandlers {
    var handlers = FlowHandlers()
    let places: [(name: String, path: WritableKeyPath<FlowHandlers, Handler?>)] = [
      ("failed", \.failed), ("callerLeft", \.callerLeft), ("callEnded", \.callEnded),
      ("recordingFailed", \.recordingFailed),
    ]
    for entry in entries(node, "handlers by what happens") ?? [] {
      currentPath = nil
      guard let place = places.first(where: { $0.name == entry.key.text }) else {
        reportUnknownKey(entry.key, in: "a flow's `on`", known: places.map(\.name))
        continue
      }
      handlers[keyPath: place.path] = handler(entry.value, under: "on", entry: place.name)
    }
    return handlers
  }
}
