import CEL
import CallModel
import FlowLanguage

@testable import FlowEngine

/// A service, a caller and a network that do, of all they can do next, what they are told; the first
/// where nothing is told, with which all goes well.
struct ToldService {
  /// Something that can happen next.
  private enum Turn {
    case accept(SendEffect)
    case refuse(SendEffect)
    case bring(SendEffect, CallEvent.Content, code: Int, subCode: Int)
    case stayAway(SendEffect)
    case finish(Int, HTTPResult)
    case tell(CallInput.Content)
    case time
  }

  /// What is told: at each turn the number of what happens.
  private let told: [Int]
  /// How much could have happened at each turn so far.
  private(set) var widths: [Int] = []
  /// The time of the last input.
  private(set) var now = Timestamp(milliseconds: 1_800_000_000_000)
  private var unanswered: [SendEffect] = []
  private var awaited: [SendEffect] = []
  private var requests: [Int] = []
  private var timers: [(id: TimerID, due: Timestamp)] = []
  /// Who is in the call, the caller aside.
  private var joined: [Identifier] = []
  /// Whether keys count, whoever else is listened to.
  private var hearsTones = false
  private var recording: RecordingID?
  private var isOver = false
  /// The signals that the flow declares.
  private var signals: [String] = []
  private var number = 0

  init(told: [Int]) { self.told = told }

  /// What a call of a flow begins with.
  mutating func begin(_ program: Program) -> CallInput {
    signals = program.signals.keys.sorted()
    guard !program.placesCalls else { return CallInput(at: now, .started(arguments: [:])) }
    let incoming = IncomingCall(
      to: program.routes.first ?? Conversation.line,
      from: Conversation.caller,
      callerName: "Kim",
      context: IncomingCallContext("context"),
      correlationID: CorrelationID("correlation"),
      serverCallID: nil,
      sipHeaders: [:]
    )
    return CallInput(at: now, .incoming(incoming))
  }

