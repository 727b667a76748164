import CEL
import CallModel
import FlowLanguage
import TestSupport

extension FlowGenerator {
  /// Fills in a step's fields, and says how it can end and what its result holds.
  mutating func fillFields(_ draft: inout StepDraft) {
    let shape = draft.keyword.shape
    var left: Set<String> = []
    for group in shape.exclusive {
      let chosen = dice.pick(
        group.filter { field in
          switch (draft.keyword, field) {
          case (_, "speech"): hasEndpoint
          case (.run, "block"): !runnable(at: draft.point).isEmpty
          case (.run, "flow"): canRunFlow(at: draft.point)
          case (_, _): true
          }
        }
      )
      left.formUnion(group.filter { $0 != chosen })
    }
    if draft.keyword == .recognize, !left.contains("speech"), dice.chance(50) {
      left.remove("tones")
    }
    for field in shape.fields where !left.contains(field.name) {
      let isChosen = shape.exclusive.contains { $0.contains(field.name) }
      guard field.isRequired || isChosen || mustHave(field, draft) || dice.chance(35),
        canHave(field, draft)
      else { continue }
      uses.insert("\(draft.keyword.rawValue).\(field.name)")
      let value = value(of: field, &draft)
      switch field.place {
      case .beside: draft.beside.append((field.name, value))
      case .inside, .main: draft.inside.append((field.name, value))
      }
    }
    goPastBranches(&draft, shape)
    shortenMain(&draft, shape)
    describe(&draft, shape)
  }

  /// Whether a field has to be there beside those that stand there already.
  private mutating func mustHave(_ field: FieldShape, _ draft: StepDraft) -> Bool {
    // A start where a recording runs already is an error.
    if draft.keyword == .record { return field.name == "action" && draft.point.recording != [.off] }
    if let feed = Feed(rawValue: field.name), [.answer, .dial, .join].contains(draft.keyword) {
      return feeds.contains(feed)
    }
    if draft.keyword == .dial { return field.name == "as" }
    if draft.keyword == .run { return field.name == "with" }
    if joinsCalls, draft.keyword == .recognize, field.name == "from" { return true }
    if joinsCalls, draft.keyword == .transfer, field.name == "party" { return true }
    // In another language can only be what goes on.
    if draft.keyword == .transcribe { return field.name == "action" && !isKnown(on: draft.point) }
    guard draft.keyword == .repeat else { return false }
    // A thousand rounds take long.
    if field.name == "times" { return dice.chance(90) }
    return field.name == "until" && !draft.inside.contains { $0.key == "times" }
  }

  /// Whether a field makes sense beside those that stand there already.
  private func canHave(_ field: FieldShape, _ draft: StepDraft) -> Bool {
    let names = Set(draft.inside.map(\.key))
    switch "\(draft.keyword.rawValue).\(field.name)" {
    case "wait.timeout": return names.contains("for")
    case "recognize.noMatch", "recognize.noInput": return true
    case "recognize.confidence", "recognize.locale", "recognize.model":
      return hasEndpoint && (names.contains("choices") || names.contains("speech"))
    case "addAgent.callerId", "addParticipant.callerId": return profile == .callAutomation
    case "addAgent.music", "addParticipant.music": return !joinsCalls
    case "http.body": return !names.contains("get")
    // What is surely excluded by it would be an error.
    case "play.background": return !names.contains("to")
    case "answer.streaming", "dial.streaming", "join.streaming": return feeds.contains(.streaming)
    case "answer.transcription", "dial.transcription", "join.transcription":
      return feeds.contains(.transcription)
    case "transcribe.locale": return draft.inside.first?.value.plainText != "stop"
    case "run.with": return names.contains("flow")
    case "record.channels", "record.paused", "record.storage": return draft.isPlainRecordStart
    case "record.order": return draft.isPlainRecordStart && draft.keepsVoicesApart
    case "recognize.sensitive": return !draft.point.recording.contains(.on)
    default: return true
    }
  }

