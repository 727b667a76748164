import CEL
import CallModel
import FieldCoding
import FlowLanguage

@testable import FlowEngine

extension StoredSamples {
  static let music = MusicMemory(operation: 4, cancel: 5, due: time)
  static let lastFailure = InvitationMemory.LastFailure(outcome: .busy, reason: reason)

  static let memories: [StepMemory] = [
    .operation(3),
    .recognize(
      RecognizeMemory(
        question: question,
        noInput: [.ssml("a")],
        noMatch: [],
        retries: 2,
        confidence: 0.5,
        listDue: time
      )
    ),
    .invitation(
      InvitationMemory(
        targets: [agent],
        timeoutSeconds: 30,
        callerID: nil,
        context: custom,
        tried: 1,
        ringing: [InvitationMemory.Ringing(operation: 3, target: agent)],
        failure: lastFailure,
        music: music,
        finish: .joined(agent)
      )
    ),
    .invitation(
      InvitationMemory(
        targets: [],
        timeoutSeconds: 30,
        callerID: nil,
        context: nil,
        finish: .failed
      )
    ),
    .transfer(
      TransferMemory(operation: 3, party: party, failure: lastFailure, readDue: time)
    ),
    .record(RecordMemory(action: .pause, began: time, idDue: time)),
    .wait(
      WaitMemory(
        began: time,
        due: time,
        triggers: [
          WaitMemory.Trigger(name: "a", condition: .press([.one], from: party)),
          WaitMemory.Trigger(name: "b", condition: .left(party)),
        ],
        pendingMusic: [.ssml("m")],
        music: music,
        listening: [
          WaitMemory.Listening(
            operation: 3,
            party: party,
            tones: [WaitMemory.HeardTone(tone: .one, sequence: 1, at: time)]
          )
        ],
        finish: WaitMemory.Finish(outcome: .done, reason: reason, at: time, music: music)
      )
    ),
    .run,
    .repeat(RepeatMemory(times: 3, round: 2)),
    .hold(HoldMemory(operation: 3, party: party, isOnHold: true, due: time)),
    .wait(
      WaitMemory(
        began: time,
        due: nil,
        triggers: [
          WaitMemory.Trigger(name: "a", condition: .signal("go")),
          WaitMemory.Trigger(name: "b", condition: .playStopped("p")),
          WaitMemory.Trigger(name: "c", condition: .recordingStopped),
        ],
        pendingMusic: [],
        finish: WaitMemory.Finish(
          outcome: Outcome("a"),
          reason: nil,
          at: time,
          music: music,
          signal: .string("x")
        ),
        rounds: Rounds(every: .seconds(5), music: [.ssml("m")], next: time)
      )
    ),
    .sendTones(SendTonesMemory(party: party, rest: [.one, .pound], operation: 3)),
    .takeMessage(message),
    .sensitive(
      SensitiveMemory(
        pause: RecordMemory(action: .pause, began: time, idDue: time),
        isEntered: true
      )
    ),
    .recognize(
      RecognizeMemory(
        question: question,
        noInput: [],
        noMatch: [],
        retries: 0,
        confidence: nil,
        offered: [RecognitionChoice(label: "a", phrases: ["b"], tone: .one)]
      )
    ),
    .invitation(
      InvitationMemory(
        targets: [agent],
        timeoutSeconds: 30,
        callerID: nil,
        context: nil,
        tried: 1,
        musicSources: [.ssml("m")],
        rounds: Rounds(every: .seconds(5), music: [], next: time)
      )
    ),
    .invitation(
      InvitationMemory(
        targets: [agent, party],
        timeoutSeconds: 30,
        callerID: nil,
        context: nil,
        tried: 2,
        confirmation: ConfirmationMemory(prompts: [.ssml("c")], key: .pound, silenceSeconds: 8),
        asked: [
          ConfirmationMemory.Asked(
            addition: 3,
            party: agent,
            stage: .question(5, attempt: 2)
          ),
          ConfirmationMemory.Asked(addition: 4, party: party, stage: .removal(6, lastFailure)),
        ]
      )
    ),
    .sensitive(
      SensitiveMemory(
        pause: RecordMemory(action: .pause, began: time),
        isPaused: true,
        stops: [
          SensitiveMemory.FeedStop(feed: .streaming, operation: 3),
          SensitiveMemory.FeedStop(feed: .transcription),
        ]
      )
    ),
  ]

  static let message: TakeMessageMemory = {
    var memory = TakeMessageMemory(
      caller: party,
      beep: [.file(uri: "/media/beep.wav")],
      stop: .pound,
      silence: .seconds(4),
      longest: .seconds(180)
    )
    memory.stage = .stopping
    memory.operation = 3
    memory.change = RecordMemory(action: .stop, began: time, idDue: time)
    memory.interrupted = TakeMessageMemory.Interrupted(command: .unmixed, step: "s")
    memory.listening = WaitMemory.Listening(operation: 3, party: party)
    memory.start = 4
    memory.recording = RecordingID("r")
    memory.began = time
    memory.due = time
    memory.by = .key
    memory.ended = time
    return memory
  }()

  static let frames: [Frame] = zip(
    1...,
    [
      .flow(name: "main", arguments: ["x": .int(1)]), .block(name: "main", next: 2),
      .list(ListFrame(path: path.list(under: "then"), next: 1, role: .step, round: 2)),
    ] + memories.map { Frame.Content.step(path: path, memory: $0) }
  ).map { number, content in
    let undo: Frame.Undo? =
      switch number {
      case 3: .send(.cancelAllMedia)
      case 17: .sendAll([.startStreaming, .startTranscription(locale: "en-US")])
      default: nil
      }
    return Frame(number: number, content: content, undo: undo)
  }

