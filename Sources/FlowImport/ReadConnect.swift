import CallModel
import Diagnostics
import FlowSyntax

/// Reads a flow of Amazon Connect: `Actions`, each with `Identifier`, `Type`, `Parameters` and
/// `Transitions`
/// (https://docs.aws.amazon.com/connect/latest/APIReference/flow-language-actions.html).
func readConnect(_ root: SyntaxNode, into draft: inout FlowDraft) throws(ImportFailure) {
  guard let actions = root["Actions"]?.items else {
    throw failure(
      "it is no flow of Amazon Connect: it has no `Actions`",
      at: root.span,
      in: draft.file
    )
  }
  guard let start = root.text("StartAction") else {
    throw failure("it has no `StartAction`", at: root.span, in: draft.file)
  }
  draft.name = "connect"
  draft.noteMembers(of: root, besides: connectMembers, "the document")
  let names = Dictionary(
    actions.enumerated().compactMap { index, action in
      action.text("Identifier").map { ($0, "\(action.text("Type") ?? "action") \(index + 1)") }
    },
    uniquingKeysWith: { first, _ in first }
  )
  draft.blocks.append(
    FlowDraft.Block(
      name: draft.block(named: "begin"),
      steps: [
        .answer(at: root.span), .goto(draft.block(named: names[start] ?? start), at: root.span),
      ]
    )
  )
  for action in actions {
    guard let id = action.text("Identifier"), let name = names[id] else {
      let type = action.text("Type") ?? "none"
      draft.note("an action without an `Identifier`: its `Type` is \(type)", at: action.span)
      continue
    }
    let block = draft.block(named: name)
    guard !draft.blocks.contains(where: { $0.name == block }) else {
      draft.note("the second action `\(id)`", at: action.span)
      continue
    }
    let steps = ConnectAction(action, names).steps(&draft)
    draft.blocks.append(FlowDraft.Block(name: block, steps: steps))
  }
}

/// What a flow of Connect has besides the parameters of actions; `Metadata` is places on a screen.
private let connectMembers = KnownMembers.object([
  "Version": .anything, "StartAction": .anything, "Metadata": .anything,
  "Actions": .object([
    "Identifier": .anything, "Type": .anything, "Parameters": .anything, "Metadata": .anything,
    "Transitions": .object([
      "NextAction": .anything, "Errors": .named("NextAction", "ErrorType"),
      "Conditions": .object([
        "NextAction": .anything, "Condition": .named("Operator", "Operands"),
      ]),
    ]),
  ]),
])

/// An action.
private struct ConnectAction {
  let type: String
  let parameters: SyntaxNode
  let transitions: SyntaxNode
  let names: [String: String]
  let id: String
  let place: Span

  init(_ action: SyntaxNode, _ names: [String: String]) {
    type = action.text("Type") ?? ""
    parameters = action["Parameters"] ?? SyntaxNode(.mapping([]), span: action.span)
    transitions = action["Transitions"] ?? action
    self.names = names
    id = action.text("Identifier") ?? ""
    place = action.span
  }

  /// The parameters of each type of action that are read here, or noted where they are; the others
  /// are noted.
  private static let read: [String: Set<String>] = [
    "MessageParticipant": said,
    "GetParticipantInput": said.union([
      "StoreInput", "InputTimeLimitSeconds", "InputEncryption", "DTMFConfiguration",
      "InputValidation",
    ]),
    "Wait": ["TimeLimitSeconds"], "Compare": ["ComparisonValue"],
    "UpdateContactAttributes": ["Attributes"],
    "UpdateContactRecordingBehavior": ["RecordingBehavior"],
    "UpdateContactRecordingAndAnalyticsBehavior": ["RecordingBehavior", "AnalyticsBehavior"],
    "TransferParticipantToThirdParty": [
      "CallerId", "ThirdPartyDTMFDigits", "ThirdPartyPhoneNumber", "ContinueFlowExecution",
      "ThirdPartyConnectionTimeLimitSeconds",
    ],
    "TransferToFlow": ["ContactFlowId"], "InvokeFlowModule": ["FlowModuleId"],
  ]
  private static let said: Set<String> = ["Text", "SSML", "PromptId", "Media"]
  /// What is read within parameters.
  private static let within: KeyValuePairs<String, KnownMembers> = [
    "RecordingBehavior": .named("RecordedParticipants"),
    "InputValidation": .object(["CustomValidation": .named("MaximumLength")]),
  ]

