internal import CEL
internal import CallAutomation
internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import JSON

/// The text of a file with one scenario, of what was told again.
func scenarioText(
  of telling: Retelling,
  _ past: PastCall,
  _ program: Program,
  _ options: RetellingOptions
) -> String {
  let writer = LineWriter(telling.simulation, program, hidesWords: options.hidesValues)
  var text = "test: \(yaml(program.name))\nscenarios:\n  \(yaml(options.name)):\n"
  text += "    at: \(past.began.isoDateTime.prefix(19))Z\n"
  text += "    call: \(callText(past.call, program))\n"
  let lines = writer.lines(telling.lines)
  guard !lines.isEmpty else { return text + "    lines: [\"...\"]\n" }
  return text + "    lines:\n" + lines.map { "      - \($0)\n" }.joined()
}

/// How the call begins, as a mapping in one line.
private func callText(_ call: ScenarioCall, _ program: Program) -> String {
  if let arguments = call.arguments {
    let values = arguments.sorted { $0.key < $1.key }.map { name, value in
      "\(yaml(name)): \(yaml(JSONValue(value)))"
    }
    return "{ start: { \(values.joined(separator: ", ")) } }"
  }
  var fields = ["from: \(yaml(partyText(call.from, program)))"]
  if call.to != program.routes.first { fields.append("to: \(yaml(call.to.rawID))") }
  if let meant = call.onBehalfOf {
    fields.append("onBehalfOf: \(yaml(partyText(meant, program)))")
  }
  if let name = call.name, name != partyText(call.from, program) {
    fields.append("name: \(yaml(name))")
  }
  if !call.headers.isEmpty { fields.append("headers: \(yaml(JSONValue.texts(call.headers)))") }
  return "{ \(fields.joined(separator: ", ")) }"
}

private func partyText(_ party: Identifier, _ program: Program) -> String {
  if let name = program.identities.filter({ $0.value == party }).keys.min() { return name }
  if case .phoneNumber(let number) = party.detail, Identifier.isE164(number.value) {
    return number.value
  }
  return party.rawID
}

/// A line of a party, whose name is written as YAML; one whose name is a word of lines stands under
/// `party`.
func partyLine(_ name: String, does deed: String) -> String {
  let isWord =
    HappeningKeyword(rawValue: name) != nil || ExpectationKeyword(rawValue: name) != nil
  return isWord ? "{ party: \(name), does: \(deed) }" : "\(name): \(deed)"
}

/// Writes lines of scenarios.
struct LineWriter {
  private let simulation: Simulation
  private let program: Program
  /// Whether words that no prompt's name stands for are left out.
  private let hidesWords: Bool

  init(_ simulation: Simulation, _ program: Program, hidesWords: Bool) {
    self.simulation = simulation
    self.program = program
    self.hidesWords = hidesWords
  }

  /// The lines; prompts that follow on one another are one line.
  func lines(_ told: [RetoldLine]) -> [String] {
    var lines: [String] = []
    var prompts: [String] = []
    func flush() {
      guard !prompts.isEmpty else { return }
      let list = prompts.joined(separator: ", ")
      lines.append("hears: " + (prompts.count == 1 ? list : "[\(list)]"))
      prompts = []
    }
    for line in told {
      if case .does(let notice) = line, case .hears(let heard) = notice.content,
        let prompt = prompt(heard)
      {
        prompts.append(prompt)
        continue
      }
      flush()
      lines += text(line)
    }
    flush()
    return lines
  }

  private func text(_ line: RetoldLine) -> [String] {
    switch line {
    case .does(let notice): [text(notice.content)].compactMap(\.self)
    case .happens(.reacts(let action, let party), let after):
      [reaction(action, party, after)]
    case .happens(let happening, let after):
      (after > Milliseconds(0) ? ["after: \(duration(after))"] : []) + [text(happening)]
    }
  }

  private func prompt(_ heard: HeardSource) -> String? {
    let by = heard.ears.contains(simulation.caller) ? nil : heard.ears.first
    if let name = simulation.prompts.promptName(of: heard.source) {
      return by.map { "{ prompt: \(yaml(name)), by: \(yaml(self.name($0))) }" } ?? yaml(name)
    }
    guard !hidesWords else { return nil }
    let words = yaml(.string(heard.source.words.text))
    return "{ text: \(words)\(by.map { ", by: \(yaml(name($0)))" } ?? "") }"
  }

