import CallModel
import Diagnostics
import FlowSyntax

/// Reads a flow of Twilio Studio: `states`, each a widget with `name`, `type`, `transitions` and
/// `properties` (https://www.twilio.com/docs/studio/rest-api/v2/flow-definition and the pages of
/// https://www.twilio.com/docs/studio/widget-library).
func readStudio(_ root: SyntaxNode, into draft: inout FlowDraft) throws(ImportFailure) {
  guard let states = root["states"]?.items else {
    throw failure("it is no flow of Studio: it has no `states`", at: root.span, in: draft.file)
  }
  draft.name = "studio"
  draft.noteMembers(of: root, besides: studioMembers, "the document")
  let first = root.text("initial_state")
  let trigger =
    states.first { $0.text("name") == first } ?? states.first { $0.text("type") == "trigger" }
  guard let trigger else {
    throw failure("there is no trigger among its states", at: root.span, in: draft.file)
  }
  let begin = StudioWidget(trigger)
  draft.noteMembers(of: begin.properties, besides: ["offset"], begin.name)
  var main = FlowDraft.Block(
    name: draft.block(named: "Trigger main"),
    steps: [.answer(at: trigger.span)]
  )
  for transition in begin.transitions
  where transition.next != nil && transition.event != "incomingCall" {
    draft.note("the way of `\(transition.event)`: calls alone are taken", at: transition.place)
  }
  if let next = begin.next("incomingCall") {
    main.steps.append(.goto(draft.block(named: next), at: trigger.span))
  } else {
    main.steps.append(.hangUp(at: trigger.span))
    draft.note("the way of `incomingCall`: the trigger has none; the call ends", at: trigger.span)
  }
  draft.blocks.append(main)
  for state in states where state.span != trigger.span {
    guard let name = state.text("name") else {
      draft.note("a widget without a name", at: state.span)
      continue
    }
    let block = draft.block(named: name)
    guard !draft.blocks.contains(where: { $0.name == block }) else {
      draft.note("the second widget `\(name)`", at: state.span)
      continue
    }
    draft.blocks.append(FlowDraft.Block(name: block, steps: StudioWidget(state).steps(&draft)))
  }
}

/// What a flow of Studio has besides the properties of widgets.
private let studioMembers = KnownMembers.object([
  "description": .anything, "initial_state": .anything,
  "states": .object([
    "name": .anything, "type": .anything,
    "properties": .anything,
    "transitions": .object([
      "event": .anything, "next": .anything,
      "conditions": .named("friendly_name", "arguments", "type", "value"),
    ]),
  ]),
])

/// A widget.
private struct StudioWidget {
  struct Transition {
    let event: String
    let next: String?
    let conditions: [SyntaxNode]
    let place: Span
  }

  let name: String
  let type: String
  let properties: SyntaxNode
  let transitions: [Transition]
  let place: Span

  init(_ state: SyntaxNode) {
    name = state.text("name") ?? ""
    type = state.text("type") ?? ""
    properties = state["properties"] ?? SyntaxNode(.mapping([]), span: state.span)
    place = state.span
    transitions = (state["transitions"]?.items ?? []).map { node in
      Transition(
        event: node.text("event") ?? "",
        next: node.text("next"),
        conditions: node["conditions"]?.items ?? [],
        place: node.span
      )
    }
  }

  func next(_ event: String) -> String? {
    transitions.first { $0.event == event && $0.next != nil }?.next
  }

  /// What of each type of widget is read here, or noted where it is.
  ///
  /// Its properties, and the events of its transitions; the others are noted. `offset` is a place on a
  /// screen.
  private static let read: [String: (properties: Set<String>, events: Set<String>)] = [
    "say-play": (
      ["say", "play", "digits", "voice", "language", "loop"], ["audioComplete"]
    ),
    "gather-input-on-call": (
      [
        "say", "play", "voice", "language", "gather_language", "loop", "number_of_digits",
        "finish_on_key", "timeout", "hints",
      ], ["keypress", "speech", "timeout"]
    ),
    "split-based-on": (["input"], ["match", "noMatch"]),
    "connect-call-to": (
      ["to", "noun", "caller_id", "record", "sip_username", "timeout"], ["callCompleted"]
    ),
    "record-voicemail": (
      [
        "max_length", "finish_on_key", "timeout", "transcribe", "recording_status_callback_url",
        "transcription_callback_url", "trim",
      ], ["recordingComplete", "noAudio"]
    ),
    "record-call": (["record_call"], ["success"]),
    "make-http-request": (
      ["method", "url", "body", "parameters", "content_type"], ["success", "failed"]
    ),
    "set-variables": (["variables"], ["next"]),
    "run-subflow": (["flow_sid"], ["completed"]),
    "enqueue-call": (["queue_name"], ["callComplete"]),
  ]

