import CallModel
import Diagnostics
import FlowSyntax

/// What rings a number, or sends the caller there.
extension ConnectAction {
  /// The handlers of a transfer that does not come about, and the blocks that they lead to.
  private struct Failing {
    let handlers: String
    let failed: String?
    let targets: [String]
  }

  func transfer(_ draft: inout FlowDraft) -> [FlowDraft.Step] {
    let failing = failing(&draft)
    if let shown = parameters["CallerId"], !shown.isNothing {
      draft.note(
        "`CallerId` of `\(type)` is not translated: in a flow of `profile: callAutomation` "
          + "`addParticipant` takes a `callerId`",
        at: shown.span
      )
    }
    let callee = parameters.text("ThirdPartyPhoneNumber") ?? "nobody"
    guard let identity = draft.identity(for: callee) else {
      draft.note(
        "`\(type)` to `\(callee)` is not translated, since that is no number such as "
          + "`+12065551212`: the flow goes on as after a failure",
        at: place
      )
      noteParameters(["ThirdPartyDTMFDigits"], &draft)
      return [.missing("a transfer", at: place), .going(to: failing.failed, at: place)]
    }
    guard parameters.text("ContinueFlowExecution")?.lowercased() == "false" else {
      return ring(identity, failing, &draft)
    }
    noteParameters(["ThirdPartyConnectionTimeLimitSeconds", "ThirdPartyDTMFDigits"], &draft)
    return [
      FlowDraft.Step(
        lines: ["- transfer: \(identity)", failing.handlers],
        targets: failing.targets,
        waits: true,
        isLast: true,
        place: place
      )
    ]
  }

  private func failing(_ draft: inout FlowDraft) -> Failing {
    let types = ["CallFailed", "ConnectionTimeLimitExceeded", "NoMatchingError"]
    let failed = types.compactMap { error([$0], &draft) }.first
    let late = error(["ConnectionTimeLimitExceeded"], &draft) ?? failed
    noteErrors(besides: types, &draft)
    for other in transitions["Errors"]?.items ?? []
    where other.text("ErrorType") == types[2] && error([types[2]], &draft) != failed {
      draft.note(
        "the error branch `\(types[2])` of `\(type)` is not translated: it goes as `\(types[0])`",
        at: other.span
      )
    }
    let handlers =
      (late == failed ? [] : ["noAnswer: \(late ?? "hangUp")"]) + ["failed: \(failed ?? "hangUp")"]
    return Failing(
      handlers: "  on: { \(handlers.joined(separator: ", ")) }",
      failed: failed,
      targets: [failed, late].compactMap(\.self)
    )
  }

  /// Rings a number and sends it the tones, and goes on when it is gone.
  private func ring(
    _ identity: String,
    _ failing: Failing,
    _ draft: inout FlowDraft
  ) -> [FlowDraft.Step] {
    let seconds = draft.number(
      "ThirdPartyConnectionTimeLimitSeconds",
      of: parameters,
      in: ServiceLimits.invitationSeconds,
      type
    )
    let next = target(transitions, &draft)
    let id = draft.newID("party")
    var steps = FlowDraft.Step.ring(
      identity,
      id: id,
      timeout: seconds ?? 30,
      failed: failing.failed,
      then: next,
      at: place
    )
    steps[0].lines[steps[0].lines.count - 1] = failing.handlers
    steps[0].targets = failing.targets
    guard let digits = parameters["ThirdPartyDTMFDigits"], !digits.isNothing else { return steps }
    let keys = (digits.text ?? "").filter { $0 != "," && $0 != " " }
    guard isKeys(keys) else {
      noteParameters(["ThirdPartyDTMFDigits"], &draft)
      return steps
    }
    if keys != digits.text {
      draft.note(
        "the pauses in `ThirdPartyDTMFDigits` are left out: put a `wait` where they are",
        at: digits.span
      )
    }
    let tones = FlowDraft.Step(
      lines: ["- sendTones: { tones: \(quoted(keys)), to: \(identity) }"],
      place: digits.span
    )
    steps.insert(tones, at: 1)
    return steps
  }

  private func noteParameters(_ names: [String], _ draft: inout FlowDraft) {
    for name in names {
      guard let value = parameters[name], !value.isNothing else { continue }
      draft.note("`\(name)` of `\(type)` is not translated", at: value.span)
    }
  }
}
