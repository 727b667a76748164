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
    let most = min(max(properties.number("number_of_digits") ?? 20, 1), 64)
    var parts = said(&draft).map { ["prompt: \($0)"] } ?? []
    let stop = properties.text("finish_on_key").flatMap(studioKey).map { ", stop: \($0)" } ?? ""
    parts.append("tones: { max: \(most)\(stop) }")
    let speech = handler("speech", &draft)
    if speech != nil { parts.append("speech: {}") }
    if let seconds = properties.number("timeout") {
      parts.append("timeout: \(min(max(seconds, 1), 60))s")
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
    guard let value = draft.studioValue(input) else {
      draft.note("`\(name)` splits by \(input): it goes where nothing matches", at: place)
      return [.going(to: otherwise, at: place)]
    }
    var cases: [(value: String, block: String)] = []
    for transition in transitions where transition.event == "match" {
      guard let next = transition.next else { continue }
      for condition in transition.conditions {
        let test = condition.text("type") ?? ""
        guard test == "equal_to" || test == "matches_any_of", let text = condition.text("value")
        else {
          draft.note("the condition `\(test)` of `\(name)`", at: condition.span)
          continue
        }
        let texts = test == "equal_to" ? [text] : text.split(separator: ",").map(String.init)
        for text in texts.map({ $0.split(separator: " ").joined(separator: " ") })
        where !cases.contains(where: { $0.value == text }) {
          cases.append((text, draft.block(named: next)))
        }
      }
    }
    return [.choosing(by: value, among: cases, otherwise: otherwise, at: place)]
  }

  private func connect(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let next = handler("callCompleted", &draft)
    for key in ["caller_id", "record", "sip_username"] {
      guard let value = properties.text(key), value != "false" else { continue }
      draft.note("`\(key)` of `\(name)`: \(value)", at: place)
    }
    guard let number = properties.text("to"), let identity = draft.identity(for: number) else {
      draft.note(
        "whom `\(name)` calls: \(properties.text("to") ?? properties.text("noun") ?? "nobody"), which is no number in E.164",
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
      timeout: properties.number("timeout") ?? 30,
      failed: next,
      then: next,
      at: place
    )
  }

  private func voicemail(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let done = handler("recordingComplete", &draft)
    let failed = handler("noAudio", &draft) ?? done
    for key in [
      "transcribe", "recording_status_callback_url", "transcription_callback_url", "trim",
    ] {
      guard let value = properties.text(key), value != "false" else { continue }
      draft.note("`\(key)` of `\(name)`: \(value)", at: place)
    }
    var parts = ["max: \(min(max(properties.number("max_length") ?? 180, 1), 3600))s"]
    if let key = properties.text("finish_on_key").flatMap(studioKey) {
      parts.append("stop: \(key)")
    }
    if let seconds = properties.number("timeout"), (1...5).contains(seconds) {
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
    for key in ["body", "parameters", "content_type"] where properties[key] != nil {
      draft.note("`\(key)` of the request of `\(name)`", at: place)
    }
    return [
      FlowDraft.Step(
        lines: [
          "- http: { \(method): \(quoted(url)) }", "  on: { failed: \(failed ?? "continue") }",
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
      guard let key = entry.text("key") else { return nil }
      let value = draft.studioText(entry.text("value") ?? "", at: entry.span)
      return FlowDraft.Step(
        lines: ["- set: { \(draft.variable(named: key)): \(value) }"],
        place: entry.span
      )
    }
  }

  private func untranslated(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    draft.note("the widget `\(name)` (\(type)); what comes after it does", at: place)
    let ways = transitions.filter { $0.next != nil }
    for way in ways.dropFirst() {
      draft.note("the way of `\(way.event)` of `\(name)`", at: way.place)
    }
    let next = ways.first?.next.map { draft.block(named: $0) }
    return [
      .missing("\(name) (\(type))", at: place),
      .going(to: next, at: place),
    ]
  }
}

/// A key as flows have it; nil for what is none.
func studioKey(_ text: String) -> String? {
  switch text {
  case "#": "pound"
  case "*": "star"
  case "0", "1", "2", "3", "4", "5", "6", "7", "8", "9": text
  default: nil
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
