import CEL
import CallModel
import FlowLanguage

extension Turn {
  /// Takes in what an input says: facts first, then the operation it settles.
  mutating func apply(_ input: CallInput) {
    changeFlags(input.flags)
    switch input.content {
    case .incoming(let incoming): begin(incoming)
    case .started(let arguments): begin(with: arguments)
    case .event(let event): apply(event)
    case .answered(let context, let answer): apply(answer, to: context)
    case .refused(let context, let refusal): apply(refusal, of: context)
    case .httpFinished(let ordinal, let result): settle(ordinal, .http(result))
    case .timer(let id): state.timers.removeAll { $0.id == id }
    case .signal(let id, let name, let fields):
      state.seenEvents.remember(id)
      keepSignal(name, fields)
    case .observed(let observation):
      state.lastRead = input.withoutFlags
      apply(observation)
    case .hangUpRequested: state.isHangUpRequested = true
    case .recordingReady(let files): state.recordings.add(files)
    case .recovered: recover()
    }
  }

  private mutating func begin(_ incoming: IncomingCall) {
    state.call = CallFacts(
      direction: .inbound,
      from: incoming.from,
      to: incoming.to,
      callerName: incoming.callerName,
      context: incoming.context,
      correlationID: incoming.correlationID,
      sipHeaders: incoming.sipHeaders,
      voipHeaders: incoming.voipHeaders,
      connectionID: nil,
      serverCallID: incoming.serverCallID,
      startedAt: now,
      onBehalfOf: incoming.onBehalfOf
    )
    state.milestones.rungAt = incoming.rungAt
    state.milestones.begunAt = now
    state.parties.begin(caller: incoming.from)
    beginFlow(with: [:])
  }

  /// A call of our own: who calls whom is known when it is placed.
  private mutating func begin(with arguments: [String: CELValue]) {
    state.call = CallFacts(
      direction: .outbound,
      from: .nobody,
      to: .nobody,
      callerName: nil,
      context: nil,
      correlationID: CorrelationID(""),
      sipHeaders: [:],
      voipHeaders: [:],
      startedAt: now
    )
    state.advance(to: .placing)
    beginFlow(with: arguments)
  }

  private mutating func beginFlow(with arguments: [String: CELValue]) {
    state.lastHeard = now
    state.locale = root.locale
    state.variables = root.firstValues(arguments)
    enterFlow()
    state.frames.push(.block(name: root.start, next: 0))
  }

  private mutating func apply(_ event: CallEvent) {
    state.seenEvents.remember(event.id)
    state.lastHeard = now
    bind(event.connectionID, event.serverCallID)
    switch event.policy.changes {
    case .nothing: break
    case .phase: changePhase(event)
    case .parties: changeParties(event)
    case .media: changeMedia(event)
    case .recording: changeRecording(event)
    case .feeds: changeFeed(event)
    }
    settle(by: event)
  }

  /// Keeps ids that were not known yet.
  mutating func bind(_ connectionID: CallConnectionID?, _ serverCallID: ServerCallID?) {
    if state.call?.connectionID == nil { state.call?.connectionID = connectionID }
    if state.call?.serverCallID == nil { state.call?.serverCallID = serverCallID }
  }

  // MARK: Phase

  private mutating func changePhase(_ event: CallEvent) {
    let report = event.result.map { EndReport($0) }
    if event.content == .callConnected {
      connected()
    } else if event.content == .createCallFailed || event.content == .connectFailed {
      guard operation(meantBy: event)?.isOpen == true else { return }
      settle(by: event)
      becomeGone(.notConnected, report)
    } else if event.content == .callDisconnected,
      let begun = state.operations.first(where: { $0.isOpen && $0.begins })
    {
      // What failed is still to be told, and says why (SEMANTICS.md, rules 25 and 42).
      state.ended = EndRecord(
        reason: .notConnected,
        step: state.place,
        at: now,
        report: report
      )
      state.operations.watch(begun.ordinal, until: now + EngineTimes.closing)
    } else if event.content == .answerFailed {
      // A call that is connected has been answered, whatever is said of it late.
      guard operation(meantBy: event)?.isOpen == true else { return }
      let isOver = event.result?.code == 404 || event.result?.subCode == 8522
      settle(by: event)
      becomeGone(isOver ? .abandoned : .notConnected, report)
    } else {
      let wasRemoved = event.result?.code == 200 && event.result?.subCode == 5300
      endReported(as: wasRemoved || state.isJoined ? .left : .callerLeft, report)
    }
  }

