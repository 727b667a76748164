internal import CallEmulator
internal import CallModel
package import Diagnostics
internal import FlowLanguage
internal import FlowSyntax
internal import JSON

/// Reads who calls (`callers.yaml`) against the flow that it names; all findings come at once.
///
/// Returns no callers where there is an error.
package func readCallers(
  _ source: SourceFile,
  of flows: TestedFlows
) -> (callers: Callers?, findings: [Diagnostic]) {
  let (document, syntax) = parseYAML(source)
  let program = document.root?["simulate"]?.scalar.flatMap { flows.program(named: $0.text) }
  var reader = ScenarioReader(program, zones: flows.zones, isComplete: document.isComplete)
  guard let root = document.root else {
    if syntax.isEmpty {
      reader.values.report(.emptyDocument, "the file has no callers", source.span.startPoint)
    }
    return (nil, syntax + reader.values.findings)
  }
  let callers = reader.callers(root, flows)
  let findings = syntax + reader.values.findings
  return (findings.hasErrors ? nil : callers, findings)
}

/// Callers who do everything as often, for a flow without a file of them.
package func ordinaryCallers(
  of name: String,
  _ flows: TestedFlows
) -> (callers: Callers?, findings: [Diagnostic]) {
  var files = SourceFiles()
  let text = "simulate: \"\(name)\"\n"
  let (source, _) = readSource(Array(text.utf8), name: "callers", into: &files)
  return readCallers(source, of: flows)
}

extension ScenarioReader {
  fileprivate mutating func callers(_ root: SyntaxNode, _ flows: TestedFlows) -> Callers? {
    let keys = CallersKey.allCases.map(\.rawValue)
    guard let fields = values.fields(of: root, "a file of callers", keys) else { return nil }
    checkFlow(fields["simulate"], root.span.startPoint, flows)
    let rules = (fields["http"].map { self.rules($0) } ?? []) + Self.ordinaryRules
    let nodes = [fields["call"]].compactMap(\.self)
    guard let call = call(nodes, of: root.span.startPoint) else { return nil }
    var callers = Callers(
      flow: fields["simulate"]?.scalar?.text,
      environment: fields["environment"].flatMap { self.environment($0, flows) },
      at: fields["at"].flatMap { time($0) } ?? ordinaryTime,
      call: call,
      rules: rules
    )
    if let node = fields["choices"] { choices(node, &callers) }
    if let node = fields["keys"] {
      callers.keys = weighted(node, "keys") { reader, key in reader.values.tones(key) }
    }
    if let node = fields["words"] {
      callers.words = weighted(node, "words") { reader, key in reader.values.text(key) }
    }
    if let node = fields["patience"] {
      callers.patience =
        weighted(node, "patience") { $0.values.duration($1) } ?? callers.patience
    }
    if let node = fields["talk"] {
      callers.talk = weighted(node, "talk") { $0.values.duration($1) } ?? callers.talk
    }
    if let node = fields["parties"] { parties(node, &callers) }
    return callers
  }

  /// A request that no rule is for gets an empty object.
  private static let ordinaryRules = requestMethods.map { method in
    AnswerRule(
      pattern: RequestPattern(method: method.uppercased(), url: TextPattern(text: "*")),
      answer: ScenarioAnswer(
        content: .respond(status: 200, headers: [:], body: .literal(.object([:])))
      )
    )
  }

  private mutating func checkFlow(_ node: SyntaxNode?, _ start: Span, _ flows: TestedFlows) {
    guard let node, let name = values.text(node) else {
      if node == nil, isComplete {
        values.report(.missingField, "a file of callers needs `simulate`, the flow", start)
      }
      return
    }
    if flows.lacks(name) {
      reportUnknown(name, "flow", at: node.span, among: flows.programs.map(\.name))
    }
  }

  private mutating func choices(_ node: SyntaxNode, _ callers: inout Callers) {
    let known = program.flatMap(\.choiceNames)
    let entries = weights(node, "choices") { reader, key -> String? in
      let words = ["silence", "other"]
      if let known, !known.contains(key.text), !words.contains(key.text) {
        reader.reportUnknown(key.text, "choice", at: key.span, among: known + words)
        return nil
      }
      return key.text
    }
    for (name, weight) in entries {
      switch name {
      case "silence": callers.silence = weight
      case "other": callers.wrong = weight
      default: callers.choices[name] = weight
      }
    }
    // A choice that is not named counts 1.
    let isNever = known.map { $0.allSatisfy { callers.choices[$0] == 0 } } ?? false
    if isNever, known?.isEmpty == false, callers.silence == 0, callers.wrong == 0 {
      reportNothing("choices", node)
    }
  }

