import CEL
import CallModel
import FieldCoding
import FlowLanguage

@testable import FlowEngine

/// One value of every case of every stored type, for the golden files.
enum StoredSamples {
  static let time = Timestamp(milliseconds: 1_772_442_307_000)
  static let party = Identifier(rawID: "4:+14255550123")
  static let agent = Identifier(rawID: "8:acs:r_t_u")
  static let path = FlowPath.block("main").step(0)
  static let context = OperationContext(ordinal: 7, attempt: 2)
  static let custom = CustomContext(voipHeaders: ["b": "2", "a": "1"], sipHeaders: [:])
  static let reason = StepReason(.refused, code: 400, subCode: 8523, "no")
  static let question = RecognizeCommand(
    input: .choices([RecognitionChoice(label: "sales", phrases: ["Sales"], tone: .one)]),
    from: party,
    prompts: [.text("Hello", locale: "en-US", voice: nil)],
    bargeIn: true,
    initialSilenceSeconds: 5,
    speechLocale: "en-US",
    interrupts: false
  )

  static let values: [CELValue] = [
    .null, .bool(true), .int(-7), .uint(.max), .double(0.5), .string("é"), .bytes([0, 255]),
    CELTimestamp(millisecondsSince1970: 1_500).map(CELValue.timestamp) ?? .null,
    .duration(CELDuration(nanoseconds: -1)), .list([.int(1), .list([])]),
    .map(CELMap([(key: .string("k"), value: .int(1)), (key: .bool(true), value: .null)])),
    .map(CELMap(headers: ["X-A": .string("b"), "User-To-User": .string("c")])),
    .optional(nil), .optional(.int(1)),
    .record(CELRecord(typeName: "reason", fields: ["word": .string("x")], key: "word")),
    .type("int"),
  ]

  static let commands: [CallCommand] = [
    .answer(
      AnswerCommand(
        context: IncomingCallContext("key"),
        cognitiveServicesEndpoint: "https://ai.contoso.com/"
      )
    ),
    .reject(RejectCommand(context: IncomingCallContext("key"), reason: .busy)),
    .play(
      PlayCommand(
        sources: [
          .file(uri: "https://x/y.wav"), .ssml("<speak/>"), .ssml("<speak/>", endpoint: "e"),
          .text("Hi", locale: "en-US", voice: "Kim", endpoint: "e"),
        ],
        to: [party],
        loop: true,
        interrupts: true
      )
    ),
    .recognize(question),
    .recognize(
      RecognizeCommand(
        input: .tones(collection),
        from: party,
        prompts: [],
        bargeIn: false,
        initialSilenceSeconds: 5,
        speechLocale: nil,
        interrupts: true,
        speechModel: "m-1"
      )
    ),
    .cancelAllMedia,
    .addParticipant(
      AddParticipantCommand(target: agent, timeoutSeconds: 30, callerID: party, context: custom)
    ),
    .cancelAddParticipant(InvitationID("i")),
    .removeParticipant(party),
    .moveParticipants(MoveParticipantsCommand(parties: [party], from: CallConnectionID("other"))),
    .transfer(TransferCommand(target: agent, transferee: party, context: nil)),
    .startRecording(.unmixed), .pauseRecording(RecordingID("r")),
    .resumeRecording(RecordingID("r")), .stopRecording(RecordingID("r")),
    .startContinuousTones(party), .stopContinuousTones(party), .terminate,
    .addParticipant(
      AddParticipantCommand(
        target: agent,
        timeoutSeconds: 30,
        callerID: nil,
        context: CustomContext(
          voipHeaders: [:],
          sipHeaders: [:],
          teamsPhone: TeamsPhoneDetails(
            topic: "t",
            caller: TeamsPhoneDetails.Caller(
              identifier: party,
              name: "n",
              phoneNumber: "p",
              recordID: "r",
              screenPopURL: "s"
            )
          )
        )
      )
    ),
    .recognize(listening(for: .speech(endSilence: Milliseconds(500)))),
    .recognize(listening(for: .tonesOrSpeech(collection, endSilence: Milliseconds(1_500)))),
    .hold(HoldCommand(party: party, music: .file(uri: "https://x/y.wav"))),
    .hold(HoldCommand(party: party, music: nil)), .unhold(party), .mute(agent),
    .sendTones(SendTonesCommand(tones: [.one, .pound], party: party)),
    .redirect(RedirectCommand(context: IncomingCallContext("key"), target: agent)), .leave,
    .createCall(
      CreateCallCommand(
        target: party,
        source: agent,
        cognitiveServicesEndpoint: "https://ai",
        timeoutSeconds: 60
      )
    ),
    .connect(
      ConnectCommand(locator: CallLocator(.room, "r"), cognitiveServicesEndpoint: "https://ai")
    ),
    .connect(
      ConnectCommand(
        locator: CallLocator(.room, "r"),
        cognitiveServicesEndpoint: nil,
        streaming: ownStreaming,
        transcription: ownTranscription
      )
    ),
    .startStreaming, .stopStreaming, .startTranscription(locale: "en-US"),
    .updateTranscription(locale: "es-MX"), .stopTranscription,
    .answer(
      AnswerCommand(
        context: IncomingCallContext("key"),
        cognitiveServicesEndpoint: nil,
        streaming: streaming,
        transcription: transcription
      )
    ),
    .createCall(
      CreateCallCommand(
        target: party,
        source: nil,
        cognitiveServicesEndpoint: nil,
        timeoutSeconds: 60,
        streaming: streaming,
        transcription: transcription
      )
    ),
    .startRecording(
      StartRecordingCommand(
        channels: .unmixed,
        isPaused: true,
        order: [party, agent],
        storage: "https://x/c"
      )
    ),
  ]

