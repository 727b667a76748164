import CEL
import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

extension Conversation {
  /// The call rings.
  mutating func ring(
    from caller: Identifier = Conversation.caller,
    sipHeaders: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let incoming = IncomingCall(
      to: Conversation.line,
      from: caller,
      callerName: "Kim",
      context: IncomingCallContext("context"),
      correlationID: CorrelationID("correlation"),
      serverCallID: nil,
      sipHeaders: sipHeaders
    )
    feed(.incoming(incoming), sourceLocation: sourceLocation)
  }

  /// The call rings, is answered as the first step, and is connected with the caller in it.
  mutating func connect(
    from caller: Identifier = Conversation.caller,
    by answer: String = "answer",
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    ring(from: caller, sourceLocation: sourceLocation)
    expect("send 1.1 \(answer)", sourceLocation: sourceLocation)
    accept(1, CommandAnswer(connectionID: Conversation.connection))
    list([caller], sourceLocation: sourceLocation)
    event(.callConnected, for: 1, sourceLocation: sourceLocation)
  }

  /// The service takes a command.
  mutating func accept(
    _ ordinal: Int,
    _ answer: CommandAnswer = CommandAnswer(),
    attempt: Int = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let context = OperationContext(ordinal: ordinal, attempt: attempt)
    feed(.answered(context, answer), sourceLocation: sourceLocation)
  }

  /// The service refuses a command.
  mutating func refuse(
    _ ordinal: Int,
    _ status: Int? = 400,
    _ code: String? = "8523",
    certainty: Refusal.Certainty = .definite,
    attempt: Int = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let refusal = Refusal(certainty: certainty, status: status, code: code, message: "refused")
    let context = OperationContext(ordinal: ordinal, attempt: attempt)
    feed(.refused(context, refusal), sourceLocation: sourceLocation)
  }

  /// The service tells something.
  mutating func event(
    _ content: CallEvent.Content,
    for ordinal: Int? = nil,
    attempt: Int = 1,
    _ code: Int = 200,
    _ subCode: Int = 0,
    sip: Int? = nil,
    feedUpdate: FeedUpdate? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let event = CallEvent(
      id: nextEventID(),
      connectionID: Conversation.connection,
      context: ordinal.map { OperationContext(ordinal: $0, attempt: attempt) },
      result: ResultInformation(code: code, subCode: subCode, message: "said", sipCode: sip),
      content: content,
      feedUpdate: feedUpdate
    )
    feed(.event(event), sourceLocation: sourceLocation)
  }

  /// A new list of parties.
  mutating func list(
    _ parties: [Identifier],
    sequence: Int? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let participants = parties.map { Participant(identifier: $0) }
    let number = nextList()
    event(
      .participantsUpdated(participants, sequenceNumber: sequence ?? number),
      sourceLocation: sourceLocation
    )
  }

  /// An agent whom an operation rings is in the call, beside the caller.
  mutating func join(
    _ agent: Identifier,
    for ordinal: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    list([Conversation.caller, agent], sourceLocation: sourceLocation)
    event(.addParticipantSucceeded(agent), for: ordinal, sourceLocation: sourceLocation)
  }

  /// A read is answered.
  mutating func observe(
    _ call: CallPresence? = nil,
    parties: [Identifier]? = nil,
    recording: RecordingPresence? = nil,
    of id: RecordingID = RecordingID("r1"),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let participants = parties?.map { Participant(identifier: $0) }
    let observation = Observation(
      call: call,
      participants: participants,
      recording: recording.map { RecordingReport(id, $0) }
    )
    feed(.observed(observation), sourceLocation: sourceLocation)
  }

  /// A read of one party is answered; nil where they are not in the call.
  mutating func observe(
    _ party: Identifier,
    as participant: Participant?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let report = PartyReport(party, participant)
    feed(
      .observed(Observation(call: .connected, party: report)),
      sourceLocation: sourceLocation
    )
  }

  /// An HTTP request is answered.
  mutating func respond(
    _ ordinal: Int,
    _ status: Int = 200,
    _ body: CELValue? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let answer = HTTPAnswer(status: status, headers: [:], body: body)
    feed(.httpFinished(ordinal: ordinal, .response(answer)), sourceLocation: sourceLocation)
  }

  /// A prompt begins and ends.
  mutating func finishPlay(
    _ ordinal: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    accept(ordinal, sourceLocation: sourceLocation)
    event(.playStarted, for: ordinal, sourceLocation: sourceLocation)
    event(.playCompleted, for: ordinal, sourceLocation: sourceLocation)
  }

  /// The call ends as the caller hangs up, and nothing is left.
  mutating func disconnect(sourceLocation: SourceLocation = #_sourceLocation) {
    event(.callDisconnected, 200, 540000, sourceLocation: sourceLocation)
  }

  /// Asserts that the call is over for a reason and nothing is in flight.
  mutating func expectOver(
    _ reason: EndReason,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expect(sourceLocation: sourceLocation)
    #expect(machine.isClosed, sourceLocation: sourceLocation)
    #expect(machine.endReason == reason, sourceLocation: sourceLocation)
    #expect(machine.unanswered.isEmpty, sourceLocation: sourceLocation)
    #expect(timers.isEmpty, sourceLocation: sourceLocation)
  }

  /// The result of the step of an id, as a text of its fields.
  func result(_ id: String) -> String {
    guard case .record(let record)? = machine.state.records[id] else { return "unset" }
    return record.fields.map { "\($0.name): \($0.value.line)" }.joined(separator: ", ")
  }
}
