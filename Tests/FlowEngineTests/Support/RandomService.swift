import CEL
import CallModel
import FlowLanguage
import TestSupport

@testable import FlowEngine

/// A service, a caller and a network that do anything they may do.
///
/// Where they are orderly, everybody does their part: each command is answered and comes about, one
/// after the other, and parties come and go; so such calls get far. Else what comes follows from
/// what was asked too, but in any order, late, twice, or never.
struct RandomService {
  /// The key with which a ringing call is taken; it can be told from any other text.
  static let ringingKey = "key-to-the-ringing-call"

  var dice: SeededGenerator
  private let isOrderly: Bool
  /// What is to come about, in order.
  private var open: [Open] = []
  /// Who was brought in and is there.
  private var joined: [Identifier] = []
  /// The time of the last input.
  private(set) var now = Timestamp(milliseconds: 1_800_000_000_000)
  private var sends: [SendEffect] = []
  private var requests: [Int] = []
  private(set) var timers: [(id: TimerID, due: Timestamp)] = []
  private var past: [CallInput] = []
  private var events = 0
  private var lists = 0
  private var observations = 0
  private var invited: [Identifier] = []

  /// A command that has not come about.
  private struct Open {
    let send: SendEffect
    var isAnswered = false
  }

  init(_ dice: SeededGenerator, isOrderly: Bool = false) {
    self.dice = dice
    self.isOrderly = isOrderly
  }