  static let streaming = StreamingOptions(
    url: "wss://x/a",
    channels: .unmixed,
    isBidirectional: true,
    format: .pcm24KMono,
    tellsTones: true
  )

  static let ownStreaming = StreamingOptions(
    url: nil,
    channels: .mixed,
    isBidirectional: false,
    format: .pcm16KMono,
    tellsTones: false,
    forward: StreamingOptions.Forward(url: "wss://x/f", publicHostsOnly: true),
    isSaved: true
  )

  static let ownTranscription = TranscriptionOptions(
    url: nil,
    locale: "en-US",
    tellsInterim: false,
    signal: "said"
  )

  static var ownFeeds: FeedTable {
    var feeds = FeedTable()
    feeds.setUp(ownStreaming, ownTranscription)
    return feeds
  }

  static let transcription = TranscriptionOptions(
    url: "wss://x/t",
    locale: "en-US",
    tellsInterim: true
  )

  private static let collection = ToneCollection(
    maximum: 4,
    interToneSeconds: 2,
    stopTones: [.pound]
  )

  private static func listening(for input: RecognitionInput) -> RecognizeCommand {
    RecognizeCommand(
      input: input,
      from: party,
      prompts: [],
      bargeIn: false,
      initialSilenceSeconds: 5,
      speechLocale: "en-US",
      interrupts: true
    )
  }

  static let events: [CallEvent.Content] = [
    .callConnected, .callDisconnected, .answerFailed,
    .participantsUpdated(
      [Participant(identifier: party, isMuted: true, isOnHold: false)],
      sequenceNumber: 3
    ),
    .addParticipantSucceeded(party), .addParticipantFailed(nil),
    .cancelAddParticipantSucceeded(InvitationID("i")), .cancelAddParticipantFailed(nil),
    .removeParticipantSucceeded(party), .removeParticipantFailed(nil),
    .moveParticipantSucceeded(party), .moveParticipantFailed(nil),
    .callTransferAccepted(target: agent, transferee: nil), .callTransferFailed, .playStarted,
    .playCompleted, .playFailed(sourceIndex: 0), .playCanceled,
    .recognizeCompleted(.choice(label: "sales", phrase: nil, confidence: 0.9)),
    .recognizeCompleted(.tones([.one, .asterisk])),
    .recognizeCompleted(.speech("hello", confidence: nil)), .recognizeCompleted(nil),
    .recognizeFailed(sourceIndex: nil), .recognizeCanceled, .toneReceived(.pound, sequenceID: 2),
    .toneRecognitionFailed, .toneRecognitionStopped,
    .recordingStateChanged(RecordingID("r"), .active), .startRecordingFailed(nil), .holdFailed,
    .sendTonesCompleted, .sendTonesFailed, .createCallFailed, .connectFailed,
    .mediaStreamingStarted, .mediaStreamingStopped, .mediaStreamingFailed, .transcriptionStarted,
    .transcriptionStopped, .transcriptionUpdated, .transcriptionFailed,
    .unrecognized(type: "Microsoft.Communication.New"),
  ]