  func steps(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let known = Self.read[type] ?? ([], [])
    draft.noteMembers(of: properties, besides: known.properties.union(["offset"]), name)
    for way in transitions where way.next != nil && Self.read[type] != nil {
      guard !known.events.contains(way.event) else { continue }
      draft.note("the way of `\(way.event)` of `\(name)`", at: way.place)
    }
    return switch type {
    case "say-play": prompt(&draft) + onward("audioComplete", &draft)
    case "gather-input-on-call": gather(&draft)
    case "split-based-on": split(&draft)
    case "connect-call-to": connect(&draft)
    case "record-voicemail": voicemail(&draft)
    case "record-call": record(&draft)
    case "make-http-request": request(&draft)
    case "set-variables": variables(&draft) + onward("next", &draft)
    case "run-subflow":
      filledIn("the subflow \(properties.text("flow_sid") ?? name)", "completed", &draft)
    case "enqueue-call":
      filledIn("the queue \(properties.text("queue_name") ?? name)", "callComplete", &draft)
    default: untranslated(&draft)
    }
  }

  /// Goes on after an event.
  private func onward(_ event: String, _ draft: inout FlowDraft) -> [FlowDraft.Step] {
    [.going(to: handler(event, &draft), at: place)]
  }

  /// Runs a block that an author has to fill in, and goes on after an event.
  private func filledIn(
    _ what: String,
    _ event: String,
    _ draft: inout FlowDraft
  ) -> [FlowDraft.Step] {
    let step = draft.placeholder(for: what, at: place)
    draft.note(
      "\(what) of `\(name)` (\(type)): fill in the block `\(step.targets.joined())`",
      at: place
    )
    return [step] + onward(event, &draft)
  }

  private func handler(_ event: String, _ draft: inout FlowDraft) -> String? {
    next(event).map { draft.block(named: $0) }
  }

  /// What is said: the text of `say`, or the file of `play`.
  private func said(_ draft: inout FlowDraft) -> String? {
    for key in ["voice", "language", "gather_language", "loop"] {
      guard let value = properties.text(key), value != "1" else { continue }
      draft.note("`\(key)` of `\(name)` (\(value)): name a voice under `voices:`", at: place)
    }
    if properties.text("say") != nil, let file = properties.text("play") {
      draft.note("`play` of `\(name)` beside what it says: \(file)", at: place)
    }
    if let text = properties.text("say") { return "{ text: \(draft.studioText(text, at: place)) }" }
    guard let file = properties.text("play") else { return nil }
    return "{ file: \(quoted(file)) }"
  }

  private func prompt(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    if let digits = properties.text("digits") {
      draft.note("the tones \(digits) of `\(name)`", at: place)
    }
    return said(&draft).map { [.play($0, at: place)] } ?? []
  }

  private func gather(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let id = draft.newID("gathered")
    let most = draft.number("number_of_digits", of: properties, in: 1...64, name) ?? 20
    var parts = said(&draft).map { ["prompt: \($0)"] } ?? []
    let stop = draft.stopKey("finish_on_key", of: properties, name).map { ", stop: \($0)" } ?? ""
    parts.append("tones: { max: \(most)\(stop) }")
    let speech = handler("speech", &draft)
    if speech != nil { parts.append("speech: {}") }
    let silence =
      speech == nil ? ServiceLimits.toneSilenceSeconds : ServiceLimits.speechSilenceSeconds
    if let seconds = draft.number("timeout", of: properties, in: silence, name) {
      parts.append("timeout: \(seconds)s")
    }
    if let hints = properties.text("hints") {
      draft.note("the hints of `\(name)`: \(hints)", at: place)
    }
    let keys = handler("keypress", &draft)
    let failed = handler("timeout", &draft)
    let digits = draft.variable(named: "\(name) Digits")
    let words = draft.variable(named: "\(name) SpeechResult")
    var values = ["\(digits): \"${\(id).?tones.orValue('')}\""]
    if speech != nil { values.append("\(words): \"${\(id).?text.orValue('')}\"") }
    var steps = [
      FlowDraft.Step(
        lines: [
          "- recognize: { \(parts.joined(separator: ", ")) }", "  id: \(id)",
          "  on: { failed: \(failed ?? "hangUp") }",
        ],
        targets: [failed].compactMap { $0 },
        waits: true,
        place: place
      ),
      FlowDraft.Step(lines: ["- set: { \(values.joined(separator: ", ")) }"], place: place),
    ]
    if let speech {
      steps.append(
        FlowDraft.Step(
          lines: ["- goto: \(speech)", "  when: \(words) != \"\""],
          targets: [speech],
          isConditional: true,
          place: place
        )
      )
    }
    steps.append(.going(to: keys, at: place))
    return steps
  }

