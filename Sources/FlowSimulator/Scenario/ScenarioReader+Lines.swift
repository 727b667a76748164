internal import CallEmulator
internal import CallModel
internal import Diagnostics
internal import FlowLanguage
internal import FlowSyntax

/// The keys that a line may have beside its word.
let lineOptions = ["after", "early", "confidence", "does"]

/// Lines that are one word.
let bareWords =
  (HappeningKeyword.allCases.map { ($0.rawValue, $0.row) }
  + ExpectationKeyword.allCases.map { ($0.rawValue, $0.row) })
  .filter { $0.1.isBare }.map(\.0)

extension ScenarioReader {
  /// The lines of a scenario; one alone counts as a list of it.
  mutating func lines(_ node: SyntaxNode) -> [ScenarioLine] {
    if isComplete, node.scalar?.isAbsent == true || node.items?.isEmpty == true {
      values.report(
        .missingField,
        "the scenario has no lines",
        node.span,
        help: "write what happens, such as `- hangUp`, and what the flow does then"
      )
    }
    guard node.scalar?.isAbsent != true else { return [] }
    let items = node.items ?? [node]
    guard items.count <= SimulatorLimits.lines else {
      values.report(
        .valueOutOfRange,
        "a scenario has at most \(SimulatorLimits.lines) lines",
        node.span
      )
      return []
    }
    return items.compactMap { item in isFull ? nil : line(item) }
  }

  private mutating func line(_ node: SyntaxNode) -> ScenarioLine? {
    if let scalar = node.scalar {
      guard scalar.text != "..." else { return ScenarioLine(content: .skips, span: scalar.span) }
      guard bareWords.contains(scalar.text) else {
        reportBareLine(scalar)
        return nil
      }
      let nothing = SyntaxScalar(
        SourceFragment(verbatim: "", span: scalar.span.endPoint),
        style: .plain
      )
      return line(scalar, SyntaxNode(nothing), options: [:])
    }
    guard let entries = node.entries else {
      values.report(.wrongShape, "a line is a word, or a word with its value", node.span)
      return nil
    }
    var words = entries.filter { !lineOptions.contains($0.key.text) }
    if words.isEmpty { words = entries.filter { $0.key.text == "after" } }
    guard words.count == 1, let word = words.first else {
      let names = words.map { "`\($0.key.text)`" }.joined(separator: " and ")
      values.report(
        words.isEmpty ? .missingField : .exclusiveFields,
        words.isEmpty ? "a line says nothing" : "a line says one thing, and this one \(names)",
        words.last?.key.span ?? node.span,
        help: words.isEmpty ? nil : "write a line for each"
      )
      return nil
    }
    var options: [String: SyntaxNode] = [:]
    for entry in entries where entry.key.text != word.key.text {
      options[entry.key.text] = entry.value
    }
    return line(word.key, word.value, options: options)
  }

  private mutating func line(
    _ word: SyntaxScalar,
    _ value: SyntaxNode,
    options: [String: SyntaxNode]
  ) -> ScenarioLine? {
    if let keyword = ExpectationKeyword(rawValue: word.text) {
      refuse(options, [], of: word)
      return expectation(keyword, value, word.span).map {
        ScenarioLine(content: .does($0), span: word.span)
      }
    }
    let content: ScenarioLine.Content?
    switch HappeningKeyword(rawValue: word.text) {
    case .party?: content = named(value, word, options)
    case .after?:
      refuse(options, [], of: word)
      content = values.duration(value).map { .happens(.waits, after: $0) }
    case let keyword?: content = happening(keyword, value, word, options)
    case nil:
      guard let party = knownParty(word.text) else {
        if program != nil, !reportPause(word, value) { reportUnknownLine(word.text, word.span) }
        return nil
      }
      content = act(of: party, value, word, options)
    }
    return content.map { ScenarioLine(content: $0, span: word.span) }
  }