  static let recordingFiles = RecordingFiles(
    recordingID: RecordingID("r"),
    startedAt: time,
    duration: .seconds(6),
    files: [
      RecordingFile(
        index: 1,
        content: "https://x/c",
        metadata: "https://x/m",
        format: "wav",
        delete: "https://x/d"
      )
    ]
  )

  static let inputWithFlags = CallInput(
    at: time,
    .timer(TimerID("due")),
    flags: FlagChanges(set: ["emergency": .bool(true), "notice": .null], restored: ["level"])
  )

  static let sealedInput = CallInput(at: time, .timer(TimerID("due"))).sealed(.hangUpRequested)

  static let inputs: [CallInput.Content] = [
    .incoming(
      IncomingCall(
        to: agent,
        from: party,
        callerName: "Ada",
        context: IncomingCallContext("key"),
        correlationID: CorrelationID("c"),
        serverCallID: ServerCallID("s"),
        sipHeaders: ["x": "y"],
        rungAt: time,
        onBehalfOf: party
      )
    ),
    .event(
      CallEvent(
        id: EventID("e"),
        connectionID: CallConnectionID("n"),
        context: context,
        result: ResultInformation(code: 200, subCode: 0, sipCode: 200),
        content: .playStarted,
        feedUpdate: FeedUpdate(status: "mediaStreamingStopped", details: "subscriptionStopped")
      )
    ),
    .answered(context, CommandAnswer(invitationID: InvitationID("i"))),
    .refused(
      context,
      Refusal(certainty: .definite, status: 400, code: "8523", message: "no")
    ),
    .httpFinished(ordinal: 3, .response(HTTPAnswer(status: 200, headers: [:], body: .int(1)))),
    .httpFinished(ordinal: 3, .timedOut), .httpFinished(ordinal: 3, .failed(message: "reset")),
    .httpFinished(ordinal: 3, .refused(message: "no secret")), .timer(TimerID("due")),
    .signal(id: EventID("s"), name: "go", fields: .map(CELMap())),
    .observed(
      Observation(
        call: .connected,
        participants: [],
        recording: RecordingReport(RecordingID("r"), .gone),
        party: PartyReport(
          Identifier(rawID: "4:+14255550123"),
          Participant(identifier: Identifier(rawID: "4:+14255550123"), isOnHold: true)
        )
      )
    ),
    .hangUpRequested, .recovered, .started(arguments: ["a": .int(1)]),
    .recordingReady(recordingFiles),
    .httpFinished(ordinal: 3, .fetched(["a-whole-0.wav"])),
  ]

  static let effects: [Effect] = [
    .send(SendEffect(context: context, command: .terminate, firstSent: time, deadline: time)),
    .http(
      HTTPEffect(
        ordinal: 3,
        method: "POST",
        url: [.text("https://x/"), .secret("token"), .encodedSecret("key")],
        headers: [HTTPEffect.Header(name: "x", value: [.text("y")])],
        body: .map(CELMap()),
        timeout: .seconds(5),
        once: true,
        publicHostsOnly: true,
        isSensitive: true
      )
    ),
    .read([
      .call, .participants, .recording(RecordingID("r")),
      .participant(Identifier(rawID: "4:+14255550123")),
    ]),
    .setTimer(TimerID("due"), due: time), .cancelTimer(TimerID("due")), .withdraw(ordinal: 3),
    .schedule(
      ScheduledCall(
        id: CallID("c"),
        flow: "later",
        arguments: ["a": .int(1)],
        due: time,
        isSensitive: true
      )
    ),
    .log(LogEntry(level: .info, path: path, text: "hello", fields: ["a": "b"])),
    .trace(StepTrace(path: path, keyword: "play", mark: .started)),
    .trace(StepTrace(path: path, keyword: "play", mark: .skipped)),
    .trace(StepTrace(path: .flowHandler("failed"), keyword: "on", mark: .entered)),
    .trace(
      StepTrace(
        path: path,
        keyword: "play",
        mark: .ended(outcome: "done", detail: ""),
        branch: path.list(under: "on", entry: "done")
      )
    ),
    .release(ordinal: 3),
    .fetch(
      FetchEffect(
        ordinal: 3,
        name: "whole",
        files: recordingFiles.files,
        target: .folder("office"),
        deletes: true
      )
    ),
    .fetch(
      FetchEffect(
        ordinal: 3,
        name: "whole.2",
        files: [],
        target: .url([.text("https://x/")], publicHostsOnly: true),
        deletes: false
      )
    ),
  ]
}