  /// Takes what the machine asks.
  mutating func take(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .send(let send):
        sends.append(send)
        open.append(Open(send: send))
        if case .addParticipant(let add) = send.command { invited.append(add.target) }
      case .http(let http): requests.append(http.ordinal)
      case .fetch(let fetch): requests.append(fetch.ordinal)
      case .setTimer(let id, let due):
        timers.removeAll { $0.id == id }
        timers.append((id, due))
      case .cancelTimer(let id): timers.removeAll { $0.id == id }
      case .read, .withdraw, .release, .schedule, .log, .trace: break
      }
    }
  }

  /// The ring, with which a call begins.
  mutating func ring(to: Identifier) -> CallInput {
    let from = pick([Conversation.caller, Identifier(rawID: "4:anonymous"), alice]) ?? alice
    let incoming = IncomingCall(
      to: to,
      from: from,
      callerName: pick([nil, "Kim"]) ?? nil,
      context: IncomingCallContext(Self.ringingKey),
      correlationID: CorrelationID("correlation"),
      serverCallID: nil,
      // Of the caller's, not of the dice: what else happens stays what it was.
      sipHeaders: from == alice ? [:] : ["User-To-User": "6869;encoding=hex", "x-a": "b"]
    )
    return keep(.incoming(incoming))
  }

  /// What a call of a flow begins with: the ring, or the start of one that is placed.
  mutating func begin(_ program: Program) -> CallInput {
    guard program.placesCalls else { return ring(to: program.routes.first ?? Conversation.line) }
    var arguments: [String: CELValue] = [:]
    for (name, type) in program.parameters { arguments[name] = argument(name, of: type) }
    return keep(.started(arguments: arguments))
  }

  private func argument(_ name: String, of type: FlowType) -> CELValue? {
    switch type {
    case .identifier: IdentifierType.value(of: Conversation.caller)
    case .string: .string(name == "code" ? "kept-for-Kim" : "Kim")
    case .timestamp: now.value
    default: nil
    }
  }

  /// The next timer's input, or nil where none is set: what happens if nothing else does.
  mutating func nextTimer() -> CallInput? {
    guard let next = timers.min(by: { ($0.due, $0.id.rawValue) < ($1.due, $1.id.rawValue) }) else {
      return nil
    }
    timers.removeAll { $0.id == next.id }
    now = max(now, next.due)
    return keep(.timer(next.id))
  }

  /// Whatever happens next.
  mutating func next() -> CallInput {
    if dice.next() % 3 == 0 { now = now + Milliseconds(Int64(dice.next() % 1500)) }
    if isOrderly { return nextInOrder() }
    switch dice.next() % 100 {
    case 0..<28: return answer() ?? keep(event())
    case 28..<66: return keep(event())
    case 66..<74: return nextTimer() ?? keep(event())
    case 74..<82: return keep(.event(wrapped(list(), nil)))
    case 82..<88: return pick(past) ?? keep(event())
    case 88..<94: return keep(.observed(observation()))
    case 94..<97: return keep(.recovered)
    case 97: return keep(.event(wrapped(.callDisconnected, nil)))
    case 98: return dice.chance(50) ? keep(.hangUpRequested) : keep(signal())
    default: return keep(.event(wrapped(.unrecognized(type: "New"), nil)))
    }
  }

  /// What happens next where everybody does their part.
  private mutating func nextInOrder() -> CallInput {
    if dice.chance(10) { return keep(signal()) }
    if dice.chance(20), let some = comingAndGoing() { return keep(.event(wrapped(some, nil))) }
    if !requests.isEmpty {
      return keep(.httpFinished(ordinal: requests.removeFirst(), httpResult()))
    }
    guard let first = open.first else {
      return nextTimer() ?? keep(.event(wrapped(.unrecognized(type: "New"), nil)))
    }
    if !first.isAnswered {
      open[0].isAnswered = true
      let id = InvitationID("i\(first.send.context.ordinal)")
      return keep(.answered(first.send.context, answer(to: first.send, invitation: id)))
    }
    open.removeFirst()
    let isGood = dice.chance(90)
    if isGood, case .addParticipant(let add) = first.send.command { joined.append(add.target) }
    if isGood, case .removeParticipant(let party) = first.send.command {
      joined.removeAll { $0.isSameParty(as: party) }
    }
    let content = outcome(of: first.send.command, isGood: isGood)
    return keep(.event(wrapped(content, first.send.context, isGood ? (200, 0) : failureCode())))
  }

  /// Something another system posts, which the flow may declare otherwise or not at all.
  private mutating func signal() -> CallInput.Content {
    var fields = CELMap()
    let values: [CELValue] = [.string("+12065551234"), .string("Kim"), .int(3), .null]
    for name in ["who", "count"] where dice.chance(80) {
      fields.insert(pick(values) ?? .null, forKey: .string(name))
    }
    fields.insert(.string("kept-signal"), forKey: .string("code"))
    return .signal(
      id: EventID("signal \(dice.next())"),
      name: pick(["ready", "sold", "other"]) ?? "ready",
      fields: .map(fields)
    )
  }

  /// Who is there now, where somebody was brought in: all of them, or one less.
  private mutating func comingAndGoing() -> CallEvent.Content? {
    guard !joined.isEmpty else { return nil }
    if dice.chance(40) { joined.remove(at: dice.below(joined.count)) }
    lists += 1
    let parties = [Conversation.caller] + joined
    return .participantsUpdated(
      parties.map { Participant(identifier: $0) },
      sequenceNumber: lists
    )
  }

  private mutating func answer(to send: SendEffect, invitation: InvitationID?) -> CommandAnswer {
    CommandAnswer(
      connectionID: [.answer, .createCall, .connect].contains(send.command.kind)
        ? Conversation.connection : nil,
      invitationID: invitation,
      recordingID: recordingID(startedBy: send)
    )
  }

  private mutating func keep(_ content: CallInput.Content) -> CallInput {
    let input = CallInput(at: now, content)
    past.append(input)
    return input
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[Int(dice.next() % UInt64(elements.count))]
  }

  private mutating func answer() -> CallInput? {
    if let request = pick(requests), dice.next() % 2 == 0 {
      return keep(.httpFinished(ordinal: request, httpResult()))
    }
    guard let send = pick(Array(sends.suffix(4))) else { return nil }
    switch dice.next() % 10 {
    case 0..<7:
      let invitation = pick([nil, InvitationID("i\(send.context.ordinal)")]) ?? nil
      return keep(.answered(send.context, answer(to: send, invitation: invitation)))
    case 7, 8:
      let status = pick([400, 404, 412]) ?? 400
      let code = pick(["8583", "8522", "8559", "8528"]) ?? ""
      return keep(
        .refused(
          send.context,
          Refusal(certainty: .definite, status: status, code: code, message: "")
        )
      )
    default:
      return keep(
        .refused(
          send.context,
          Refusal(certainty: .indefinite, status: nil, code: nil, message: "")
        )
      )
    }
  }

  /// The id of the recording that a command starts, which the answer may leave out.
  private mutating func recordingID(startedBy send: SendEffect) -> RecordingID? {
    guard case .startRecording = send.command else { return nil }
    return pick([nil, RecordingID("recording\(send.context.ordinal)")]) ?? nil
  }

  /// A recording of the call, not always the newest.
  private mutating func recording() -> RecordingID {
    let starts = sends.filter { if case .startRecording = $0.command { true } else { false } }
    return RecordingID(
      "recording\(pick(starts.suffix(isOrderly ? 1 : 2).map(\.context.ordinal)) ?? 0)"
    )
  }

  private mutating func httpResult() -> HTTPResult {
    let bodies: [CELValue?] = [
      nil, .null, .map(CELMap()), .list([]),
      .map(
        CELMap(texts: [
          "name": .string("n"), "count": .int(3), "tags": .list([.string("t")]),
          "by": .map(CELMap(texts: ["k": .string("v")])), "pin": .string("kept-answer"),
        ])
      ),
      .map(CELMap(texts: ["ticket": .string("t"), "position": .int(2), "name": .string("n")])),
    ]
    return pick([
      .timedOut, .failed(message: "reset"), .refused(message: "no"),
      .response(HTTPAnswer(status: 404, headers: [:], body: nil)),
      .response(HTTPAnswer(status: 200, headers: [:], body: pick(bodies) ?? nil)),
      .response(HTTPAnswer(status: 200, headers: [:], body: pick(bodies) ?? nil)),
    ]) ?? .timedOut
  }

  private mutating func observation() -> Observation {
    var parties = [Participant(identifier: Conversation.caller)]
    if let one = pick(invited), dice.next() % 2 == 0 {
      parties.append(Participant(identifier: one))
    }
    let presences: [RecordingPresence?] = [nil, .active, .inactive, .gone]
    let presence = pick(presences) ?? nil
    return Observation(
      call: dice.next() % 12 == 0 ? .gone : .connected,
      participants: pick([nil, parties]) ?? nil,
      recording: presence.map { RecordingReport(recording(), $0) },
      party: party()
    )
  }

  /// Nobody asked about, the caller on hold, and who was rung last: in the call, and not, in turn.
  private mutating func party() -> PartyReport? {
    observations += 1
    let caller = Conversation.caller
    switch observations % 4 {
    case 1: return PartyReport(caller, Participant(identifier: caller, isOnHold: true))
    case 2: return invited.last.map { PartyReport($0, Participant(identifier: $0)) }
    case 3: return invited.last.map { PartyReport($0, nil) }
    default: return nil
    }
  }

  private mutating func list() -> CallEvent.Content {
    var parties = dice.next() % 8 == 0 ? [] : [Participant(identifier: Conversation.caller)]
    for one in invited where dice.next() % 2 == 0 { parties.append(Participant(identifier: one)) }
    lists += 1
    let sequence = dice.next() % 5 == 0 ? lists - 2 : lists
    return .participantsUpdated(parties, sequenceNumber: sequence)
  }

  private mutating func wrapped(
    _ content: CallEvent.Content,
    _ context: OperationContext?,
    _ code: (Int, Int) = (200, 0)
  ) -> CallEvent {
    events += 1
    return CallEvent(
      id: EventID("e\(events)"),
      connectionID: Conversation.connection,
      context: context,
      result: ResultInformation(code: code.0, subCode: code.1),
      content: content
    )
  }

  /// An event that a command can bring.
  private mutating func event() -> CallInput.Content {
    guard let send = pick(Array(sends.suffix(5))) else {
      return .event(wrapped(list(), nil))
    }
    let code = failureCode()
    let isGood = dice.next() % 3 != 0
    let content = outcome(of: send.command, isGood: isGood)
    return .event(wrapped(content, send.context, isGood ? (200, 0) : code))
  }

  private mutating func failureCode() -> (Int, Int) {
    pick([
      (486, 560486), (603, 560603), (408, 10057), (500, 9999), (400, 8510), (400, 8532),
      (400, 8508),
    ]) ?? (500, 9999)
  }

  /// The event with which a command comes about, or does not.
  private mutating func outcome(of command: CallCommand, isGood: Bool) -> CallEvent.Content {
    switch command {
    case .answer: return isGood ? .callConnected : .answerFailed
    case .createCall: return isGood ? .callConnected : .createCallFailed
    case .connect: return isGood ? .callConnected : .connectFailed
    case .play:
      if isGood { return pick([.playStarted, .playCompleted]) ?? .playCompleted }
      return pick([.playFailed(sourceIndex: 0), .playCanceled]) ?? .playCanceled
    case .recognize(let recognize):
      if isGood { return .recognizeCompleted(recognized(recognize.input)) }
      return pick([.recognizeFailed(sourceIndex: nil), .recognizeCanceled]) ?? .recognizeCanceled
    case .addParticipant(let add):
      return isGood ? .addParticipantSucceeded(add.target) : .addParticipantFailed(add.target)
    case .cancelAddParticipant(let invitation): return .cancelAddParticipantSucceeded(invitation)
    case .removeParticipant(let party):
      return isGood ? .removeParticipantSucceeded(party) : .removeParticipantFailed(party)
    case .moveParticipants(let move):
      return isGood
        ? .moveParticipantSucceeded(move.parties.first) : .moveParticipantFailed(move.parties.first)
    case .transfer(let transfer):
      return isGood
        ? .callTransferAccepted(target: transfer.target, transferee: nil) : .callTransferFailed
    case .startRecording:
      return isGood
        ? .recordingStateChanged(recording(), .active) : .startRecordingFailed(recording())
    case .pauseRecording, .stopRecording:
      return .recordingStateChanged(recording(), isGood ? .inactive : .active)
    case .resumeRecording:
      return .recordingStateChanged(recording(), isGood ? .active : .inactive)
    case .startContinuousTones:
      if !isGood { return .toneRecognitionFailed }
      return .toneReceived(pick(Tone.allCases) ?? .one, sequenceID: Int(dice.next() % 30))
    case .stopContinuousTones: return .toneRecognitionStopped
    case .terminate, .leave: return .callDisconnected
    case .hold(let hold): return isGood ? list(holding: hold.party) : .holdFailed
    case .unhold: return list(holding: nil)
    case .startStreaming: return isGood ? .mediaStreamingStarted : .mediaStreamingFailed
    case .stopStreaming: return isGood ? .mediaStreamingStopped : .mediaStreamingFailed
    case .startTranscription: return isGood ? .transcriptionStarted : .transcriptionFailed
    case .updateTranscription: return isGood ? .transcriptionUpdated : .transcriptionFailed
    case .stopTranscription: return isGood ? .transcriptionStopped : .transcriptionFailed
    case .sendTones: return isGood ? .sendTonesCompleted : .sendTonesFailed
    case .cancelAllMedia, .reject, .redirect, .mute: return .unrecognized(type: "None")
    }
  }

  /// Everybody who may be there, of whom one is on hold.
  private mutating func list(holding held: Identifier?) -> CallEvent.Content {
    lists += 1
    let parties = [Conversation.caller] + (isOrderly ? joined : invited)
    return .participantsUpdated(
      parties.map { party in
        Participant(
          identifier: party,
          isOnHold: held.map { $0.isSameParty(as: party) } ?? false
        )
      },
      sequenceNumber: lists
    )
  }

  private mutating func recognized(_ input: RecognitionInput) -> RecognitionResult? {
    switch input {
    case .choices(let choices):
      return pick(choices).map {
        .choice(label: $0.label, phrase: pick([nil, "yes"]) ?? nil, confidence: 0.7)
      }
    case .tones(let tones): return pressed(tones)
    case .speech: return said()
    case .tonesOrSpeech(let tones, _): return dice.chance(50) ? pressed(tones) : said()
    }
  }

  private mutating func pressed(_ tones: ToneCollection) -> RecognitionResult {
    .tones((0..<max(1, tones.maximum)).map { _ in pick(Tone.allCases) ?? .one })
  }

  private mutating func said() -> RecognitionResult {
    .speech(pick(["my bill is wrong", ""]) ?? "", confidence: pick([nil, 0.3, 0.9]) ?? nil)
  }
}

private func < (left: (Timestamp, String), right: (Timestamp, String)) -> Bool {
  left.0 == right.0 ? left.1 < right.1 : left.0 < right.0
}