  /// A branch that is not there leads to the next step.
  private func goPastBranches(_ draft: inout StepDraft, _ shape: StepShape) {
    let branches = shape.fields.filter { field in
      if case .handler = field.value { true } else { false }
    }
    guard !branches.allSatisfy({ draft.branches.contains($0.name) }) else { return }
    draft.point(after: "done").map { draft.ways.append($0) }
  }

  /// A step's main field can stand for its whole value.
  private mutating func shortenMain(_ draft: inout StepDraft, _ shape: StepShape) {
    guard let main = shape.fields.first(where: { $0.place == .main }) else { return }
    let isAlone = draft.inside.count == 1 && draft.inside[0].key == main.name
    let isWhole = main.name.isEmpty || main.name == draft.keyword.rawValue
    guard isAlone, isWhole || dice.chance(60) else { return }
    draft.main = draft.inside.removeFirst().value
  }

  /// How the step can end as it is written, and what its result then holds.
  private mutating func describe(_ draft: inout StepDraft, _ shape: StepShape) {
    let names = Set(draft.inside.map(\.key) + (draft.main == nil ? [] : shape.mainNames))
    var outcomes = shape.outcomes.map(\.outcome).filter { outcome in
      switch (draft.keyword, outcome) {
      case (.recognize, .done): !names.contains("choices") || draft.isOffered
      case (.wait, .done): !names.contains("for")
      case (.wait, .timeout): names.contains("timeout")
      case (.wait, .failed): draft.listensForKeys
      case (.run, .failed): names.contains("flow")
      case (.repeat, .exhausted): names.contains("until")
      case (.repeat, .failed): names.contains("until") || draft.computesTimes
      case (.goto, _), (.hangUp, _), (.end, _), (.return, _): false
      case (_, _): true
      }
    }
    outcomes += draft.named.sorted().map { Outcome($0) }
    if draft.named.isEmpty, !outcomes.contains(.done), outcomes.contains(.failed) {
      outcomes.insert(.done, at: 0)
    }
    draft.outcomes = outcomes.map { DraftOutcome(name: $0.name, isFailure: $0.isFailure) }
    let successes = draft.named.isEmpty ? ["done"] : draft.named
    let answer = draft.keyword == .recognize ? answerTypes(names) : nil
    let isAsked = draft.inside.contains { $0.key == "sensitive" && $0.value.plainText == "true" }
    let hidden: Set = isAsked ? ["choice", "phrase", "tones", "text"] : []
    for output in shape.outputs {
      guard let type = answer.map({ $0[output.name] }) ?? output.type else { continue }
      let given = output.outcomes == [.done] ? successes : Set(output.outcomes.map(\.name))
      let isHidden = hidden.contains(output.name)
      if isHidden { uses.insert("sensitive answer") }
      draft.results.append(
        DraftResult.Field(name: output.name, type: type, outcomes: given, isSensitive: isHidden)
      )
    }
    draft.results += draft.extra
    guard draft.keyword == .run, names.contains("flow") else { return }
    let outputs: [(String, CELType)] = [
      ("found", .int), ("said", .optional(.string)), ("told", .optional(.string)),
    ]
    for (name, type) in outputs {
      draft.results.append(
        DraftResult.Field(
          name: name,
          type: type,
          outcomes: ["done"],
          isSensitive: name == "told"
        )
      )
    }
  }

  /// What a flow that is run is given.
  private mutating func arguments(at point: Point) -> YAMLDraft {
    var given: [(key: String, value: YAMLDraft)] = [
      ("given", dice.chance(50) ? .plain("7") : .text("${\(expression(.int, at: point))}"))
    ]
    if dice.chance(50) { given.append(("named", .text("${\(expression(.string, at: point))}"))) }
    if dice.chance(50) { given.append(("code", sensitiveValue(.string, at: point))) }
    return .map(given)
  }

  /// What is done to the recording: nothing that is surely wrong.
  private mutating func recordAction(at point: Point) -> YAMLDraft {
    var words: [String] = []
    if point.recording.contains(.off) { words.append("start") }
    if point.recording != [.off] { words += ["pause", "resume", "stop"] }
    let isKnown = point.region == .blocks && point.depth == 0
    if isKnown, dice.chance(70) { return .plain(dice.pick(words) ?? "start") }
    let word = dice.pick(["start", "pause", "resume", "stop"]) ?? "start"
    return .text("${\(expression(.bool, at: point, depth: 1)) ? '\(word)' : 'start'}")
  }