  /// `{ party: press, does: accepts }`.
  private mutating func named(
    _ value: SyntaxNode,
    _ word: SyntaxScalar,
    _ options: [String: SyntaxNode]
  ) -> ScenarioLine.Content? {
    guard let party = party(value) else { return nil }
    guard let does = options["does"] else {
      values.report(.missingField, "`party` needs `does`", word.span)
      return nil
    }
    return act(of: party, does, word, options.filter { $0.key != "does" })
  }

  /// Reports options that a line cannot have.
  mutating func refuse(
    _ options: [String: SyntaxNode],
    _ known: [String],
    of word: SyntaxScalar
  ) {
    for (name, node) in options.sorted(by: { $0.key < $1.key }) where !known.contains(name) {
      let list = known.map { "`\($0)`" }.joined(separator: ", ")
      values.report(
        .unknownField,
        "a line `\(word.text)` takes no `\(name)`",
        node.span,
        help: known.isEmpty ? "leave it out" : "it takes \(list)"
      )
    }
  }

  /// Notes `wait: 2s`, the words of flows and other tests for time that passes; false for another word.
  private mutating func reportPause(_ word: SyntaxScalar, _ value: SyntaxNode) -> Bool {
    guard ["wait", "waits", "pause", "sleep", "delay"].contains(word.text) else { return false }
    values.report(
      Diagnostic(
        .unknownField,
        "`\(word.text)` is neither a word of a scenario nor a party",
        at: word.span,
        help: "that time passes is written `after: \(value.scalar?.text ?? "2s")`",
        fixes: [Diagnostic.Fix("write `after`", at: word.span, replacement: "after")]
      )
    )
    return true
  }

  /// Notes a word that says nothing by itself, or somebody who does nothing.
  private mutating func reportBareLine(_ scalar: SyntaxScalar) {
    let word = scalar.text
    let row = ExpectationKeyword(rawValue: word)?.row ?? HappeningKeyword(rawValue: word)?.row
    guard row != nil || knownParty(word) != nil else {
      return reportUnknownLine(word, scalar.span)
    }
    values.report(
      .missingField,
      "`\(word)` says nothing by itself",
      scalar.span,
      help: "write such as `\(word): \(row?.example ?? "accepts")`"
    )
  }

  private mutating func reportUnknownLine(_ text: String, _ span: Span) {
    let words =
      ExpectationKeyword.allCases.map(\.rawValue) + HappeningKeyword.allCases.map(\.rawValue)
    let near = nearestName(to: text, among: words + partyNames)
    values.report(
      Diagnostic(
        .unknownField,
        "`\(text)` is neither a word of a scenario nor a party",
        at: span,
        help: near.map { "did you mean `\($0)`?" }
          ?? "what the flow does: \(quoted(ExpectationKeyword.allCases.map(\.rawValue))); what "
          + "happens: \(quoted(HappeningKeyword.allCases.map(\.rawValue))), and parties",
        fixes: near.map { [Diagnostic.Fix("replace with `\($0)`", at: span, replacement: $0)] }
          ?? []
      )
    )
  }

  private func quoted(_ words: [String]) -> String {
    words.map { "`\($0)`" }.joined(separator: " ")
  }
}

/// What happens.
extension ScenarioReader {
  private mutating func happening(
    _ keyword: HappeningKeyword,
    _ value: SyntaxNode,
    _ word: SyntaxScalar,
    _ options: [String: SyntaxNode]
  ) -> ScenarioLine.Content? {
    refuse(options, keyword.options, of: word)
    let after = options["after"].flatMap { values.duration($0) } ?? Milliseconds(0)
    return happening(keyword, value, options).map { .happens($0, after: after) }
  }