  /// The service says, or a read shows, that the call is connected.
  mutating func connected() {
    switch state.phase {
    // Nobody was asked to take it yet, so what is said is of another call: the step `answer` needs
    // one that rings, and its key is kept until that is sent.
    case .ringing: return
    case .placing, .connecting:
      state.advance(to: .connected)
      state.call?.context = nil
      // Events can come before the answer to the request that caused them.
      state.milestones.answered(at: now)
      state.milestones.connectedAt = now
    case .connected, .closing, .gone: break
    }
    for operation in state.operations where operation.command?.connects == true {
      settle(operation.ordinal, .succeeded)
    }
  }

  // MARK: Parties

  private mutating func changeParties(_ event: CallEvent) {
    if case .participantsUpdated(let list, let sequence) = event.content {
      // One without a number may be older than what is known: who is in the call is read.
      guard let sequence else { return read([.call, .participants]) }
      state.parties.reconcile(with: list, sequence: sequence, at: now)
    } else if case .addParticipantSucceeded(let party) = event.content {
      joined(party, operation(meantBy: event))
    } else if case .removeParticipantSucceeded(let party?) = event.content {
      state.parties.remove(party, at: now)
    }
    settleRemovals()
  }

  /// Ends what takes a party out of the call who is in no list, whatever the list is from.
  mutating func settleRemovals() {
    guard state.parties.isKnown else { return }
    for operation in state.operations where operation.isOpen {
      guard let removed = operation.removed,
        !(state.parties.record(of: removed)?.isPresent ?? false)
      else { continue }
      settle(operation.ordinal, .succeeded)
    }
  }

  /// Somebody has joined: they are in the call before a list says so, unless nobody wants them.
  private mutating func joined(_ party: Identifier?, _ operation: Operation?) {
    guard operation?.owner != .call(.abandoned), let party = party ?? operation?.invited else {
      return
    }
    state.parties.expect(party, addedBy: operation?.ordinal, at: now)
  }

  // MARK: Media

  private mutating func changeMedia(_ event: CallEvent) {
    if event.content == .playStarted { state.milestones.heard(at: now) }
    guard let ordinal = event.context?.ordinal else {
      if case .toneReceived(let tone, let sequence) = event.content {
        hear(tone, sequence, from: nil)
      }
      return
    }
    if case .toneReceived(let tone, let sequence) = event.content {
      hear(tone, sequence, from: ordinal)
    } else if let operation = state.operations[ordinal: ordinal], operation.isOpen,
      operation.policy?.isHeard == true
    {
      // It begins to be heard: its time counts from now.
      state.operations.accept(ordinal, at: now)
      state.operations.restartWatchdog(ordinal, at: now)
    }
  }

  /// A key was pressed; the step that listens looks at the last ones, others do not care (rule 41).
  private mutating func hear(_ tone: Tone, _ sequence: Int?, from ordinal: Int?) {
    for frame in state.frames.waiting {
      guard var memory = frame.memory,
        memory.hear(tone, sequence: sequence, from: ordinal, at: now)
      else { continue }
      state.frames.remember(memory, in: frame.number)
      return
    }
  }
}

// MARK: Settling

extension Turn {
  /// Ends the operation that an event is about (SEMANTICS.md 1.3, item 3).
  ///
  /// What an older attempt came to counts if it is a success: somebody has heard it.
  mutating func settle(by event: CallEvent) {
    guard let operation = operation(meantBy: event) else { return }
    let isOlder = event.context.map { $0.attempt < operation.attempt } ?? false
    guard event.policy.verdict == .success || !isOlder else { return }
    settle(operation.ordinal, operation.result(by: event))
  }

  /// The operation that an event is about, as its row says how to find it.
  func operation(meantBy event: CallEvent) -> Operation? {
    let policy = event.policy
    let candidates = state.operations.filter { operation in
      operation.command.map { policy.settles.contains($0.kind) } ?? false
    }
    switch policy.correlation {
    case .nothing, .recording: return nil
    case .invitation:
      guard case .cancelAddParticipantSucceeded(let invitation?) = event.content else { return nil }
      return candidates.first { $0.invitation == invitation }
    case .context: return candidates.first { $0.ordinal == event.context?.ordinal }
    case .contextOrParty:
      if let context = event.context { return candidates.first { $0.ordinal == context.ordinal } }
      return candidates.first { $0.isOpen && $0.concerns(event.party) }
    }
  }