  func steps(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    draft.noteMembers(of: parameters, besides: Self.read[type] ?? [], type)
    for (key, known) in Self.within {
      if let value = parameters[key] { draft.noteMembers(of: value, besides: known, key) }
    }
    return switch type {
    case "MessageParticipant": message(&draft) + onward(&draft)
    case "GetParticipantInput": input(&draft)
    case "DisconnectParticipant", "EndFlowExecution": [.hangUp(at: place)]
    case "Wait": wait(&draft)
    case "Compare": compare(&draft)
    case "UpdateContactAttributes": attributes(&draft) + onward(&draft)
    case "UpdateContactRecordingBehavior", "UpdateContactRecordingAndAnalyticsBehavior":
      record(&draft) + onward(&draft)
    case "TransferParticipantToThirdParty": transfer(&draft)
    case "TransferContactToQueue": filledIn("the queue of the contact", &draft)
    case "TransferToFlow":
      filledIn("the flow \(parameters.text("ContactFlowId") ?? "")", &draft)
    case "InvokeFlowModule":
      filledIn("the module \(parameters.text("FlowModuleId") ?? "")", &draft)
    default: untranslated(&draft)
    }
  }

  private func target(_ node: SyntaxNode?, _ draft: inout FlowDraft) -> String? {
    node?.text("NextAction").map { draft.block(named: names[$0] ?? $0) }
  }

  /// Where an error leads.
  private func error(_ types: [String], _ draft: inout FlowDraft) -> String? {
    let errors = transitions["Errors"]?.items ?? []
    return target(errors.first { types.contains($0.text("ErrorType") ?? "") }, &draft)
  }

  /// The errors that nothing here stands for, and those that lead elsewhere than where the known ones
  /// go here.
  private func noteErrors(
    besides known: [String],
    leadingTo block: String? = nil,
    _ draft: inout FlowDraft
  ) {
    for error in transitions["Errors"]?.items ?? [] {
      let type = error.text("ErrorType") ?? ""
      if !known.contains(type) || (block != nil && target(error, &draft) != block) {
        draft.note("the way of the error `\(type)` of `\(self.type)`", at: error.span)
      }
    }
  }

  private func onward(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    noteErrors(besides: [], &draft)
    for condition in transitions["Conditions"]?.items ?? [] {
      draft.note("a condition of `\(type)`", at: condition.span)
    }
    return [.going(to: target(transitions, &draft), at: place)]
  }

  private func said(_ draft: inout FlowDraft) -> String? {
    if let text = parameters.text("Text") {
      return "{ text: \(draft.connectText(text, at: place)) }"
    }
    if let ssml = parameters.text("SSML"), ssml.contains("<speak"), !ssml.contains("$.") {
      return "{ ssml: \(quoted(ssml)) }"
    }
    if let file = parameters["Media"]?.text("Uri"), file.hasPrefix("https://") {
      return "{ file: \(quoted(file)) }"
    }
    for key in ["SSML", "PromptId", "Media"] where parameters[key] != nil {
      draft.note("what `\(type)` says: its `\(key)`", at: parameters[key]?.span ?? place)
    }
    return nil
  }

  private func message(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    [said(&draft).map { .play($0, at: place) } ?? .missing("a message", at: place)]
  }

  /// The keys of a menu, each with where it leads.
  private func keys(_ draft: inout FlowDraft) -> [(key: String, block: String)] {
    var keys: [(key: String, block: String)] = []
    for condition in transitions["Conditions"]?.items ?? [] {
      let operands = condition["Condition"]?["Operands"]?.items ?? []
      let isEqual = condition["Condition"]?.text("Operator") == "Equals"
      guard isEqual, operands.count == 1, let key = operands.first?.text, let plain = phoneKey(key),
        let block = target(condition, &draft), !keys.contains(where: { $0.key == plain })
      else {
        draft.note("a condition of `\(type)`", at: condition.span)
        continue
      }
      keys.append((plain, block))
    }
    return keys
  }