  /// What is done to a feed: nothing that is surely wrong.
  private mutating func feedAction(_ feed: Feed, _ draft: inout StepDraft) -> YAMLDraft {
    if let isOn = draft.point.feeds[feed], isKnownPlace(draft.point), dice.chance(70) {
      return .plain(isOn ? "stop" : "start")
    }
    return .text("${\(expression(.bool, at: draft.point, depth: 1)) ? 'start' : 'stop'}")
  }

  private func isKnownPlace(_ point: Point) -> Bool { point.region == .blocks && point.depth == 0 }

  /// Whether transcription is surely on.
  private func isKnown(on point: Point) -> Bool {
    isKnownPlace(point) && point.feeds[.transcription] == true
  }

  /// Where what of a call is sent.
  private mutating func sockets(_ name: String, of keyword: StepKeyword) -> YAMLDraft {
    let path = "\(keyword.rawValue).\(name)"
    let socket = YAMLDraft.text(
      dice.pick(["wss://bot.contoso.com/a", "wss://${call.id}.contoso.com"]) ?? ""
    )
    var fields: [(key: String, value: YAMLDraft)]
    switch name {
    case "streaming" where dice.chance(30): fields = [("forward", socket)]
    case "streaming" where dice.chance(30): fields = [("save", .plain("true"))]
    case "transcription" where dice.chance(60) && signals.contains { $0.name == "said" }:
      fields = [("signal", .text("said"))]
    default: fields = [("url", socket)]
    }
    uses.formUnion(fields.map { "\(path).\($0.key)" })
    let options: [(String, [String])] =
      name == "streaming"
      ? [
        ("channels", ["mixed", "unmixed"]), ("bidirectional", ["true", "false"]),
        ("format", ["pcm16KMono", "pcm24KMono"]), ("dtmf", ["true", "false"]),
      ] : [("locale", ["fr-FR", "${'en-US'}"]), ("interim", ["true", "false"])]
    for (key, values) in options where dice.chance(40) {
      uses.insert("\(path).\(key)")
      fields.append((key, .plain(dice.pick(values) ?? "")))
    }
    return .map(fields)
  }

  /// What is done beside a step that waits; nothing is sure of it afterwards.
  private mutating func meanwhile(_ draft: inout StepDraft) -> YAMLDraft {
    let step = draft.keyword.rawValue
    uses.formUnion(["\(step).meanwhile.every", "\(step).meanwhile.do"])
    var inside = draft.point
    inside.isBeside = true
    inside.depth += 1
    let list = list(at: inside, mustLeave: false, first: .log)
    return .map([("every", .plain(dice.pick(["5s", "45s"]) ?? "5s")), ("do", .list(list.drafts))])
  }

  /// What whoever answers has to confirm.
  private mutating func confirmation(_ draft: inout StepDraft) -> YAMLDraft {
    let prompt = prompt(at: draft.point)
    guard dice.chance(60) else { return prompt }
    var fields: [(key: String, value: YAMLDraft)] = [("prompt", prompt)]
    if dice.chance(60) { fields.append(("press", .text(dice.pick(["1", "star", "#"]) ?? "1"))) }
    if dice.chance(60) { fields.append(("timeout", .plain(dice.pick(["5s", "1m"]) ?? "5s"))) }
    for field in fields { uses.insert("\(draft.keyword.rawValue).confirm.\(field.key)") }
    return .map(fields)
  }

  /// What an answer holds, by what is listened for.
  private func answerTypes(_ names: Set<String>) -> [String: CELType] {
    var types: [String: CELType] = ["by": .string, "attempts": .int]
    switch (names.contains("choices"), names.contains("tones"), names.contains("speech")) {
    case (true, _, _):
      types["choice"] = .string
      for name in ["phrase", "tones"] { types[name] = .optional(.string) }
    case (_, true, false): types["tones"] = .string
    case (_, false, _): types["text"] = .string
    case (_, true, true): for name in ["tones", "text"] { types[name] = .optional(.string) }
    }
    if types["tones"] != .string { types["confidence"] = .optional(.double) }
    return types
  }