  private mutating func reportNothing(_ name: String, _ node: SyntaxNode) {
    values.report(
      .valueOutOfRange,
      "the weights of `\(name)` sum to nothing",
      node.span,
      help: "give at least one of them a weight above 0"
    )
  }

  private mutating func parties(_ node: SyntaxNode, _ callers: inout Callers) {
    guard let entries = node.entries else {
      values.report(.wrongShape, "`parties` is a mapping of parties to what they do", node.span)
      return
    }
    for entry in entries {
      let party: Identifier?
      switch entry.key.text == "*" ? nil : self.party(SyntaxNode(entry.key)) {
      case .identifier(let identifier)?: party = identifier
      case .caller?: party = callers.call.from
      case nil where entry.key.text == "*": party = nil
      case nil: continue
      }
      callers.parties[party] = reactions(entry.value, of: entry.key.text)
    }
  }

  private mutating func reactions(
    _ node: SyntaxNode,
    of name: String
  ) -> Weighted<Callers.PartyReaction>? {
    let words: [PartyWord] = [.accepts, .declines, .busy, .noAnswer]
    guard
      let fields = values.fields(of: node, "what a party does", words.map(\.rawValue) + ["after"])
    else { return nil }
    let after = fields["after"].flatMap { values.duration($0) } ?? SimulatorTiming.reaction
    let entries = words.compactMap { word -> (Callers.PartyReaction, Double)? in
      guard let weight = fields[word.rawValue].flatMap({ self.weight($0) }) else { return nil }
      return (Callers.PartyReaction(word: word, after: after), weight)
    }
    return sum(entries.map { ($0.0, $0.1) }, of: name, node)
  }

  /// A mapping of values to weights that have a sum.
  private mutating func weighted<Value: Sendable>(
    _ node: SyntaxNode,
    _ name: String,
    _ read: (inout ScenarioReader, SyntaxNode) -> Value?
  ) -> Weighted<Value>? {
    let entries = weights(node, name) { reader, key in read(&reader, SyntaxNode(key)) }
    return sum(entries, of: name, node)
  }

  private mutating func sum<Value: Sendable>(
    _ entries: [(Value, Double)],
    of name: String,
    _ node: SyntaxNode
  ) -> Weighted<Value>? {
    guard entries.contains(where: { $0.1 > 0 }) else {
      if !values.findings.contains(where: { $0.primary.span.lies(in: node.span) }) {
        reportNothing(name, node)
      }
      return nil
    }
    return Weighted(entries.map { (value: $0.0, weight: $0.1) })
  }

  private mutating func weights<Value>(
    _ node: SyntaxNode,
    _ name: String,
    _ read: (inout ScenarioReader, SyntaxScalar) -> Value?
  ) -> [(Value, Double)] {
    guard let entries = node.entries else {
      values.report(.wrongShape, "`\(name)` is a mapping to weights", node.span)
      return []
    }
    return entries.compactMap { entry in
      guard let value = read(&self, entry.key), let weight = weight(entry.value) else { return nil }
      return (value, weight)
    }
  }

  private mutating func weight(_ node: SyntaxNode) -> Double? {
    guard let text = values.text(node) else { return nil }
    guard let weight = Double(text), weight.isFinite else {
      values.report(.malformedValue, "`\(text)` is no weight", node.span, help: "write a number")
      return nil
    }
    guard (0...1_000_000_000).contains(weight) else {
      values.report(
        .valueOutOfRange,
        "a weight is from 0 to 1000000000",
        node.span,
        help: "0 is never"
      )
      return nil
    }
    return weight
  }
}

extension Span {
  fileprivate func lies(in other: Span) -> Bool {
    file == other.file && other.start <= start && end <= other.end
  }
}

extension Program {
  /// The names of the choices of its menus, and of those of the flows it runs; nil where data names
  /// some of them.
  fileprivate var choiceNames: [String]? {
    var names: Set<String> = []
    for case .recognize(let step) in lists.values.flatMap(\.steps).map(\.step) {
      switch step.input {
      case .choices(let choices): names.formUnion(choices.map(\.name))
      case .offered: return nil
      case .tones, .speech, .tonesOrSpeech: break
      }
    }
    for flow in flows.values {
      guard let below = flow.choiceNames else { return nil }
      names.formUnion(below)
    }
    return names.sorted()
  }
}
