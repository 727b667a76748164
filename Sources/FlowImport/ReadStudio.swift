import CallModel
import Diagnostics
import FlowSyntax

/// Reads a flow of Twilio Studio: `states`, each a widget with `name`, `type`, `transitions` and
/// `properties` (https://www.twilio.com/docs/studio/rest-api/v2/flow-definition and the pages of
/// https://www.twilio.com/docs/studio/widget-library).
func readStudio(_ root: SyntaxNode, into draft: inout FlowDraft) throws(ImportFailure) {
  guard let states = root["states"]?.items else {
    throw failure("it is no flow of Studio: it has no `states`", at: root.span, in: draft.document)
  }
  draft.name = "studio"
  draft.noteMembers(of: root, besides: studioMembers, nil)
  let named = root.text("initial_state").flatMap { name in
    states.first { $0.text("name") == name }
  }
  guard let first = named ?? states.first(where: { $0.text("type") == "trigger" }) else {
    throw failure("there is no trigger among its states", at: root.span, in: draft.document)
  }
  if named == nil, let name = root["initial_state"], !name.isNothing {
    draft.note(
      "`initial_state` names `\(name.text ?? "")`, which is not there: the flow begins with the trigger",
      at: name.span
    )
  }
  let isTrigger = first.text("type") == "trigger"
  let main = isTrigger ? begun(by: StudioWidget(first), &draft) : begun(with: first, &draft)
  draft.blocks.append(main)
  var there: Set<String> = []
  for state in states where !isTrigger || state.span != first.span {
    guard let name = state.text("name") else {
      draft.note("a widget without a `name` is left out", at: state.span)
      continue
    }
    let block = draft.block(named: name)
    guard there.insert(block).inserted else {
      draft.note("the second widget `\(name)` is left out", at: state.span)
      continue
    }
    for (key, isList) in [("properties", false), ("transitions", true)] {
      draft.noteShape(of: key, in: state, isList: isList, name)
    }
    draft.blocks.append(FlowDraft.Block(name: block, steps: StudioWidget(state).steps(&draft)))
  }
}

/// How the flow begins: with the way of a trigger.
private func begun(by trigger: StudioWidget, _ draft: inout FlowDraft) -> FlowDraft.Block {
  draft.noteMembers(of: trigger.properties, besides: ["offset"], trigger.name)
  let ways = trigger.transitions.filter { $0.next != nil }
  // A subflow, and one that places calls, begin otherwise than by a call that comes in.
  let events = ["incomingCall", "incomingParent", "incomingRequest"]
  let taken = events.compactMap { event in ways.first { $0.event == event } }.first
  for way in ways where way.event != taken?.event {
    draft.note(
      "`\(way.event)` of the trigger is not translated: the flow begins with a call that comes in",
      at: way.place
    )
  }
  if let taken, taken.event != "incomingCall" {
    draft.note(
      "`incomingCall` of the trigger leads nowhere: the flow begins as by `\(taken.event)`",
      at: taken.place
    )
  } else if taken == nil {
    draft.note("`incomingCall` of the trigger leads nowhere: the call ends", at: trigger.place)
  }
  return FlowDraft.Block(
    name: draft.block(named: "\u{1F}trigger main", shown: "the trigger"),
    steps: [
      .answer(at: trigger.place),
      .going(to: taken?.next.map { draft.block(named: $0) }, at: trigger.place),
    ]
  )
}

/// How the flow begins where no trigger is its first state.
private func begun(with state: SyntaxNode, _ draft: inout FlowDraft) -> FlowDraft.Block {
  FlowDraft.Block(
    name: draft.block(named: "\u{1F}trigger main", shown: "the beginning"),
    steps: [
      .answer(at: state.span),
      .goto(draft.block(named: state.text("name") ?? ""), at: state.span),
    ]
  )
}

