import FlowLanguage

/// What a step does, for people: as in "now …" and as in "instead of …".
struct StepWords {
  /// `rings alice`.
  let third: String
  /// `ringing alice`.
  let gerund: String

  private init(_ third: String, _ gerund: String, _ rest: String = "") {
    let rest = rest.isEmpty ? "" : " " + rest
    self.third = third + rest
    self.gerund = gerund + rest
  }

  /// The words for a step.
  init(_ step: StepTree) {
    func field(_ name: String) -> String { step.fields[name]?.shown ?? "" }
    let first = step.fields.sorted { $0.key < $1.key }.map(\.value.shown).first ?? ""
    let (third, gerund, rest): (String, String, String) =
      switch step.keyword {
      case .transfer: ("transfers to", "transferring to", field("to"))
      case .addAgent, .addParticipant: ("rings", "ringing", field("to"))
      case .dial: ("calls", "calling", field("to"))
      case .play: ("says", "saying", Self.said(step.fields["prompt"]))
      case .recognize: ("asks", "asking", Self.said(step.fields["prompt"]))
      case .takeMessage: ("takes a message", "taking a message", "")
      case .hangUp: ("hangs up", "hanging up", "")
      case .goto: ("goes to", "going to", first)
      case .run: ("runs", "running", field("flow").isEmpty ? first : field("flow"))
      case .reject: ("rejects the call", "rejecting the call", "")
      case .redirect: ("redirects to", "redirecting to", field("to"))
      case .answer: ("answers", "answering", "")
      case .record: ("records", "recording", "")
      case .http: ("asks another system", "asking another system", "")
      case .wait: ("waits", "waiting", "")
      case .schedule: ("schedules", "scheduling", field("flow"))
      case .end: ("ends", "ending", "")
      case .leave: ("leaves", "leaving", "")
      case .log: ("logs", "logging", "")
      case .join, .removeParticipant, .hold, .unhold, .mute, .sendTones, .stream, .transcribe,
        .fetch,
        .set, .locale, .if, .switch, .repeat, .sensitive, .return:
        ("does `\(step.keyword.rawValue)`", "doing `\(step.keyword.rawValue)`", first)
      }
    self.init(third, gerund, rest)
  }

  /// The words for what is done after an outcome: of a block, what its first step that anybody
  /// notices does.
  init(_ handler: FlowTree?, in blocks: [String: FlowTree]) {
    switch handler {
    case nil: self.init("goes on", "going on")
    case .text("continue")?: self.init("goes on", "going on")
    case .text("hangUp")?: self.init("hangs up", "hanging up")
    case .text("end")?: self.init("ends", "ending")
    case .text("return")?: self.init("returns", "returning")
    case .text(let block)?:
      guard let step = Self.noticed(blocks[block]?.steps ?? []) else {
        self.init("goes to `\(block)`", "going to `\(block)`")
        return
      }
      self.init(step)
    case let steps?:
      guard let step = Self.noticed(steps.steps) else {
        self.init("does something else", "what it did")
        return
      }
      // Where the steps only lead on, what is done there counts.
      if step.keyword == .goto,
        let block = step.fields["block"]?.scalar ?? step.fields["goto"]?.scalar
      {
        self.init(.text(block), in: blocks.filter { $0.key == block })
      } else {
        self.init(step)
      }
    }
  }

  private static func noticed(_ steps: [StepTree]) -> StepTree? {
    let quiet: Set<StepKeyword> = [.set, .log, .http, .record, .locale, .stream, .transcribe]
    return steps.first { !quiet.contains($0.keyword) } ?? steps.first
  }

  /// A prompt: its name, or its text in quotes.
  static func said(_ prompt: FlowTree?) -> String {
    guard let prompt else { return "nothing" }
    if case .text(let text) = prompt { return text.contains(" ") ? "“\(text)”" : "`\(text)`" }
    if let text = prompt["text"]?.scalar { return "“\(text)”" }
    if let file = prompt["file"]?.scalar { return "the file \(file)" }
    return prompt.items.count > 1
      ? prompt.items.map { said($0) }.joined(separator: ", ") : prompt.shown
  }
}
