internal import CEL
internal import CallEmulator
internal import CallModel
internal import Diagnostics
internal import FlowEngine
internal import FlowLanguage
internal import FlowSyntax

/// What the flow is to do.
extension ScenarioReader {
  mutating func expectation(
    _ keyword: ExpectationKeyword,
    _ value: SyntaxNode,
    _ span: Span
  ) -> Expectation? {
    switch keyword {
    case .hears:
      let items = named(value, keyword.rawValue)
      let patterns = items.compactMap { heard($0) }
      return patterns.count == items.count && !patterns.isEmpty ? .hears(patterns) : nil
    case .rings:
      let items = named(value, keyword.rawValue)
      let parties = items.compactMap { party($0) }
      return parties.count == items.count && !parties.isEmpty ? .rings(parties) : nil
    case .transfers: return party(value).map(Expectation.transfers)
    case .joins: return party(value).map(Expectation.joins)
    case .removes: return party(value).map(Expectation.removes)
    case .records: return values.word(value, as: RecordingWord.self).map(Expectation.records)
    case .requested: return requestPattern(value).map(Expectation.requested)
    case .logged: return values.text(value).map { .logged(TextPattern(text: $0)) }
    case .sends: return values.tones(value).map(Expectation.sends)
    case .schedules:
      return known(value, "scheduled flow", among: program?.scheduledFlows)
        .map(Expectation.schedules)
    case .ends: return values.word(value, as: EndReason.self).map(Expectation.ends)
    case .expect: return question(value)
    case .reaches:
      return known(value, "block", among: program?.blockNames).map(Expectation.reaches)
    case .waits:
      if let scalar = value.scalar, scalar.text.isEmpty || scalar.text == "true" { return .waits }
      values.report(.wrongShape, "nothing stands after `waits`", value.span)
      return nil
    }
  }

  /// What a list names, or one alone; a list of nothing is met by whatever happens.
  private mutating func named(_ node: SyntaxNode, _ word: String) -> [SyntaxNode] {
    let items = node.items ?? [node]
    if items.isEmpty {
      values.report(
        .wrongShape,
        "`\(word)` names nothing",
        node.span,
        help: "name what is to come, or leave out the line"
      )
    }
    return items
  }

  private mutating func question(_ node: SyntaxNode) -> Expectation? {
    guard let scalar = node.scalar, !scalar.text.isEmpty else {
      values.report(.wrongShape, "an expression is expected here", node.span)
      return nil
    }
    guard program != nil else { return nil }
    var source = scalar.fragment
    // It may stand in `${ }`, as conditions of flows may.
    if scalar.text.hasPrefix("${") {
      let (parts, findings) = splitTemplate(scalar.fragment)
      for finding in findings { values.report(finding) }
      guard case .expression(let inner)? = parts.first, parts.count == 1 else { return nil }
      source = inner
    }
    return expression(source, in: questions, expecting: .bool).map {
      .holds($0, text: source.text)
    }
  }

  /// A text that is among those that there are; nil, which is told, for one that is not.
  private mutating func known(
    _ node: SyntaxNode,
    _ what: String,
    among names: Set<String>?
  ) -> String? {
    guard let name = values.text(node) else { return nil }
    if let names, !names.contains(name) {
      reportUnknown(name, what, at: node.span, among: names)
      return nil
    }
    return name
  }

  /// A prompt's name or words, or `{ prompt or text, locale, by }`.
  private mutating func heard(_ node: SyntaxNode) -> HeardPattern? {
    guard node.entries != nil else { return heard(node, isName: nil) }
    guard let fields = values.fields(of: node, "`hears`", heardKeys) else { return nil }
    let pattern: HeardPattern?
    switch (fields["prompt"], fields["text"]) {
    case (let prompt?, nil): pattern = heard(prompt, isName: true)
    case (nil, let text?): pattern = heard(text, isName: false)
    case (_?, _?), (nil, nil):
      values.report(
        fields["prompt"] == nil ? .missingField : .exclusiveFields,
        "`hears` has one of `prompt` and `text`",
        node.span
      )
      return nil
    }
    guard var pattern else { return nil }
    if let node = fields["locale"] {
      guard let locale = known(node, "language", among: program?.spokenLocales) else { return nil }
      pattern.locale = locale
    }
    if let by = fields["by"] {
      guard let party = party(by) else { return nil }
      pattern.by = party
    }
    return pattern
  }

  /// A prompt by name or by words; where nothing says which, one bare word is a name, as in flows.
  private mutating func heard(_ node: SyntaxNode, isName: Bool?) -> HeardPattern? {
    guard let text = values.text(node) else { return nil }
    guard isName ?? isBareWord(text) else {
      return HeardPattern(content: .text(text), span: node.span)
    }
    if let names = program?.promptNames, !names.contains(text) {
      reportUnknown(text, "prompt", at: node.span, among: names)
      return nil
    }
    return HeardPattern(content: .prompt(text), span: node.span)
  }

  private func isBareWord(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_"
    }
  }

  /// Reports a value that is not of the type that the flow declares, as far as it is known before the
  /// call.
  mutating func check(_ value: ScenarioValue, against type: FlowType?, _ entry: SyntaxEntry) {
    guard let type else { return }
    let known: CELValue
    do throws(CELFailure) {
      known = try value.value { _ in nil }
    } catch {
      return
    }
    guard type.value(json: known) == nil else { return }
    values.report(
      .typeMismatch,
      "the flow declares `\(entry.key.text)` as `\(type.name)`, and this is none",
      entry.value.span
    )
  }
}

/// The keys of what is heard.
let heardKeys = ["prompt", "text", "locale", "by"]

extension Program {
  /// The prompts of the flow and of those it runs, and what `takeMessage` plays of its own.
  var promptNames: Set<String> {
    flows.values.reduce(into: Set(prompts.keys).union([HeardPrompts.beep])) {
      $0.formUnion($1.promptNames)
    }
  }

  /// The languages that the flow, or one that it runs, says something in.
  var spokenLocales: Set<String> {
    let variants = prompts.values.flatMap(\.variants).flatMap { variant in
      if case .text(_, let own) = variant.content {
        [variant.locale, own]
      } else {
        [variant.locale]
      }
    }
    let own = Set(variants.compactMap(\.self)).union(voices.keys).union([locale])
    return flows.values.reduce(into: own) { $0.formUnion($1.spokenLocales) }
  }

  /// The flows that the flow, or one that it runs, begins calls of later.
  var scheduledFlows: Set<String> {
    let own = lists.values.flatMap(\.steps).compactMap { node in
      if case .schedule(let step) = node.step { step.call.name } else { nil }
    }
    return flows.values.reduce(into: Set(own)) { $0.formUnion($1.scheduledFlows) }
  }

  /// The blocks of the flow and of those it runs.
  var blockNames: Set<String> {
    flows.values.reduce(into: Set(blocks.map(\.name))) { $0.formUnion($1.blockNames) }
  }

  /// What the signals of the flow, and of those it runs, bring.
  var allSignals: [String: FlowType] {
    flows.values.reduce(into: signals) { signals, flow in
      signals.merge(flow.allSignals) { own, _ in own }
    }
  }
}