  private func input(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let id = draft.newID("input")
    let stored = parameters.text("StoreInput")?.lowercased() == "true"
    let silent = error(["InputTimeLimitExceeded"], &draft)
    let unmatched = error(["NoMatchingCondition"], &draft) ?? error(["NoMatchingError"], &draft)
    let known = ["InputTimeLimitExceeded", "NoMatchingCondition", "NoMatchingError"]
    noteErrors(besides: known, &draft)
    if let other = error(["NoMatchingError"], &draft), other != unmatched {
      draft.note("the way of the error `NoMatchingError` of `\(type)`", at: place)
    }
    for key in ["InputEncryption", "DTMFConfiguration"] where parameters[key] != nil {
      draft.note("`\(key)` of `\(type)`", at: parameters[key]?.span ?? place)
    }
    var parts = said(&draft).map { ["prompt: \($0)"] } ?? []
    let keys = keys(&draft)
    let silence = ServiceLimits.toneSilenceSeconds
    if let seconds = draft.number("InputTimeLimitSeconds", of: parameters, in: silence, type) {
      parts.append("timeout: \(seconds)s")
    }
    let failed = unmatched ?? silent
    let handlers = [
      silent.flatMap { $0 == failed ? nil : "noInput: \($0)" }, "failed: \(failed ?? "hangUp")",
    ].compactMap { $0 }
    let next = target(transitions, &draft)
    guard stored || keys.isEmpty else {
      parts.append(
        "choices: { "
          + keys.map {
            "key\($0.key.prefix(1).uppercased() + $0.key.dropFirst()): { press: \($0.key) }"
          }.joined(separator: ", ") + " }"
      )
      let ways = keys.map {
        "key\($0.key.prefix(1).uppercased() + $0.key.dropFirst()): \($0.block)"
      }
      return [
        FlowDraft.Step(
          lines: [
            "- recognize: { \(parts.joined(separator: ", ")) }",
            "  on: { \((ways + handlers).joined(separator: ", ")) }",
          ],
          targets: keys.map(\.block) + [silent, failed].compactMap { $0 },
          waits: true,
          isLast: true,
          place: place
        )
      ]
    }
    for condition in transitions["Conditions"]?.items ?? [] where stored {
      draft.note("a condition of `\(type)`, which stores its input", at: condition.span)
    }
    let most = parameters["InputValidation"]?["CustomValidation"].flatMap {
      draft.number("MaximumLength", of: $0, in: 1...64, type)
    }
    parts.append("tones: { max: \(most ?? 20), stop: pound }")
    let variable = draft.variable(named: "StoredCustomerInput")
    return [
      FlowDraft.Step(
        lines: [
          "- recognize: { \(parts.joined(separator: ", ")) }", "  id: \(id)",
          "  on: { \(handlers.joined(separator: ", ")) }",
        ],
        targets: [silent, failed].compactMap { $0 },
        waits: true,
        place: place
      ),
      FlowDraft.Step(lines: ["- set: { \(variable): \"${\(id).tones}\" }"], place: place),
      .going(to: next, at: place),
    ]
  }

  private func wait(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let seconds = draft.number("TimeLimitSeconds", of: parameters, in: 0...86_400, type) ?? 1
    for condition in transitions["Conditions"]?.items ?? []
    where condition["Condition"]?["Operands"]?.items?.first?.text != "WaitCompleted" {
      draft.note("a condition of `Wait`", at: condition.span)
    }
    let completed = (transitions["Conditions"]?.items ?? []).first {
      $0["Condition"]?["Operands"]?.items?.first?.text == "WaitCompleted"
    }
    noteErrors(besides: [], &draft)
    let next = target(completed, &draft) ?? target(transitions, &draft)
    return [
      FlowDraft.Step(lines: ["- wait: \(seconds)s"], waits: true, place: place),
      .going(to: next, at: place),
    ]
  }

  private func compare(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let otherwise = error(["NoMatchingCondition"], &draft) ?? target(transitions, &draft)
    noteErrors(besides: ["NoMatchingCondition"], &draft)
    let compared = parameters.text("ComparisonValue") ?? ""
    let value = draft.connectValue(compared)
    var cases: [(value: String, block: String)] = []
    var undecided: [FlowDraft.Step] = []
    for condition in transitions["Conditions"]?.items ?? [] {
      let operands = condition["Condition"]?["Operands"]?.items ?? []
      guard value != nil, condition["Condition"]?.text("Operator") == "Equals",
        operands.count == 1, let text = operands.first?.text,
        let block = target(condition, &draft), !cases.contains(where: { $0.value == text })
      else {
        draft.note("a condition of `Compare` over \(compared)", at: condition.span)
        undecided += way(condition, &draft)
        continue
      }
      cases.append((text.split(whereSeparator: \.isWhitespace).joined(separator: " "), block))
    }
    guard let value else { return undecided + [.going(to: otherwise, at: place)] }
    return undecided + [.choosing(by: value, among: cases, otherwise: otherwise, at: place)]
  }

  private func attributes(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    (parameters["Attributes"]?.entries ?? []).map { entry in
      let given = draft.value(of: entry.value, for: entry.key.text, at: entry.span)
      let value = draft.connectText(given, at: entry.span)
      return FlowDraft.Step(
        lines: ["- set: { \(draft.variable(named: entry.key.text)): \(value) }"],
        place: entry.span
      )
    }
  }

  private func record(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let parties = parameters["RecordingBehavior"]?["RecordedParticipants"]?.items ?? []
    let recorded = Set(parties.map { $0.text ?? "" })
    if !recorded.isEmpty, recorded != ["Agent", "Customer"] {
      draft.note(
        "`RecordedParticipants`: \(recorded.sorted().joined(separator: ", ")); all are recorded",
        at: place
      )
    }
    if parameters["AnalyticsBehavior"] != nil {
      draft.note(
        "`AnalyticsBehavior` of `\(type)`",
        at: parameters["AnalyticsBehavior"]?.span ?? place
      )
    }
    return [
      FlowDraft.Step(lines: ["- record: \(parties.isEmpty ? "stop" : "start")"], place: place)
    ]
  }