  /// A value for a field: of its own kind where the checker asks for more than the shape says.
  private mutating func value(of field: FieldShape, _ draft: inout StepDraft) -> YAMLDraft {
    let point = draft.point
    switch "\(draft.keyword.rawValue).\(field.name)" {
    case "set.": return assignments(&draft)
    case "run.flow": return .plain(Self.calledName)
    case "run.with": return arguments(at: point)
    case "fetch.to":
      return .text(dice.chance(50) ? "recordings/office" : "https://storage.contoso.com/r?sig=s")
    case "schedule.flow": return .plain(Self.laterName)
    case "schedule.with":
      let count: (key: String, value: YAMLDraft) = (
        "count", .text("${\(expression(.int, at: point))}")
      )
      return .map(
        dice.chance(50) ? [count] : [count, ("code", sensitiveValue(.string, at: point))]
      )
    case "schedule.at": return .text("${\(expression(.timestamp, at: point))}")
    case "switch.switch": return selector(&draft)
    case "switch.cases": return cases(&draft)
    case "recognize.choices": return choices(&draft)
    case "wait.meanwhile", "addAgent.meanwhile", "addParticipant.meanwhile":
      return meanwhile(&draft)
    case "addAgent.confirm", "addParticipant.confirm": return confirmation(&draft)
    case "record.action": return recordAction(at: point)
    case "stream.action": return feedAction(.streaming, &draft)
    case "transcribe.action": return feedAction(.transcription, &draft)
    case "transcribe.locale":
      return .plain(dice.chance(60) ? "fr-FR" : "${'\(locales.last ?? "")'}")
    case "answer.streaming", "dial.streaming", "join.streaming", "answer.transcription",
      "dial.transcription", "join.transcription":
      return sockets(field.name, of: draft.keyword)
    case "record.order":
      return .list((["caller"] + identities.map(\.name)).prefix(3).map(YAMLDraft.text))
    case "record.storage":
      let container = "https://contoso.blob.core.windows.net/"
      return .text(container + (dice.pick(["calls", "${call.id}"]) ?? "calls"))
    case "sensitive.do":
      var inside = point
      inside.depth += 1
      inside.isHidden = true
      inside.recording = Set(point.recording.map { $0 == .on ? .paused : $0 })
      return .list(list(at: inside, mustLeave: false).drafts)
    case "recognize.tones": return toneOptions()
    case "recognize.speech": return speechOptions()
    case "recognize.confidence": return .plain(dice.pick(["0.5", "${0.25}", "1"]) ?? "1")
    case "recognize.model": return .text(dice.pick(["m-1", "${'m-' + call.id}"]) ?? "m-1")
    case "recognize.locale", "locale.locale":
      return .plain(dice.chance(60) ? locales[0] : "${'\(locales.last ?? "")'}")
    case "wait.for": return triggers(&draft)
    case "http.get", "http.post", "http.put", "http.patch", "http.delete": return url(&draft)
    case "http.query": return httpQuery(draft)
    case "http.headers": return httpHeaders(draft)
    case "http.body": return body(at: draft.sentPoint, depth: 2)
    case "http.response": return response(&draft)
    case "addAgent.to": return parties(for: .addAgent, &draft)
    case "addParticipant.to": return parties(for: .addParticipant, &draft)
    case "addAgent.callerId", "addParticipant.callerId": return party(for: .placeAs, &draft)
    case "transfer.to": return party(for: .transfer, &draft)
    case "sendTones.tones":
      return .text(dice.pick(["1", "*9#", "01234567890123456789", "${'12' + '#'}"]) ?? "1")
    case "sendTones.to": return party(for: .sendTones, &draft)
    case "redirect.to": return party(for: .redirect, &draft)
    case "dial.to":
      return .text(dice.chance(50) ? "${patient}" : dice.pick(dialled(at: point)) ?? "${patient}")
    case "join.room", "join.groupCall", "join.serverCall":
      return .text(dice.pick(["r-1", "${'r-' + call.id}"]) ?? "r-1")
    case "dial.as": return party(for: .placeAs, &draft)
    case "mute.party": return party(for: .mute, &draft)
    case "takeMessage.stop": return .plain(dice.pick(["star", "0", "pound"]) ?? "star")
    case "takeMessage.silence": return .plain(dice.pick(["500ms", "2s"]) ?? "2s")
    case "play.to": return party(for: .reach, &draft, orEveryone: true)
    default: return value(field.value, named: field.name, &draft)
    }
  }

