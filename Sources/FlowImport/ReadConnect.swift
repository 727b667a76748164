import CallModel
import Diagnostics
import FlowSyntax

/// Reads a flow of Amazon Connect: `Actions`, each with `Identifier`, `Type`, `Parameters` and
/// `Transitions`
/// (https://docs.aws.amazon.com/connect/latest/APIReference/flow-language-actions.html).
func readConnect(_ root: SyntaxNode, into draft: inout FlowDraft) throws(ImportFailure) {
  guard let actions = root["Actions"]?.items else {
    throw failure(
      root["modules"] == nil
        ? "it is no flow of Amazon Connect: it has no `Actions`"
        : "it is an export of the older form, with `modules`: take what `describe-contact-flow` answers",
      at: root.span,
      in: draft.document
    )
  }
  guard let start = root.text("StartAction") else {
    throw failure("it has no `StartAction`", at: root.span, in: draft.document)
  }
  draft.name = "connect"
  draft.noteMembers(of: root, besides: connectMembers, nil)
  let names = Dictionary(
    actions.enumerated().compactMap { index, action in
      action.text("Identifier").map { ($0, "\(action.text("Type") ?? "action") \(index + 1)") }
    },
    uniquingKeysWith: { first, _ in first }
  )
  guard let first = names[start] else {
    throw failure(
      "`StartAction` names `\(start)`, which is none of its `Actions`",
      at: root["StartAction"]?.span ?? root.span,
      in: draft.document
    )
  }
  draft.blocks.append(
    FlowDraft.Block(
      name: draft.block(named: "\u{1F}begin", shown: "the beginning"),
      steps: [
        .answer(at: root.span),
        .goto(draft.block(named: first), at: root["StartAction"]?.span ?? root.span),
      ]
    )
  )
  var there: Set<String> = []
  for action in actions {
    guard let id = action.text("Identifier"), let name = names[id] else {
      let type = action.text("Type") ?? "none"
      draft.note(
        "an action without an `Identifier` is left out; its `Type` is `\(type)`",
        at: action.span
      )
      continue
    }
    let block = draft.block(named: name, shown: "`\(name)`")
    guard there.insert(block).inserted else {
      draft.note("the second action `\(id)` is left out", at: action.span)
      continue
    }
    for key in ["Parameters", "Transitions"] {
      draft.noteShape(of: key, in: action, isList: false, name)
    }
    if let transitions = action["Transitions"] {
      for key in ["Errors", "Conditions"] {
        draft.noteShape(of: key, in: transitions, isList: true, name)
      }
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
struct ConnectAction {
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
    "UpdateContactAttributes": ["Attributes", "TargetContact"],
    "UpdateContactRecordingBehavior": ["RecordingBehavior"],
    "UpdateContactRecordingAndAnalyticsBehavior": ["RecordingBehavior"],
    "TransferParticipantToThirdParty": [
      "CallerId", "ThirdPartyDTMFDigits", "ThirdPartyPhoneNumber", "ContinueFlowExecution",
      "ThirdPartyConnectionTimeLimitSeconds",
    ],
    "Loop": ["LoopCount"], "TransferToFlow": ["ContactFlowId"],
    "InvokeFlowModule": ["FlowModuleId"],
  ]
  private static let said: Set<String> = ["Text", "SSML", "PromptId", "Media"]
  /// What stands for a type that is not translated.
  private static let advice = [
    "CheckHoursOfOperation":
      "write the hours under `hours:`, and ask `hours.….isOpen` in the conditions",
    "InvokeLambdaFunction": "`http` can ask a system of yours",
    "UpdateContactTextToSpeechVoice": "name a voice for the language under `voices:`",
    "UpdateFlowAttributes": "declare `variables:`, and `set` them",
  ]
  /// What is read within parameters.
  private static let within: KeyValuePairs<String, KnownMembers> = [
    "RecordingBehavior": .named("RecordedParticipants"),
    "InputValidation": .object(["CustomValidation": .named("MaximumLength")]),
    "DTMFConfiguration": .named(
      "InputTerminationSequence",
      "InterdigitTimeLimitSeconds",
      "DisableCancelKey"
    ),
  ]

  func steps(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    draft.noteMembers(of: parameters, besides: Self.read[type] ?? [], type)
    for (key, known) in Self.within {
      if let value = parameters[key] { draft.noteMembers(of: value, besides: known, key) }
    }
    return switch type {
    case "MessageParticipant": message(&draft)
    case "GetParticipantInput": input(&draft)
    case "DisconnectParticipant", "EndFlowExecution": [.hangUp(at: place)]
    case "Wait": wait(&draft)
    case "Compare": compare(&draft)
    case "Loop": loop(&draft)
    case "UpdateContactAttributes": attributes(&draft) + onward(&draft)
    case "UpdateContactRecordingBehavior", "UpdateContactRecordingAndAnalyticsBehavior":
      record(&draft)
    case "TransferParticipantToThirdParty": transfer(&draft)
    case "TransferContactToQueue": filledIn("the queue of the contact", &draft)
    case "TransferToFlow":
      filledIn("the flow \(parameters.text("ContactFlowId") ?? "")", &draft)
    case "InvokeFlowModule":
      filledIn("the module \(parameters.text("FlowModuleId") ?? "")", &draft)
    default: untranslated(&draft)
    }
  }

  /// What a note calls an action.
  private func shown(_ id: String) -> String {
    names[id].map { "`\($0)`" } ?? "the action `\(id)`"
  }

  func target(_ node: SyntaxNode?, _ draft: inout FlowDraft) -> String? {
    node?.text("NextAction").map {
      draft.block(named: names[$0] ?? "\u{1F}action \($0)", shown: shown($0))
    }
  }

  /// Where an error leads.
  func error(_ types: [String], _ draft: inout FlowDraft) -> String? {
    let errors = transitions["Errors"]?.items ?? []
    return target(errors.first { types.contains($0.text("ErrorType") ?? "") }, &draft)
  }

  /// The errors that nothing here stands for, where they lead elsewhere than it goes anyway.
  func noteErrors(besides known: [String], _ draft: inout FlowDraft) {
    let next = target(transitions, &draft)
    for error in transitions["Errors"]?.items ?? [] {
      let type = error.text("ErrorType") ?? ""
      guard !known.contains(type), target(error, &draft) != next else { continue }
      draft.note(
        "the error branch `\(type)` of `\(self.type)` is not translated: a flow has no such failure",
        at: error.span
      )
    }
  }

  private func noteConditions(_ draft: inout FlowDraft) {
    for condition in transitions["Conditions"]?.items ?? [] {
      draft.note("a condition of `\(type)` is not translated", at: condition.span)
    }
  }

  private func onward(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    noteErrors(besides: [], &draft)
    noteConditions(&draft)
    return [.going(to: target(transitions, &draft), at: place)]
  }

  /// Where any failure leads, if not on.
  private func failing(_ draft: inout FlowDraft) -> String? {
    let types = ["NoMatchingError"]
    noteErrors(besides: types, &draft)
    noteConditions(&draft)
    let failed = error(types, &draft)
    return failed == target(transitions, &draft) ? nil : failed
  }

  func said(_ draft: inout FlowDraft) -> String? {
    if let text = parameters.text("Text") {
      for key in ["SSML", "PromptId", "Media"] where parameters[key]?.isNothing == false {
        draft.note("`\(key)` of `\(type)` beside its `Text` is left out", at: place)
      }
      return "{ text: \(draft.connectText(text, at: place)) }"
    }
    if let ssml = parameters.text("SSML"), ssml.contains("<speak"), !ssml.contains("$.") {
      return "{ ssml: \(quoted(ssml)) }"
    }
    if let file = parameters["Media"]?.text("Uri"), file.hasPrefix("https://") {
      return "{ file: \(quoted(file)) }"
    }
    for key in ["SSML", "PromptId", "Media"] {
      guard let value = parameters[key], !value.isNothing else { continue }
      let reason =
        key == "SSML"
        ? "has no `<speak>`, or values of the contact: write it as `{ ssml: … }`"
        : "is known to Amazon Connect alone: give a `file` by its https URL"
      draft.note("what `\(type)` says is not translated: its `\(key)` \(reason)", at: value.span)
    }
    return nil
  }

  private func message(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let failed = failing(&draft)
    let said = said(&draft).map { FlowDraft.Step.play($0, failed: failed, at: place) }
    return [
      said ?? .missing("a message", at: place), .going(to: target(transitions, &draft), at: place),
    ]
  }

  private func wait(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let seconds = draft.number("TimeLimitSeconds", of: parameters, in: 0...86_400, type) ?? 1
    for condition in transitions["Conditions"]?.items ?? []
    where condition["Condition"]?["Operands"]?.items?.first?.text != "WaitCompleted" {
      draft.note(
        "a condition of `Wait` is not translated: it waits for the time alone",
        at: condition.span
      )
    }
    let completed = (transitions["Conditions"]?.items ?? []).first {
      $0["Condition"]?["Operands"]?.items?.first?.text == "WaitCompleted"
    }
    noteErrors(besides: [], &draft)
    let next = target(completed, &draft) ?? target(transitions, &draft)
    return [
      .wait(milliseconds: seconds * 1000, at: place),
      .going(to: next, at: place),
    ]
  }

  private func compare(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let otherwise = error(["NoMatchingCondition"], &draft) ?? target(transitions, &draft)
    noteErrors(besides: ["NoMatchingCondition"], &draft)
    let compared = parameters.text("ComparisonValue") ?? ""
    let value = draft.connectValue(compared)
    var choice = FlowDraft.Choice(value: value ?? "")
    for condition in transitions["Conditions"]?.items ?? [] {
      let test = condition["Condition"]
      let operands = test?["Operands"]?.items ?? []
      guard let value, operands.count == 1, let text = operands.first?.text,
        let block = target(condition, &draft)
      else {
        choice.ways += way(condition, &draft).map { .step($0) }
        continue
      }
      switch test?.text("Operator") {
      case "Equals": choice.ways.append(.equal(text, block, condition.span))
      case "TextStartsWith":
        choice.ways.append(.test("\(value).startsWith(\(quoted(text)))", block, condition.span))
      case "TextEndsWith":
        choice.ways.append(.test("\(value).endsWith(\(quoted(text)))", block, condition.span))
      case "TextContains":
        choice.ways.append(.test("\(value).contains(\(quoted(text)))", block, condition.span))
      default: choice.ways += way(condition, &draft).map { .step($0) }
      }
    }
    return choice.steps(otherwise: otherwise, at: place)
  }

  /// Counts its rounds; where that is no number, the author decides.
  private func loop(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    func condition(_ word: String) -> SyntaxNode? {
      (transitions["Conditions"]?.items ?? []).first {
        $0["Condition"]?["Operands"]?.items?.first?.text == word
      }
    }
    guard let count = parameters.number("LoopCount"), (1...100).contains(count),
      let again = target(condition("ContinueLooping"), &draft)
    else { return untranslated(&draft) }
    noteErrors(besides: [], &draft)
    for other in transitions["Conditions"]?.items ?? [] {
      let word = other["Condition"]?["Operands"]?.items?.first?.text
      if word != "ContinueLooping", word != "DoneLooping" {
        draft.note("a condition of `Loop` is left out: it is gone round, or done", at: other.span)
      }
    }
    let done = target(condition("DoneLooping"), &draft) ?? target(transitions, &draft)
    return draft.going(to: again, most: count, thenAgain: true, at: place)
      + [.going(to: done, at: place)]
  }

  private func attributes(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    if let contact = parameters.text("TargetContact"), contact != "Current" {
      draft.note("`TargetContact` of `\(type)` is `\(contact)`: a flow has one call", at: place)
    }
    return (parameters["Attributes"]?.entries ?? []).map { entry in
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
        "`RecordedParticipants` are \(recorded.sorted().joined(separator: ", ")); a flow records all",
        at: place
      )
    }
    let failed = failing(&draft)
    let next = target(transitions, &draft)
    return [.record(!parties.isEmpty, failed: failed, at: place), .going(to: next, at: place)]
  }

  /// Runs a block that an author has to fill in.
  private func filledIn(_ what: String, _ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let step = draft.placeholder(for: what, at: place)
    draft.note(
      "\(what) (`\(type)`) is not translated: write the steps of the block "
        + "`\(step.targets.joined())`",
      at: place
    )
    let ways = (transitions["Conditions"]?.items ?? []).flatMap { way($0, &draft) }
    let next = otherwise(&draft)
    return [step] + ways + failures(besides: next, &draft) + [.going(to: next, at: place)]
  }

  private func untranslated(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let next = otherwise(&draft)
    draft.note(
      "`\(type)` is not translated: "
        + (next.map { "the flow goes on with \(draft.shown($0))" } ?? "the call ends there")
        + (Self.advice[type].map { "; \($0)" } ?? ""),
      at: place
    )
    let ways = (transitions["Conditions"]?.items ?? []).flatMap { way($0, &draft) }
    return [.missing(type, at: place)] + ways + failures(besides: next, &draft) + [
      .going(to: next, at: place)
    ]
  }

  /// Where what is not translated goes on where the author decides nothing.
  private func otherwise(_ draft: inout FlowDraft) -> String? {
    target(transitions, &draft) ?? error(["NoMatchingCondition"], &draft)
      ?? error(["NoMatchingError"], &draft)
  }

  /// The errors of what is not translated, as ways that the author decides about.
  private func failures(besides next: String?, _ draft: inout FlowDraft) -> [FlowDraft.Step] {
    (transitions["Errors"]?.items ?? []).compactMap { error in
      guard let block = target(error, &draft), block != next else { return nil }
      let error = (type: error.text("ErrorType") ?? "", place: error.span)
      return draft.undecided(error.type, of: names[id] ?? type, to: block, at: error.place)
    }
  }

  /// A condition that cannot be told here, as a way that the author decides about.
  func way(_ condition: SyntaxNode, _ draft: inout FlowDraft) -> [FlowDraft.Step] {
    guard let block = target(condition, &draft) else {
      draft.note("a condition of `\(type)` leads nowhere, and is left out", at: condition.span)
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