  private func transfer(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let failed =
      error(["CallFailed"], &draft) ?? error(["ConnectionTimeLimitExceeded"], &draft)
      ?? error(["NoMatchingError"], &draft)
    let known = ["CallFailed", "ConnectionTimeLimitExceeded", "NoMatchingError"]
    noteErrors(besides: known, leadingTo: failed, &draft)
    for key in ["CallerId", "ThirdPartyDTMFDigits"] where parameters[key] != nil {
      draft.note("`\(key)` of `\(type)`", at: parameters[key]?.span ?? place)
    }
    let next = target(transitions, &draft)
    guard let number = parameters.text("ThirdPartyPhoneNumber"),
      let identity = draft.identity(for: number)
    else {
      draft.note(
        "to whom `\(type)` leads: \(parameters.text("ThirdPartyPhoneNumber") ?? "nobody")",
        at: place
      )
      return [
        .missing("a transfer", at: place),
        .going(to: failed, at: place),
      ]
    }
    if parameters.text("ContinueFlowExecution")?.lowercased() == "false" {
      let limit = "ThirdPartyConnectionTimeLimitSeconds"
      if let seconds = parameters[limit] {
        draft.note("`\(limit)` of a transfer: \(seconds.text ?? "")", at: seconds.span)
      }
      return [
        FlowDraft.Step(
          lines: ["- transfer: \(identity)", "  on: { failed: \(failed ?? "hangUp") }"],
          targets: [failed].compactMap { $0 },
          waits: true,
          isLast: true,
          place: place
        )
      ]
    }
    return FlowDraft.Step.ring(
      identity,
      id: draft.newID("party"),
      timeout: draft.number(
        "ThirdPartyConnectionTimeLimitSeconds",
        of: parameters,
        in: ServiceLimits.invitationSeconds,
        type
      ) ?? 30,
      failed: failed ?? next,
      then: next,
      at: place
    )
  }

  /// Runs a block that an author has to fill in.
  private func filledIn(_ what: String, _ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let step = draft.placeholder(for: what, at: place)
    draft.note("\(what) (`\(type)`): fill in the block `\(step.targets.joined())`", at: place)
    return [step] + onward(&draft)
  }

  private func untranslated(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    draft.note("the action `\(type)`; what comes after it does", at: place)
    noteErrors(besides: [], &draft)
    let ways = (transitions["Conditions"]?.items ?? []).flatMap { way($0, &draft) }
    return [.missing(type, at: place)] + ways + [.going(to: target(transitions, &draft), at: place)]
  }

  /// A condition that cannot be told here, as a way that the author decides about.
  private func way(_ condition: SyntaxNode, _ draft: inout FlowDraft) -> [FlowDraft.Step] {
    guard let block = target(condition, &draft) else {
      draft.note("a condition of `\(type)` that leads nowhere", at: condition.span)
      return []
    }
    let name = names[id] ?? type
    let test = condition["Condition"]
    let operands = (test?["Operands"]?.items ?? []).compactMap(\.text)
    let comparison = test?.text("Operator").flatMap { $0 == "Equals" ? nil : $0 }
    let words = [comparison].compactMap(\.self) + operands
    return [
      draft.undecided(words.joined(separator: " "), of: name, to: block, at: condition.span)
    ]
  }
}

extension FlowDraft {
  /// The expression for a JSONPath of contact attributes; nil for another.
  fileprivate mutating func connectValue(_ text: String) -> String? {
    if text == "$.StoredCustomerInput" { return variable(named: "StoredCustomerInput") }
    let prefix = "$.Attributes."
    guard text.hasPrefix(prefix) else { return nil }
    return variable(named: String(text.dropFirst(prefix.count)))
  }

  /// A text in which attributes are put in as far as they are known.
  fileprivate mutating func connectText(_ text: String, at place: Span) -> String {
    var words: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      guard let start = word.firstRange(of: "$.") else {
        words.append(String(word.replacing("${", with: "$ {")))
        continue
      }
      let path = word[start.lowerBound...].prefix {
        $0.isLetter || $0.isNumber || "$._".contains($0)
      }
      let plain = path.hasSuffix(".") ? path.dropLast() : path
      guard let value = connectValue(String(plain)) else {
        note("\(plain) in a text", at: place)
        continue
      }
      let rest = word[plain.endIndex...].replacing("${", with: "$ {")
      words.append("\(word[..<start.lowerBound])${\(value)}\(rest)")
    }
    return quotedWithValues(words.joined(separator: " "))
  }
}