  static let statuses: [Operation.Status] = [
    .emitted, .accepted, .uncertain, .reading(.lost), .recovering, .conflicting,
    .settled(.succeeded), .settled(.joined(party)), .settled(.recognized(.tones([.one]))),
    .settled(.http(.timedOut)), .settled(.failed(.busy, reason)), .emitted,
  ]

  static let owners: [Operation.Owner] = [
    .frame(4), .call(.background), .call(.ending), .call(.abandoned), .call(.cleanup),
    .call(.trying),
  ]

  static let operations: [Operation] = statuses.enumerated().map { index, status in
    Operation(
      ordinal: 3,
      attempt: 2,
      request: status == .settled(.http(.timedOut)) ? .http : .command(.terminate),
      owner: index < 11 ? owners[index % 5] : .call(.trying),
      status: status,
      began: time,
      deadline: time,
      due: time,
      patience: .seconds(9),
      invitation: InvitationID("i"),
      mayStillSucceed: true,
      isCancelled: true
    )
  }

  static let recordings: [Recording.State] = [
    .off, .starting(nil, due: time, isRead: false), .on(RecordingID("r")),
    .changing(RecordingID("r"), .pause), .paused(RecordingID("r")),
    .unknown(RecordingID("r"), due: time, isRead: true),
  ]

  static let callers: [CallerPresence] = [
    .named(party), .present(party), .missing(party, since: time), .released(party),
  ]

  static let parties = PartyList(
    sequence: 3,
    isKnown: true,
    parties: [
      PartyRecord(identifier: party, presence: .present, isMuted: true, isOnHold: true),
      PartyRecord(identifier: agent, presence: .expected(readAt: time, reads: 1), addedBy: 3),
      PartyRecord(identifier: agent, presence: .left),
    ],
    caller: .missing(party, since: time)
  )

  /// A state in which every field has a value that is stored.
  static let state: CallState = {
    var state = CallState(callID: CallID("00112233445566778899aabbccddeeff"))
    state.call = CallFacts(
      direction: .inbound,
      from: party,
      to: agent,
      callerName: "Ada",
      context: IncomingCallContext("key"),
      correlationID: CorrelationID("c"),
      sipHeaders: ["x": "y"],
      voipHeaders: ["v": "w"],
      connectionID: CallConnectionID("n"),
      serverCallID: ServerCallID("s"),
      startedAt: time,
      onBehalfOf: agent
    )
    state.advance(to: .connected)
    state.parties = parties
    state.recording.begin(.mixed, of: "s", by: 3, due: time)
    _ = state.recording.bind(RecordingID("q"), byAnswerTo: 2, at: time)
    state.recording.fail(isAwaited: false)
    state.media.add(
      3,
      PlayCommand(sources: [], to: [party], loop: true, interrupts: false),
      at: time
    )
    state.media.cutOff(at: time)
    state.feeds.setUp(StoredSamples.streaming, StoredSamples.transcription)
    state.feeds.ask(3, .startStreaming)
    for frame in frames { state.frames.push(frame.content, undo: frame.undo) }
    state.flowHasEnded = true
    for owner in owners {
      _ = state.operations.begin(
        .command(.terminate),
        for: owner,
        at: time,
        deadline: time,
        patience: .seconds(9)
      )
    }
    state.variables = ["b": .int(1), "a": .null]
    state.records.fill("ask", with: .done(["value": .string("x")]))
    _ = state.records.fail(path, at: time)
    state.signals = [BufferedSignal(name: "go", fields: .null)]
    state.locale = "en-US"
    state.failure = FailureRecord(step: "ask", outcome: .failed, reason: reason)
    state.ended = EndRecord(
      reason: .hungUp,
      step: "main/0",
      at: time,
      report: EndReport(code: 486, subCode: 560_486, message: "Busy", sipCode: 486, q850Code: 17)
    )
    state.recordings.note(RecordingID("r"), of: "s")
    state.recordings.add(recordingFiles)
    state.recordings.keepOpen(until: time)
    _ = state.recordings.takeNext()
    state.flows = [
      RunningFlow(
        runner: 2,
        name: "verify",
        variables: ["n": .int(1)],
        records: state.records,
        failure: state.failure
      )
    ]
    state.presumedEnd = PresumedEnd(withdrawing: [4], due: time)
    state.presumedEnd?.add(
      3,
      Refusal(certainty: .definite, status: 404, code: "8522", message: "no")
    )
    state.closing = Closing(isDisconnected: true, hasTerminated: true, due: time)
    state.callEndedHasBegun = true
    state.isHangUpRequested = true
    state.timers = [SetTimer(id: TimerID("due"), due: time)]
    state.counters = Counters(inputs: 9, flowFailures: 1, scheduledCalls: 2)
    state.seenEvents.remember(EventID("e"))
    state.milestones.rungAt = time
    state.milestones.begunAt = time
    state.milestones.answered(at: time)
    state.milestones.connectedAt = time
    state.milestones.heard(at: time)
    state.flags = ["emergency": .bool(true), "notice": .optional(.string("x"))]
    state.lastRead = CallInput(at: time, .observed(Observation(call: .gone)))
    state.lastTime = time
    state.lastHeard = time
    return state
  }()
}