  /// Notes the result of an operation, for whoever cares; what is settled stays as it is.
  mutating func settle(_ ordinal: Int, _ result: OperationResult) {
    guard let operation = state.operations[ordinal: ordinal], operation.isOpen else { return }
    settleFeed(operation, result)
    switch operation.owner {
    case .frame:
      state.operations.settle(ordinal, result)
      state.media.forget(ordinal)
    case .call(let errand):
      state.operations.remove(ordinal)
      settled(operation, result, errand)
    }
  }

  private mutating func settled(
    _ operation: Operation,
    _ result: OperationResult,
    _ errand: Operation.Errand
  ) {
    switch errand {
    case .background:
      state.media.forget(operation.ordinal)
      if case .failed(_, let reason) = result {
        log(.warning, "background play failed", ["reason": reason.detail])
      }
    case .ending: settledEnding(operation, result)
    case .abandoned:
      guard case .joined(let party) = result, let party = party ?? operation.invited else { return }
      ask(.removeParticipant(party), for: .call(.cleanup))
    case .trying: settledTrying(operation, result)
    case .cleanup: break
    }
  }

  /// The result of an operation of the running step, which is forgotten with it; nil while open.
  mutating func takeResult(of ordinal: Int) -> OperationResult? {
    guard let operation = state.operations[ordinal: ordinal] else {
      return .failed(StepReason(.lost, "the operation is not known any longer"))
    }
    // The flow goes on without it; what comes of it is the call's.
    if operation.owner == .call(.trying) { return .succeeded }
    guard let result = operation.result else { return nil }
    if operation.mayStillSucceed {
      abandon(operation)
    } else {
      state.operations.remove(ordinal)
    }
    return result
  }

  /// Whether an operation is under way with a success for an answer.
  func isAccepted(_ ordinal: Int) -> Bool {
    state.operations[ordinal: ordinal]?.status == .accepted
  }
}

extension Operation {
  /// Whom it rings, if it does.
  var invited: Identifier? {
    if case .addParticipant(let add)? = command { add.target } else { nil }
  }

  /// Whether it places the call.
  var isPlacing: Bool { command?.kind == .createCall }

  /// Whether it begins the call from our side.
  fileprivate var begins: Bool { isPlacing || command?.kind == .connect }

  /// Whom it takes out of the call, if it does.
  var removed: Identifier? {
    if case .removeParticipant(let party)? = command { party } else { nil }
  }

  /// Whether an event about a party can mean it; one that names none means the only one there is.
  fileprivate func concerns(_ party: Identifier?) -> Bool {
    guard let subject = invited ?? removed else { return true }
    return party.map { subject.isSameParty(as: $0) } ?? false
  }

  /// What an event that is about it says of how it ended.
  fileprivate func result(by event: CallEvent) -> OperationResult {
    switch event.policy.verdict {
    case .success:
      if let invited { return .joined(event.party ?? invited) }
      if case .recognizeCompleted(let result) = event.content { return .recognized(result) }
      return .succeeded
    case .failure:
      let reason = StepReason(event.result, "the service says that it failed")
      return isDone(despite: reason) ? .succeeded : failed(reason, event)
    case .cancellation:
      let reason = StepReason(event.result, "it was cut off", word: .canceled)
      return invited == nil ? .failed(reason) : .failed(.noAnswer, reason)
    }
  }

  /// Whether a failure says no more than that what was asked is so already: whoever is not in the
  /// call need not be taken out of it (FACTS.md (j): 8558; 404/8522 for what is not found).
  func isDone(despite reason: StepReason) -> Bool {
    policy?.refused == .succeedsIfAbsent && (reason.subCode == 8558 || reason.code == 404)
  }

  private func failed(_ reason: StepReason, _ event: CallEvent) -> OperationResult {
    policy?.failsAsCall == true ? .failed(.ofCall(event.result), reason) : .failed(reason)
  }
}

extension CallCommand {
  /// Whether the call is connected once it is done.
  var connects: Bool { [.answer, .createCall, .connect].contains(kind) }
}

extension CallEvent {
  /// Who was rung, where the event is about that.
  fileprivate var party: Identifier? {
    if case .addParticipantSucceeded(let party) = content { return party }
    if case .addParticipantFailed(let party) = content { return party }
    if case .removeParticipantSucceeded(let party) = content { return party }
    if case .removeParticipantFailed(let party) = content { return party }
    return nil
  }
}