  /// Takes what the machine asks.
  mutating func take(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .send(let send): unanswered.append(send)
      case .http(let http): requests.append(http.ordinal)
      case .fetch(let fetch): requests.append(fetch.ordinal)
      case .withdraw(let ordinal):
        unanswered.removeAll { $0.context.ordinal == ordinal }
        requests.removeAll { $0 == ordinal }
      case .setTimer(let id, let due):
        timers.removeAll { $0.id == id }
        timers.append((id, due))
      case .cancelTimer(let id): timers.removeAll { $0.id == id }
      case .read, .release, .schedule, .log, .trace: break
      }
    }
  }

  /// What happens next; nil where nothing can.
  mutating func next() -> CallInput? {
    let turns = possible()
    guard !turns.isEmpty else { return nil }
    let choice = widths.count < told.count ? told[widths.count] : 0
    widths.append(turns.count)
    return perform(turns[min(choice, turns.count - 1)]).map { CallInput(at: now, $0) }
  }

  private func possible() -> [Turn] {
    if let send = unanswered.first { return [.accept(send), .refuse(send)] }
    if let request = requests.first {
      return Self.results.map { .finish(request, $0) }
    }
    if let send = awaited.first { return comings(of: send) + [.stayAway(send)] + beside() }
    if isOver {
      if let recording { return [.tell(.recordingReady(files(of: recording)))] }
      return timers.isEmpty ? [] : [.time]
    }
    return beside() + (timers.isEmpty ? [] : [.time])
  }

  /// What can happen whatever was asked.
  private func beside() -> [Turn] {
    var turns: [Turn] = []
    if hearsTones {
      turns.append(.tell(event(.toneReceived(.one, sequenceID: number + 1))))
    }
    for name in signals {
      let fields = CELValue.map(CELMap(texts: ["text": .string("agent")]))
      turns.append(.tell(.signal(id: EventID("s\(number)"), name: name, fields: fields)))
    }
    if !joined.isEmpty {
      turns.append(.tell(event(list(joined.dropLast()))))
    }
    return turns
  }

  private static let results: [HTTPResult] = [
    .response(
      HTTPAnswer(
        status: 200,
        headers: [:],
        body: .map(CELMap(texts: ["ticket": .string("t"), "n": .int(1)]))
      )
    ),
    .fetched([]),
    .response(HTTPAnswer(status: 404, headers: [:], body: nil)),
    .timedOut,
  ]

  private func files(of recording: RecordingID) -> RecordingFiles {
    RecordingFiles(
      recordingID: recording,
      startedAt: nil,
      duration: nil,
      files: [
        RecordingFile(
          index: 0,
          content: "https://x/0",
          metadata: nil,
          format: "wav",
          delete: "https://x/0/delete"
        )
      ]
    )
  }

  private mutating func perform(_ turn: Turn) -> CallInput.Content? {
    number += 1
    switch turn {
    case .accept(let send):
      unanswered.removeFirst()
      if send.command.bringsEvent { awaited.append(send) }
      if case .startContinuousTones = send.command { hearsTones = true }
      if case .stopContinuousTones = send.command { hearsTones = false }
      return .answered(send.context, answer(to: send))
    case .refuse(let send):
      unanswered.removeFirst()
      let refusal = Refusal(certainty: .definite, status: 400, code: "8500", message: "no")
      return .refused(send.context, refusal)
    case .bring(let send, let content, let code, let subCode):
      awaited.removeFirst()
      note(content)
      return event(content, for: send.context, code, subCode)
    case .stayAway:
      awaited.removeFirst()
      return passTime()
    case .finish(let request, let result):
      requests.removeFirst()
      return .httpFinished(ordinal: request, result)
    case .tell(let content):
      if case .event(let event) = content { note(event.content) }
      if case .recordingReady = content { recording = nil }
      return content
    case .time: return passTime()
    }
  }

  private mutating func note(_ content: CallEvent.Content) {
    switch content {
    case .addParticipantSucceeded(let party?): joined.append(party)
    case .participantsUpdated(let parties, _): joined = parties.dropFirst().map(\.identifier)
    case .callDisconnected: isOver = true
    default: break
    }
  }

  private mutating func passTime() -> CallInput.Content? {
    guard let next = timers.min(by: { ($0.due, $0.id.rawValue) < ($1.due, $1.id.rawValue) }) else {
      return nil
    }
    timers.removeAll { $0.id == next.id }
    now = max(now, next.due)
    return .timer(next.id)
  }

  private mutating func answer(to send: SendEffect) -> CommandAnswer {
    let opens = [.answer, .createCall, .connect].contains(send.command.kind)
    if case .startRecording = send.command {
      recording = RecordingID("recording\(send.context.ordinal)")
    }
    return CommandAnswer(
      connectionID: opens ? Conversation.connection : nil,
      invitationID: send.command.kind == .addParticipant
        ? InvitationID("i\(send.context.ordinal)") : nil,
      recordingID: send.command.kind == .startRecording ? recording : nil
    )
  }

  private func event(
    _ content: CallEvent.Content,
    for context: OperationContext? = nil,
    _ code: Int = 200,
    _ subCode: Int = 0
  ) -> CallInput.Content {
    .event(
      CallEvent(
        id: EventID("e\(number)"),
        connectionID: Conversation.connection,
        context: context,
        result: ResultInformation(code: code, subCode: subCode),
        content: content
      )
    )
  }

  private func list(_ others: [Identifier], holding held: Identifier? = nil) -> CallEvent.Content {
    .participantsUpdated(
      ([Conversation.caller] + others).map { party in
        Participant(identifier: party, isOnHold: held.map { $0.isSameParty(as: party) } ?? false)
      },
      sequenceNumber: number
    )
  }

  /// What can come of a command, the best first.
  private func comings(of send: SendEffect) -> [Turn] {
    var turns: [Turn] = []
    func good(_ content: CallEvent.Content) {
      turns.append(.bring(send, content, code: 200, subCode: 0))
    }
    func bad(_ content: CallEvent.Content, _ codes: [(Int, Int)] = [(500, 9999)]) {
      for (code, subCode) in codes {
        turns.append(.bring(send, content, code: code, subCode: subCode))
      }
    }
    let notTaken = [(486, 560_486), (603, 560_603), (408, 10_057), (500, 9999)]
    switch send.command {
    case .answer:
      good(.callConnected)
      bad(.answerFailed)
    case .createCall:
      good(.callConnected)
      bad(.createCallFailed, notTaken)
    case .connect:
      good(.callConnected)
      bad(.connectFailed)
    case .play:
      good(.playCompleted)
      bad(.playFailed(sourceIndex: 0))
    case .recognize(let recognize):
      for result in results(of: recognize.input) { good(.recognizeCompleted(result)) }
      bad(.recognizeFailed(sourceIndex: nil), [(400, 8510), (400, 8532), (500, 9999)])
    case .addParticipant(let add):
      good(.addParticipantSucceeded(add.target))
      bad(.addParticipantFailed(add.target), notTaken)
    case .cancelAddParticipant(let invitation): good(.cancelAddParticipantSucceeded(invitation))
    case .removeParticipant(let party):
      good(.removeParticipantSucceeded(party))
      bad(.removeParticipantFailed(party))
    case .moveParticipants(let move):
      good(.moveParticipantSucceeded(move.parties.first))
      bad(.moveParticipantFailed(move.parties.first))
    case .transfer(let transfer):
      good(.callTransferAccepted(target: transfer.target, transferee: nil))
      bad(.callTransferFailed, notTaken)
    case .startRecording, .resumeRecording:
      good(.recordingStateChanged(recording ?? RecordingID("none"), .active))
      bad(.startRecordingFailed(recording))
    case .pauseRecording, .stopRecording:
      good(.recordingStateChanged(recording ?? RecordingID("none"), .inactive))
    case .hold(let hold):
      good(list(joined, holding: hold.party))
      bad(.holdFailed)
    case .unhold: good(list(joined))
    case .startStreaming:
      good(.mediaStreamingStarted)
      bad(.mediaStreamingFailed)
    case .stopStreaming:
      good(.mediaStreamingStopped)
      bad(.mediaStreamingFailed)
    case .startTranscription:
      good(.transcriptionStarted)
      bad(.transcriptionFailed)
    case .updateTranscription:
      good(.transcriptionUpdated)
      bad(.transcriptionFailed)
    case .stopTranscription:
      good(.transcriptionStopped)
      bad(.transcriptionFailed)
    case .sendTones:
      good(.sendTonesCompleted)
      bad(.sendTonesFailed)
    case .terminate, .leave: good(.callDisconnected)
    case .cancelAllMedia, .reject, .redirect, .mute, .startContinuousTones, .stopContinuousTones:
      break
    }
    return turns
  }

  private func results(of input: RecognitionInput) -> [RecognitionResult] {
    let said = RecognitionResult.speech("my bill is wrong", confidence: 0.95)
    switch input {
    case .choices(let choices):
      return choices.map { .choice(label: $0.label, phrase: $0.phrases.first, confidence: 0.95) }
    case .tones(let tones):
      return [.tones(Array(repeating: .one, count: max(1, tones.maximum))), .tones([.two])]
    case .speech: return [said]
    case .tonesOrSpeech(let tones, _):
      return [.tones(Array(repeating: .one, count: max(1, tones.maximum))), said]
    }
  }
}

extension CallCommand {
  /// Whether something is told of it beyond its answer.
  fileprivate var bringsEvent: Bool {
    switch kind {
    case .cancelAllMedia, .reject, .redirect, .mute, .startContinuousTones, .stopContinuousTones:
      false
    default: true
    }
  }
}

private func < (left: (Timestamp, String), right: (Timestamp, String)) -> Bool {
  left.0 == right.0 ? left.1 < right.1 : left.0 < right.0
}