  private func text(_ content: Notice.Content) -> String? {
    switch content {
    // Words that are not to be seen may be any.
    case .hears: "..."
    case .rings(let party): "rings: \(yaml(name(party)))"
    case .transfers(let party): "transfers: \(yaml(name(party)))"
    case .removes(let party): "removes: \(yaml(name(party)))"
    case .ends(let reason): "ends: \(reason.rawValue)"
    case .joins(let party): "joins: \(yaml(name(party)))"
    case .records, .requested, .logged, .sends, .schedules, .reaches: nil
    }
  }

  private func text(_ happening: Happening) -> String {
    switch happening {
    case .presses(let tones, .caller, _): "press: \(yaml(tones))"
    case .presses(let tones, let party, _):
      does(party, "{ presses: \(yaml(tones)) }")
    case .says(let text, let confidence, .caller, _):
      confidence == ordinaryConfidence
        ? "say: \(yaml(text))" : "{ say: \(yaml(text)), confidence: \(confidence) }"
    case .says(let text, _, let party, _): does(party, "{ says: \(yaml(.string(text))) }")
    case .isSilent: "silence"
    case .leaves(.caller): "hangUp"
    case .leaves(let party): does(party, "leaves")
    case .reacts(let action, let party): reaction(action, party, SimulatorTiming.reaction)
    case .waits: "waits"
    case .signal(let name, let value):
      "signal: { \(yaml(name)): \(value.literal.map { yaml($0) } ?? "{}") }"
    case .answer(let answer): text(answer)
    case .recording(let turn): "recording: \(turn.rawValue)"
    case .refuse(let command, let refusal):
      "refuse: { \(command.rawValue): { code: \(refusal.status)"
        + (refusal.code.map { ", subCode: \($0)" } ?? "") + " } }"
    case .restart: "restart"
    case .flag(let name, let value):
      "flag: { \(yaml(name)): \(value.literal.map { yaml($0) } ?? "null") }"
    }
  }

  private func text(_ answer: ScenarioAnswer) -> String {
    switch answer.content {
    case .respond(let status, _, let body):
      let body = body?.literal.map { ", body: \(yaml($0))" } ?? ""
      return "respond: { status: \(status)\(body) }"
    case .timeout: return "timeout"
    case .unreachable: return "unreachable"
    }
  }

  private func reaction(
    _ action: PartyReaction.Action,
    _ party: ScenarioParty,
    _ after: Milliseconds
  ) -> String {
    let word: PartyWord =
      switch action {
      case .accept: .accepts
      case .decline: .declines
      case .busy: .busy
      case .noAnswer: .noAnswer
      }
    let isOrdinary = after == SimulatorTiming.reaction || action == .noAnswer
    return does(
      party,
      isOrdinary ? word.rawValue : "{ \(word.rawValue): {}, after: \(duration(after)) }"
    )
  }

  private func does(_ party: ScenarioParty, _ deed: String) -> String {
    let name =
      switch party {
      case .caller: "caller"
      case .identifier(let identifier): self.name(identifier)
      }
    return partyLine(yaml(name), does: deed)
  }

  private func name(_ party: Identifier) -> String {
    party == simulation.caller ? "caller" : partyText(party, program)
  }

  /// A length of time, to a tenth of a second.
  private func duration(_ time: Milliseconds) -> String {
    time.count % 1000 == 0 ? "\(time.count / 1000)s" : "\(time.count)ms"
  }
}

extension ScenarioValue {
  fileprivate var literal: JSONValue? {
    if case .literal(let json) = self { json } else { nil }
  }
}

/// A text as a scalar: plain where it is a word or several, else in quotes.
private func yaml(_ text: String) -> String {
  let isPlain =
    text.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte < 0x80
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_. +".utf8.contains(byte)
    }
  let isWord = text.utf8.first.map { $0 == UInt8(ascii: "+") || $0 >= UInt8(ascii: "A") } ?? false
  let meansSomethingElse = ["true", "false", "null", "yes", "no", "on", "off"].contains(
    text.lowercased()
  )
  return isPlain && isWord && !text.hasSuffix(" ") && !meansSomethingElse
    ? text : yaml(.string(text))
}

/// Keys as a scalar: a single digit is plain, as people write it.
private func yaml(_ tones: [Tone]) -> String {
  let text = tones.characters
  return text.count == 1 && text.utf8.allSatisfy(\.isDigit) ? text : "\"\(text)\""
}

/// A value as JSON, which YAML is too; `${` in it is no expression.
private func yaml(_ value: JSONValue) -> String {
  value.text(in: .compact).replacing("${", with: "$${")
}

extension UInt8 {
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