/// What a flow of Studio has besides the properties of widgets.
private let studioMembers = KnownMembers.object([
  "description": .anything, "initial_state": .anything,
  "flags": .named("allow_concurrent_calls"),
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
struct StudioWidget {
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
        "finish_on_key", "timeout", "hints", "stop_gather", "speech_timeout",
      ], ["keypress", "speech", "timeout"]
    ),
    "split-based-on": (["input"], ["match", "noMatch"]),
    "connect-call-to": (
      ["to", "noun", "caller_id", "record", "sip_username", "timeout"], ["callCompleted"]
    ),
    "record-voicemail": (
      [
        "max_length", "finish_on_key", "timeout", "transcribe", "recording_status_callback_url",
        "transcription_callback_url", "trim", "play_beep",
      ], ["recordingComplete", "noAudio"]
    ),
    "record-call": (["record_call"], ["success", "failed"]),
    "make-http-request": (
      ["method", "url", "body", "parameters", "content_type"], ["success", "failed"]
    ),
    "set-variables": (["variables"], ["next"]),
    "run-subflow": (["flow_sid"], ["completed", "failed"]),
    "enqueue-call": (
      ["queue_name"], ["callComplete", "failedToEnqueue", "callFailure"]
    ),
  ]

  func steps(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let known = Self.read[type] ?? ([], [])
    draft.noteMembers(of: properties, besides: known.properties.union(["offset"]), name)
    for way in transitions where way.next != nil && Self.read[type] != nil {
      guard !known.events.contains(way.event) else { continue }
      draft.note(
        "`\(way.event)` of `\(name)` is not translated: "
          + (way.event == "hangup"
            ? "what is done once the caller has left stands under the flow's `on`"
            : "a flow has no such way out"),
        at: way.place
      )
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
      "\(what) of `\(name)` (\(type)) is not translated: write the steps of the block "
        + "`\(step.targets.joined())`",
      at: place
    )
    let others = transitions.compactMap { way -> FlowDraft.Step? in
      guard way.event != event, Self.read[type]?.events.contains(way.event) == true,
        let block = way.next.map({ draft.block(named: $0) })
      else { return nil }
      return draft.undecided(way.event, of: name, to: block, at: way.place)
    }
    return [step] + others + onward(event, &draft)
  }

  func handler(_ event: String, _ draft: inout FlowDraft) -> String? {
    next(event).map { draft.block(named: $0) }
  }

  /// Notes how it is said.
  private func noteVoice(_ draft: inout FlowDraft) {
    for key in ["voice", "language"] {
      guard let value = properties.text(key), !["default", "en-US"].contains(value) else {
        continue
      }
      draft.note(
        "`\(key)` of `\(name)` is `\(value)`: name a voice for the language under `voices:`",
        at: properties[key]?.span ?? place
      )
    }
  }

  /// What is said, as often as it says: the text of `say`, or the file of `play`.
  func said(_ draft: inout FlowDraft) -> String? {
    noteVoice(&draft)
    if properties.text("say") != nil, let file = properties.text("play") {
      draft.note("`play` of `\(name)` beside what it says is left out: \(file)", at: place)
    }
    let prompt: String
    if let text = properties.text("say") {
      prompt = spoken(text, &draft)
    } else if let file = properties.text("play") {
      prompt = "{ file: \(draft.studioText(file, at: place)) }"
    } else {
      if let loop = properties.text("loop"), loop != "1" {
        draft.note("`loop` of `\(name)`, which says nothing, is left out", at: place)
      }
      return nil
    }
    let times = draft.number("loop", of: properties, in: 1...10, name) ?? 1
    guard times > 1 else { return prompt }
    return "[\(Array(repeating: prompt, count: times).joined(separator: ", "))]"
  }

  /// What `say` says: a text, or SSML where it has tags, which Twilio puts into `<speak>` itself.
  private func spoken(_ text: String, _ draft: inout FlowDraft) -> String {
    guard text.contains(/<[a-z][a-z:-]*(?:\s[^<>]*)?\/?>/) else {
      return "{ text: \(draft.studioText(text, at: place)) }"
    }
    guard !text.contains("{{") else {
      draft.note(
        "`say` of `\(name)` has tags and values: write it as `{ ssml: … }`",
        at: properties["say"]?.span ?? place
      )
      return "{ text: \(draft.studioText(text, at: place)) }"
    }
    let escaped = text.replacing(/&(?!#?\w+;)/, with: "&amp;")
    return "{ ssml: \(quoted(escaped.contains("<speak") ? escaped : "<speak>\(escaped)</speak>")) }"
  }

  private func prompt(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let said = said(&draft).map { [FlowDraft.Step.play($0, at: place)] } ?? []
    guard let digits = properties.text("digits") else { return said }
    if isKeys(digits) { return said + [.tones(digits, at: place)] }
    draft.note(
      "`digits` of `\(name)` are `\(digits)`, and are left out: a flow sends keys alone",
      at: properties["digits"]?.span ?? place
    )
    return said + [.missing("the tones of \(name)", at: place)]
  }

  private func connect(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let next = handler("callCompleted", &draft)
    for key in ["caller_id", "record", "sip_username"] {
      guard let value = properties.text(key), value != "false" else { continue }
      draft.note(
        "`\(key)` of `\(name)` is not translated: \(value)",
        at: properties[key]?.span ?? place
      )
    }
    let noun = properties.text("noun") ?? "number"
    guard noun.hasPrefix("number"), let number = properties.text("to"),
      let identity = draft.identity(for: number)
    else {
      let callee = properties.text("to") ?? "nobody"
      draft.note(
        "whom `\(name)` calls (\(noun)) is not translated, since `\(callee)` is no number such as "
          + "`+12065551212`: the flow goes on as after the call",
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
      guard let value = properties.text(key), value != "false", value != "do-not-trim" else {
        continue
      }
      draft.note(
        "`\(key)` of `\(name)` is not translated: \(value)",
        at: properties[key]?.span ?? place
      )
    }
    if properties.text("play_beep") == "false" {
      draft.note("`play_beep` of `\(name)`: a flow always beeps before a message", at: place)
    }
    var parts = ["max: \(draft.number("max_length", of: properties, in: 1...3600, name) ?? 3600)s"]
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
    let next = handler("success", &draft)
    let failed = handler("failed", &draft)
    return [.record(starts, failed: failed, at: place), .going(to: next, at: place)]
  }

  private func request(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let failed = handler("failed", &draft)
    let next = handler("success", &draft)
    for key in ["body", "parameters"] {
      guard let value = properties[key], !value.isNothing else { continue }
      draft.note(
        "`\(key)` of the request of `\(name)` is not translated: give `http` a `body` or `query`",
        at: value.span
      )
    }
    let method = (properties.text("method") ?? "GET").lowercased()
    if let kind = properties.text("content_type"), !kind.contains("json"), method != "get" {
      draft.note(
        "`content_type` of the request of `\(name)` is `\(kind)`: `http` sends JSON",
        at: properties["content_type"]?.span ?? place
      )
    }
    guard let url = properties.text("url"), url.hasPrefix("https://"), !url.contains("{{"),
      method == "get" || method == "post"
    else {
      draft.note(
        "the \(method.uppercased()) request of `\(name)` to `\(properties.text("url") ?? "nowhere")` is "
          + "not translated: the flow goes on as by `success`",
        at: place
      )
      let others = failed.flatMap { block in
        block == next ? nil : draft.undecided("failed", of: name, to: block, at: place)
      }
      return [.missing("\(name) asks another system", at: place)] + [others].compactMap(\.self)
        + [.going(to: next, at: place)]
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
      draft.noteMembers(of: variables, besides: .named("key", "value"), name)
    }
    return (properties["variables"]?.items ?? []).compactMap { entry in
      guard let key = entry.text("key") else {
        draft.note("a variable of `\(name)` without a `key` is left out", at: entry.span)
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
    let first = transitions.first { $0.event != "hangup" }
    let after =
      first?.next == nil ? "the call ends there" : "the flow goes on as by `\(first?.event ?? "")`"
    let advice = type == "run-function" ? "; `http` can ask a system of yours" : ""
    draft.note(
      "the widget `\(name)` (\(type)) is not translated: \(after)\(advice)",
      at: place
    )
    let others = transitions.compactMap { way -> FlowDraft.Step? in
      guard way.event != first?.event, let next = way.next else { return nil }
      return draft.undecided(way.event, of: name, to: draft.block(named: next), at: way.place)
    }
    let next = first?.next.map { draft.block(named: $0) }
    return [.missing("\(name) (\(type))", at: place)] + others + [.going(to: next, at: place)]
  }
}