  private func split(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let input = properties.text("input") ?? ""
    let otherwise = handler("noMatch", &draft)
    let value = draft.studioValue(input)
    if value == nil { draft.note("what `\(name)` splits by: \(input)", at: place) }
    var cases: [(value: String, block: String)] = []
    var undecided: [FlowDraft.Step] = []
    for transition in transitions where transition.event == "match" {
      guard let next = transition.next else {
        draft.note("a match of `\(name)` that leads nowhere", at: transition.place)
        continue
      }
      let block = draft.block(named: next)
      for condition in transition.conditions {
        guard value != nil, let texts = texts(of: condition, comparing: input) else {
          let way = "\(condition.text("type") ?? "a condition") \(condition.text("value") ?? "")"
          undecided.append(draft.undecided(way, of: name, to: block, at: condition.span))
          continue
        }
        for text in texts where !cases.contains(where: { $0.value == text }) {
          cases.append((text, block))
        }
      }
    }
    guard let value else { return undecided + [.going(to: otherwise, at: place)] }
    return undecided + [.choosing(by: value, among: cases, otherwise: otherwise, at: place)]
  }

  /// The texts that a condition takes; nil for one that does not ask whether the input is one of some.
  private func texts(of condition: SyntaxNode, comparing input: String) -> [String]? {
    let compared = condition["arguments"]?.items?.map { $0.text ?? "" } ?? [input]
    guard compared == [input], let text = condition.text("value") else { return nil }
    let texts: [String]
    switch condition.text("type") {
    case "equal_to": texts = [text]
    case "matches_any_of": texts = text.split(separator: ",").map(String.init)
    default: return nil
    }
    return texts.map { $0.split(separator: " ").joined(separator: " ") }
  }

  private func connect(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let next = handler("callCompleted", &draft)
    for key in ["caller_id", "record", "sip_username"] {
      guard let value = properties.text(key), value != "false" else { continue }
      draft.note("`\(key)` of `\(name)`: \(value)", at: place)
    }
    let noun = properties.text("noun") ?? "number"
    guard noun.hasPrefix("number"), let number = properties.text("to"),
      let identity = draft.identity(for: number)
    else {
      let callee = properties.text("to") ?? "nobody"
      draft.note(
        "whom `\(name)` calls (\(noun)): \(callee), which is no number in E.164",
        at: place
      )
      return [
        .missing("\(name) calls somebody", at: place),
        .going(to: next, at: place),
      ]
    }
    return FlowDraft.Step.ring(
      identity,
      id: draft.newID("party"),
      timeout: draft.number("timeout", of: properties, in: ServiceLimits.invitationSeconds, name)
        ?? 30,
      failed: next,
      then: next,
      at: place
    )
  }

  private func voicemail(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let done = handler("recordingComplete", &draft)
    let failed = handler("noAudio", &draft)
    for key in [
      "transcribe", "recording_status_callback_url", "transcription_callback_url", "trim",
    ] {
      guard let value = properties.text(key), value != "false" else { continue }
      draft.note("`\(key)` of `\(name)`: \(value)", at: place)
    }
    var parts = ["max: \(draft.number("max_length", of: properties, in: 1...3600, name) ?? 180)s"]
    if let key = draft.stopKey("finish_on_key", of: properties, name) {
      parts.append("stop: \(key)")
    }
    if let seconds = draft.number("timeout", of: properties, in: 1...20, name) {
      parts.append("silence: \(seconds)s")
    }
    return [
      FlowDraft.Step(
        lines: [
          "- takeMessage: { \(parts.joined(separator: ", ")) }",
          "  on: { failed: \(failed ?? "hangUp") }",
        ],
        targets: [failed].compactMap { $0 },
        waits: true,
        place: place
      ), .going(to: done, at: place),
    ]
  }