  private mutating func happening(
    _ keyword: HappeningKeyword,
    _ value: SyntaxNode,
    _ options: [String: SyntaxNode]
  ) -> Happening? {
    let isEarly = options["early"].map { flag($0) } ?? false
    switch keyword {
    case .press: return values.tones(value).map { .presses($0, .caller, early: isEarly) }
    case .say:
      let confidence = options["confidence"].map { self.confidence($0) } ?? ordinaryConfidence
      return values.text(value).map {
        .says($0, confidence: confidence, .caller, early: isEarly)
      }
    case .silence: return nothing(value) ? .isSilent : nil
    case .hangUp: return nothing(value) ? .leaves(.caller) : nil
    case .signal: return single(value, "a signal").flatMap { signal($0) }
    case .respond: return answer(value).map(Happening.answer)
    case .timeout: return nothing(value) ? .answer(ScenarioAnswer(content: .timeout)) : nil
    case .unreachable:
      return nothing(value) ? .answer(ScenarioAnswer(content: .unreachable)) : nil
    case .recording: return values.word(value, as: RecordingTurn.self).map(Happening.recording)
    case .refuse: return single(value, "a command of the service").flatMap { refusal($0) }
    case .restart: return nothing(value) ? .restart : nil
    case .flag: return single(value, "a flag").flatMap { flag($0) }
    case .after, .party: return nil
    }
  }

  private func isPlain(_ node: SyntaxNode) -> Bool {
    node.scalar.map { $0.text.isEmpty || $0.text == "true" } ?? (node.entries?.isEmpty ?? false)
  }

  private mutating func nothing(_ node: SyntaxNode) -> Bool {
    if isPlain(node) { return true }
    values.report(.wrongShape, "nothing stands here", node.span, help: "write the word alone")
    return false
  }

  private mutating func confidence(_ node: SyntaxNode) -> Double {
    guard let text = node.scalar?.text, let confidence = Double(text), (0...1).contains(confidence)
    else {
      values.report(.valueOutOfRange, "a confidence is from 0 to 1", node.span)
      return ordinaryConfidence
    }
    return confidence
  }

  /// A mapping with one entry.
  private mutating func single(_ node: SyntaxNode, _ what: String) -> SyntaxEntry? {
    guard let entries = node.entries, entries.count == 1, let entry = entries.first else {
      values.report(.wrongShape, "the name of \(what), with its value, is expected here", node.span)
      return nil
    }
    return entry
  }

  private mutating func signal(_ entry: SyntaxEntry) -> Happening? {
    let signals = program?.allSignals
    if let signals, signals[entry.key.text] == nil {
      reportUnknown(entry.key.text, "signal", at: entry.key.span, among: signals.keys)
    }
    guard let value = value(entry.value) else { return nil }
    check(value, against: signals?[entry.key.text], entry)
    return .signal(entry.key.text, value)
  }

  private mutating func flag(_ entry: SyntaxEntry) -> Happening? {
    let flags = program?.flags
    if let flags, flags[entry.key.text] == nil {
      reportUnknown(entry.key.text, "flag", at: entry.key.span, among: flags.keys)
    }
    guard let value = value(entry.value) else { return nil }
    check(value, against: flags?[entry.key.text]?.type, entry)
    return .flag(entry.key.text, value)
  }

  private mutating func refusal(_ entry: SyntaxEntry) -> Happening? {
    guard let command = CallCommand.Kind(rawValue: entry.key.text) else {
      let names = CallCommand.Kind.allCases.map(\.rawValue)
      reportUnknown(entry.key.text, "command of the service", at: entry.key.span, among: names)
      return nil
    }
    guard let fields = values.fields(of: entry.value, "a refusal", refusalKeys) else {
      return nil
    }
    guard let status = fields["code"].flatMap({ values.count($0) }) else {
      if fields["code"] == nil {
        values.report(.missingField, "a refusal needs `code`, the status", entry.key.span)
      }
      return nil
    }
    guard refusalStatuses.contains(status) else {
      values.report(
        .valueOutOfRange,
        "a refusal has a status from 400 to 599",
        fields["code"]?.span ?? entry.key.span
      )
      return nil
    }
    let code = fields["subCode"].flatMap { values.count($0) }
    if let code, !refusalCodes.contains(code) {
      values.report(
        .valueOutOfRange,
        "a subcode of the service has four to six digits",
        fields["subCode"]?.span ?? entry.key.span,
        help: "leave it out where it does not matter"
      )
      return nil
    }
    return .refuse(command, ServiceRefusal(status: status, code: code))
  }
}