  /// A value of a shape.
  private mutating func value(
    _ shape: ValueShape,
    named name: String,
    _ draft: inout StepDraft
  ) -> YAMLDraft {
    let point = draft.point
    if name == "screenPop" { return .text("https://crm.contoso.com/${call.id}") }
    switch shape {
    case .text:
      uses.insert("shape text")
      return .text("A text" + (dice.chance(50) ? " ${\(textExpression(at: point))}" : ""))
    case .integer(let range):
      uses.insert("shape integer")
      let number = dice.number(in: range.lowerBound...min(range.upperBound, range.lowerBound + 3))
      return dice.chance(70) ? .plain("\(number)") : .text("${\(number)}")
    case .flag:
      uses.insert("shape flag")
      return .plain(dice.chance(50) ? "true" : "false")
    case .duration:
      uses.insert("shape duration")
      let text = dice.pick(["1s", "5s", "1500ms", "10s"]) ?? "5s"
      if dice.chance(70) { return .plain(text) }
      return .text(
        "${\(dice.chance(50) ? "duration('\(text)')" : expression(.duration, at: point))}"
      )
    case .words(let words):
      uses.insert("shape words")
      let word = dice.pick(words) ?? ""
      if dice.chance(70) { return .plain(word) }
      return .text("${\(expression(.bool, at: point, depth: 1)) ? '\(word)' : '\(words[0])'}")
    case .condition:
      uses.insert("shape condition")
      let text = condition(at: point)
      return .text(dice.chance(70) ? text : "${\(text)}")
    case .prompt:
      uses.insert("shape prompt")
      return prompt(at: point)
    case .party:
      uses.insert("shape party")
      return party(for: .reach, &draft)
    case .block:
      uses.insert("shape block")
      return .text(
        dice.pick(draft.keyword == .run ? runnable(at: point) : destinations(at: point)) ?? "main"
      )
    case .handler:
      uses.insert("shape handler")
      return branch(&draft, named: name)
    case .steps:
      uses.insert("shape steps")
      var inside = point
      inside.depth += 1
      return .list(list(at: inside, mustLeave: false).drafts)
    case .declaration:
      uses.insert("shape declaration")
      return .map([("name", .plain("string"))])
    case .any:
      uses.insert("shape any")
      return body(at: point, depth: 1)
    case .list(let item):
      uses.insert("shape list")
      let first = value(item, named: name, &draft)
      guard dice.chance(40) else { return first }
      return .list([first, value(item, named: name, &draft)])
    case .mapping(let item):
      uses.insert("shape mapping")
      return .map([("X-One", value(item, named: name, &draft))])
    case .record(let fields):
      uses.insert("shape record")
      return .map(
        fields.map { field in
          uses.insert("\(draft.keyword.rawValue).\(name).\(field.name)")
          return (field.name, value(field.value, named: field.name, &draft))
        }
      )
    case .either(let shapes):
      return value(dice.pick(shapes) ?? .any, named: name, &draft)
    }
  }

  private mutating func prompt(at point: Point) -> YAMLDraft {
    if dice.chance(40), let name = dice.pick(prompts) {
      uses.insert("prompt by name")
      return .text(name)
    }
    return promptVariant(at: point, mayBeBare: true)
  }
}

extension StepShape {
  /// The name of the field that a step's whole value can stand for.
  fileprivate var mainNames: [String] {
    fields.filter { $0.place == .main }.map(\.name)
  }
}