  private func record(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let starts = properties.text("record_call") != "false"
    return [FlowDraft.Step(lines: ["- record: \(starts ? "start" : "stop")"], place: place)]
      + onward("success", &draft)
  }

  private func request(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let failed = handler("failed", &draft)
    let next = handler("success", &draft)
    for key in ["body", "parameters", "content_type"] where properties[key] != nil {
      draft.note("`\(key)` of the request of `\(name)`", at: place)
    }
    let method = (properties.text("method") ?? "GET").lowercased()
    guard let url = properties.text("url"), url.hasPrefix("https://"), !url.contains("{{"),
      method == "get" || method == "post"
    else {
      draft.note("the request of `\(name)` to \(properties.text("url") ?? "nowhere")", at: place)
      return [
        .missing("\(name) asks another system", at: place),
        .going(to: next, at: place),
      ]
    }
    return [
      FlowDraft.Step(
        lines: [
          "- http: { \(method): \(quoted(url)) }", "  on: { failed: \(failed ?? "hangUp") }",
        ],
        targets: [failed].compactMap { $0 },
        waits: true,
        place: place
      ), .going(to: next, at: place),
    ]
  }

  private func variables(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    if let variables = properties["variables"] {
      draft.noteMembers(of: variables, besides: .named("key", "value"), "variables")
    }
    return (properties["variables"]?.items ?? []).compactMap { entry in
      guard let key = entry.text("key") else {
        draft.note("a variable of `\(name)` without a name", at: entry.span)
        return nil
      }
      let given = draft.value(of: entry["value"], for: key, at: entry.span)
      let value = draft.studioText(given, at: entry.span)
      return FlowDraft.Step(
        lines: ["- set: { \(draft.variable(named: key)): \(value) }"],
        place: entry.span
      )
    }
  }

  private func untranslated(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    var ways = transitions.compactMap { way in
      way.next.map { (event: way.event, block: draft.block(named: $0), place: way.place) }
    }
    let first = ways.isEmpty ? nil : ways.removeFirst()
    let after = first.map { "it goes on as by `\($0.event)`" } ?? "the call ends there"
    draft.note("the widget `\(name)` (\(type)); \(after)", at: place)
    let others = ways.map { draft.undecided($0.event, of: name, to: $0.block, at: $0.place) }
    return [.missing("\(name) (\(type))", at: place)] + others
      + [.going(to: first?.block, at: place)]
  }
}

extension FlowDraft {
  /// The expression for Liquid's `{{ … }}` by itself; nil for one that is not known.
  fileprivate mutating func studioValue(_ text: String) -> String? {
    let inside = text.drop { $0 == "{" || $0 == " " }
    guard text.hasPrefix("{{"), text.hasSuffix("}}") else { return nil }
    let path = inside.prefix { $0 != "}" && $0 != " " && $0 != "|" }.split(separator: ".").map(
      String.init
    )
    guard !inside.contains("|") else { return nil }
    switch path.count {
    case 3 where path[0] == "flow" && path[1] == "variables": return variable(named: path[2])
    case 3 where path[0] == "widgets" && ["Digits", "SpeechResult"].contains(path[2]):
      return variable(named: "\(path[1]) \(path[2])")
    default: return nil
    }
  }

  /// A text with what Liquid puts into it, as far as that is known.
  fileprivate mutating func studioText(_ text: String, at place: Span) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "{{"),
      let end = rest[start.upperBound...].firstRange(of: "}}")
    {
      result += rest[..<start.lowerBound].replacing("${", with: "$ {")
      let inside = String(rest[start.lowerBound..<end.upperBound])
      if let value = studioValue(inside) {
        result += "${\(value)}"
      } else {
        note("\(inside) in a text", at: place)
      }
      rest = rest[end.upperBound...]
    }
    result += rest.replacing("${", with: "$ {")
    let words = result.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return quotedWithValues(words)
  }
}