/// What parties do.
extension ScenarioReader {
  /// `accepts`, or `{ presses: "*9", after: 2s }`.
  private mutating func act(
    of party: ScenarioParty,
    _ node: SyntaxNode,
    _ word: SyntaxScalar,
    _ options: [String: SyntaxNode]
  ) -> ScenarioLine.Content? {
    var options = options
    var deed: PartyWord?
    var value = node
    if let scalar = node.scalar {
      _ = scalar
      deed = values.word(node, as: PartyWord.self)
    } else {
      let words = PartyWord.allCases.map(\.rawValue)
      guard let fields = values.fields(of: node, "what a party does", words + ["after"]) else {
        return nil
      }
      let named = words.filter { fields[$0] != nil }
      guard named.count == 1, let name = named.first else {
        values.report(
          named.isEmpty ? .missingField : .exclusiveFields,
          "a party does one of \(words.map { "`\($0)`" }.joined(separator: ", "))",
          node.span
        )
        return nil
      }
      deed = PartyWord(rawValue: name)
      value = fields[name] ?? node
      options["after"] = fields["after"] ?? options["after"]
    }
    guard let deed else { return nil }
    refuse(options, ["after"], of: word)
    let after = options["after"].flatMap { values.duration($0) }
    return act(deed, of: party, value, after, node)
  }

  private mutating func act(
    _ deed: PartyWord,
    of party: ScenarioParty,
    _ value: SyntaxNode,
    _ after: Milliseconds?,
    _ node: SyntaxNode
  ) -> ScenarioLine.Content? {
    func reacts(_ action: PartyReaction.Action) -> ScenarioLine.Content {
      .happens(.reacts(action, party), after: after ?? SimulatorTiming.reaction)
    }
    let now = after ?? Milliseconds(0)
    if node.scalar == nil, !deed.takesValue, !isPlain(value) {
      let time = (value["after"] ?? value).scalar?.text ?? "2s"
      values.report(
        .wrongShape,
        "nothing stands under `\(deed.rawValue)`",
        value.span,
        help: "how long it takes stands beside it: `{ \(deed.rawValue): {}, after: \(time) }`"
      )
      return nil
    }
    switch deed {
    case .accepts: return reacts(.accept)
    case .declines: return reacts(.decline)
    case .busy: return reacts(.busy)
    case .noAnswer: return reacts(.noAnswer)
    case .leaves: return .happens(.leaves(party), after: now)
    case .presses:
      guard hasValue(value, node, deed) else { return nil }
      return values.tones(value).map { .happens(.presses($0, party, early: false), after: now) }
    case .says:
      guard hasValue(value, node, deed) else { return nil }
      return values.text(value).map {
        .happens(.says($0, confidence: ordinaryConfidence, party, early: false), after: now)
      }
    }
  }

  private mutating func hasValue(
    _ value: SyntaxNode,
    _ node: SyntaxNode,
    _ deed: PartyWord
  ) -> Bool {
    guard node.scalar != nil else { return true }
    values.report(
      .missingField,
      "`\(deed.rawValue)` needs what",
      node.span,
      help: "write `{ \(deed.rawValue): … }`"
    )
    return false
  }
}

/// How sure the service is of what somebody says, where the line does not say it.
let ordinaryConfidence = 0.9

/// The keys of a refusal, and what can stand under them.
let refusalKeys = ["code", "subCode"]
let refusalStatuses = 400...599
let refusalCodes = 1_000...999_999
