import Diagnostics

/// Findings about steps and handlers that cannot stand in the flow's own `callEnded`,
/// `recordingReady` and `recordingFailed` (SEMANTICS.md, rules 4, 28 and 65).
func handlerStepFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  let handlers = flow.tree.handlers
  return afterCallFindings(handlers.callEnded, "callEnded", flow)
    + afterCallFindings(handlers.recordingReady, "recordingReady", flow)
    + recordingFailedFindings(flow)
    + fetchFindings(flow)
    + meanwhileFindings(flow)
    + sensitiveFindings(flow)
}

/// What is said inside of `sensitive` is not recorded, so no message is taken there, in what it runs
/// either (SEMANTICS.md, rule 66).
private func sensitiveFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  var hidden: [FlowPath] = flow.steps.compactMap { node in
    if case .sensitive(let list)? = node.shape.enclosed { list.path } else { nil }
  }
  guard !hidden.isEmpty else { return [] }
  var next = 0
  while next < hidden.count {
    let list = hidden[next]
    next += 1
    for node in flow.steps where node.path.lies(in: list) {
      guard case .block(let name)? = node.shape.enclosed, !hidden.contains(.block(name)) else {
        continue
      }
      hidden.append(.block(name))
    }
  }
  let inside = flow.steps.filter { node in
    !flow.read.unreadSteps.contains(node.number) && hidden.contains { node.path.lies(in: $0) }
  }
  return inside.compactMap { node in
    if node.shape.recordingChange == .interrupts {
      return hiddenMessage(node.step.keyword, at: node)
    }
    guard let call = node.calledFlow, let called = flow.points.surroundings.called[call.name],
      let message = called.message
    else { return nil }
    return hiddenMessage(message.step.keyword, of: call, at: node, message)
  }
}

private func hiddenMessage(
  _ keyword: StepKeyword,
  of call: FlowCall? = nil,
  at node: StepNode,
  _ message: StepNode? = nil
) -> Diagnostic {
  let subject = "`\(keyword.rawValue)`" + (call.map { ", which `\($0.name)` has," } ?? "")
  return Diagnostic(
    .handlerStep,
    "\(subject) cannot stand in `sensitive`",
    at: node.keywordSpan,
    related: message.map { [Diagnostic.Label($0.keywordSpan, "it takes a message here")] } ?? [],
    help: "what is said there is not recorded: put it outside"
  )
}

extension CalledFlow {
  /// The first step that takes a message in it, or in what it runs.
  fileprivate var message: StepNode? {
    let own = read.steps.compactMap(\.self).first { node in
      node.path.block != nil && node.shape.recordingChange == .interrupts
    }
    return own ?? called.sorted { $0.key < $1.key }.lazy.compactMap(\.value.message).first
  }
}

extension CheckedFlow {
  /// The blocks that are gone to where the call is over, which cannot be.
  var blocksAfterCall: Set<String> {
    let handlers = tree.handlers
    let all =
      handlersAfterCall(handlers.callEnded, "callEnded")
      + handlersAfterCall(handlers.recordingReady, "recordingReady")
    return Set(
      all.compactMap { handler in
        if case .block(let name) = handler.content { name } else { nil }
      }
    )
  }

  /// A handler of a call that is over, with those inside of it: one three levels down cannot go
  /// anywhere either.
  fileprivate func handlersAfterCall(_ handler: Handler?, _ name: String) -> [Handler] {
    (handler.map { [$0] } ?? [])
      + steps.filter { $0.path.flowHandler == name }.flatMap(\.nestedHandlers)
  }

  /// Whether a `goto` stands in a `meanwhile`, where it cannot.
  var hasStrayGoto: Bool {
    steps.contains { $0.step.keyword == .goto && isBesideWait($0) }
  }

  /// Whether a step runs beside another that waits.
  func isBesideWait(_ node: StepNode) -> Bool {
    meanwhileLists.contains { node.path.lies(in: $0) }
  }
}

/// The call is over: there is nowhere to go.
private func afterCallFindings(
  _ handler: Handler?,
  _ name: String,
  _ flow: CheckedFlow
) -> [Diagnostic] {
  flow.handlersAfterCall(handler, name).compactMap { handler in
    let word: String
    switch handler.content {
    case .block(let name) where !name.isEmpty: word = "go to a block"
    case .hangUp: word = "hang up"
    case .block, .end, .return, .continue, .steps: return nil
    }
    return Diagnostic(
      .callPhase,
      "the call is over when `\(name)` runs, so it cannot \(word)",
      at: handler.span,
      help: "write a list of steps, such as `http` and `log`"
    )
  }
}

/// What is done beside a wait must be short, and leave the call as it is (LANGUAGE 5).
private func meanwhileFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  let lists = flow.meanwhileLists
  guard !lists.isEmpty else { return [] }
  return flow.steps.filter { node in
    !node.shape.runsBeside.contains(.meanwhile) && !flow.read.unreadSteps.contains(node.number)
      && lists.contains { node.path.lies(in: $0) }
  }.map { node in
    Diagnostic(
      .handlerStep,
      "`\(node.step.keyword.rawValue)` cannot stand in `meanwhile`",
      at: node.keywordSpan,
      help: "it runs beside a step that waits: use \(quotedSteps(beside: .meanwhile))"
    )
  }
}

/// There are files where a recording is ready, and nowhere else.
private func fetchFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.steps.filter { node in
    node.step.keyword == .fetch && node.path.flowHandler != "recordingReady"
      && !flow.read.unreadSteps.contains(node.number)
  }.map { node in
    Diagnostic(
      .handlerStep,
      "`fetch` can stand in `on: recordingReady:` alone",
      at: node.keywordSpan,
      help: "the files of a recording are ready there; elsewhere there are none"
    )
  }
}

private func recordingFailedFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.steps.filter { node in
    node.path.flowHandler == "recordingFailed" && !node.shape.runsBeside.contains(.recordingFailed)
      && !flow.read.unreadSteps.contains(node.number)
  }.map { node in
    Diagnostic(
      .handlerStep,
      "`\(node.step.keyword.rawValue)` cannot stand in `recordingFailed`",
      at: node.keywordSpan,
      help: "it runs at once beside the flow: use \(quotedSteps(beside: .recordingFailed))"
    )
  }
}

private func quotedSteps(beside place: Beside) -> String {
  quotedList(
    StepKeyword.allCases.filter { $0.shape.runsBeside.contains(place) }.map(\.rawValue)
  )
}
