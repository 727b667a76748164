import CallModel

extension Step {
  /// Whether the call can do without the step, so that its failure is noted and the flow goes on.
  package var canDoWithout: Bool {
    switch self {
    case .play, .log: true
    case .record(let step): step.action == .literal(.start)
    case .answer, .reject, .recognize, .addAgent, .addParticipant, .transfer, .wait, .http,
      .hangUp, .end, .set, .locale, .if, .switch, .goto:
      false
    }
  }

  /// Whether a call can stand at the step for a while; a cycle needs one that does.
  var waits: Bool {
    switch self {
    case .answer, .reject, .recognize, .addAgent, .addParticipant, .transfer, .wait, .http:
      true
    case .play(let step): !step.background
    case .record, .hangUp, .end, .set, .log, .locale, .if, .switch, .goto: false
    }
  }
}

extension StepNode {
  /// All prompts the step can say.
  package var promptReferences: [PromptReference] {
    switch step {
    case .play(let step): step.prompts
    case .recognize(let step): step.prompts + step.noInput + step.noMatch
    case .addAgent(let step): step.invitation.music
    case .addParticipant(let step): step.invitation.music
    case .wait(let step): step.music
    case .answer, .reject, .transfer, .record, .http, .hangUp, .end, .set, .log, .locale, .if,
      .switch, .goto:
      []
    }
  }
}
