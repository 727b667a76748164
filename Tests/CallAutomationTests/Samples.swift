import CallAutomation
import CallModel
import Foundation

/// Values the tests of this target share.
enum Samples {
  static let callID = CallID("00112233445566778899aabbccddeeff")
  static let connectionID = CallConnectionID("5f1e0c00-93ab-4d07-8a55-2b6c1d4e9f10")
  static let recordingID = RecordingID("eyJQbGF0Zm9ybSJ9")
  static let caller = Identifier.phoneNumber("+14255550123")
  static let agent = Identifier.teamsExtensionUser(
    Identifier.TeamsExtensionUser(
      user: "a1b2c3d4-3333-4eee-8fff-000000000003",
      tenant: "d4c3b2a1-2222-4ccc-9ddd-000000000002",
      resource: "b0e1d2c3-1111-4aaa-8bbb-000000000001"
    )
  )
  /// 2026-03-02T09:05:07Z.
  static let date = Timestamp(milliseconds: 1_772_442_307_000)

  static func envelope(
    _ version: ServiceVersion = .current,
    connectionID: CallConnectionID? = connectionID
  ) -> CommandEnvelope {
    CommandEnvelope(
      callID: callID,
      context: OperationContext(ordinal: 7, attempt: 2),
      connectionID: connectionID,
      firstSent: date,
      repeatabilityID: repeatabilityID(callID: callID, ordinal: 7),
      callbackBase: "https://flows.contoso.com/",
      version: version
    )
  }

  /// Every read; the names are those of the golden files.
  static let reads: [(name: String, read: CallRead)] = [
    ("read-call", .call), ("read-participants", .participants),
    ("read-participant", .participant(caller)), ("read-recording", .recording(recordingID)),
  ]

  /// At least one of every command; the names are those of the golden files.
  static let commands: [(name: String, command: CallCommand)] = [
    (
      "answer",
      .answer(
        AnswerCommand(
          context: IncomingCallContext("eyJ.context"),
          cognitiveServicesEndpoint: "https://ai.contoso.com/"
        )
      )
    ),
    (
      "answer-without-ai",
      .answer(
        AnswerCommand(context: IncomingCallContext("eyJ.context"), cognitiveServicesEndpoint: nil)
      )
    ),
    (
      "reject",
      .reject(RejectCommand(context: IncomingCallContext("eyJ.context"), reason: .busy))
    ),
    ("play", .play(play)),
    ("play-to-one", .play(playToOne)),
    (
      "play-own-file",
      .play(
        PlayCommand(
          sources: [.file(uri: PlaySource.beepPath)],
          to: [],
          loop: false,
          interrupts: false
        )
      )
    ),
    ("recognize-choices", .recognize(recognizeChoices)),
    ("recognize-tones", .recognize(recognizeTones)),
    ("recognize-speech", .recognize(recognizeSpeech)),
    ("recognize-tones-or-speech", .recognize(recognizeEither)),
    ("cancel-all-media", .cancelAllMedia),
    ("add-participant", .addParticipant(add)),
    ("add-participant-with-details", .addParticipant(addWithDetails)),
    ("add-participant-with-caller-id", .addParticipant(addNumber)),
    ("cancel-add-participant", .cancelAddParticipant(InvitationID("9d0c1f7a"))),
    ("remove-participant", .removeParticipant(Identifier(rawID: "4:+14255550123_7f"))),
    (
      "transfer",
      .transfer(
        TransferCommand(
          target: .phoneNumber("+12065551212"),
          transferee: caller,
          context: CustomContext(voipHeaders: [:], sipHeaders: ["X-MS-Custom-queue": "support"])
        )
      )
    ),
    ("start-recording", .startRecording(.unmixed)),
    (
      "start-recording-options",
      .startRecording(
        StartRecordingCommand(
          channels: .unmixed,
          isPaused: true,
          order: [caller, agent],
          storage: "https://contoso.blob.core.windows.net/calls"
        )
      )
    ),
    ("pause-recording", .pauseRecording(recordingID)),
    ("resume-recording", .resumeRecording(recordingID)),
    ("stop-recording", .stopRecording(RecordingID("e30=/x"))),
    ("start-continuous-tones", .startContinuousTones(caller)),
    ("stop-continuous-tones", .stopContinuousTones(caller)),
    ("terminate", .terminate),
    (
      "hold",
      .hold(
        HoldCommand(party: caller, music: .file(uri: "https://media.contoso.com/hold.wav"))
      )
    ),
    ("hold-without-music", .hold(HoldCommand(party: agent, music: nil))),
    ("unhold", .unhold(caller)),
    ("mute", .mute(Identifier(rawID: "8:acs:resource_user"))),
    (
      "send-tones",
      .sendTones(SendTonesCommand(tones: [.one, .asterisk, .pound, .a], party: caller))
    ),
    (
      "redirect",
      .redirect(
        RedirectCommand(context: IncomingCallContext("eyJ.context"), target: agent)
      )
    ),
    ("leave", .leave),
    (
      "move-participants",
      .moveParticipants(
        MoveParticipantsCommand(parties: [agent], from: CallConnectionID("another-connection"))
      )
    ),
    (
      "connect-room",
      .connect(
        ConnectCommand(
          locator: CallLocator(.room, "99123456789012345"),
          cognitiveServicesEndpoint: "https://ai.contoso.com/"
        )
      )
    ),
    (
      "connect-group-call",
      .connect(
        ConnectCommand(
          locator: CallLocator(.groupCall, "29228d3e-040e-4656-a70e-890ab4e173e5"),
          cognitiveServicesEndpoint: nil
        )
      )
    ),
    (
      "connect-server-call",
      .connect(
        ConnectCommand(
          locator: CallLocator(.serverCall, "aHR0cHM6Ly9jb252LmV4YW1wbGU="),
          cognitiveServicesEndpoint: nil
        )
      )
    ),
    (
      "create-call-as-account",
      .createCall(
        CreateCallCommand(
          target: caller,
          source: Identifier(rawID: "28:orgid:cc123456-5678-5678-1234-ccc123456789"),
          cognitiveServicesEndpoint: "https://ai.contoso.com/",
          timeoutSeconds: 60
        )
      )
    ),
    (
      "create-call-from-number",
      .createCall(
        CreateCallCommand(
          target: caller,
          source: .phoneNumber("+12065551212"),
          cognitiveServicesEndpoint: nil,
          timeoutSeconds: 60
        )
      )
    ),
    (
      "create-call-with-sockets",
      .createCall(
        CreateCallCommand(
          target: Identifier(rawID: "8:acs:resource_user"),
          source: nil,
          cognitiveServicesEndpoint: nil,
          timeoutSeconds: 60,
          streaming: streaming
        )
      )
    ),
    (
      "answer-with-sockets",
      .answer(
        AnswerCommand(
          context: IncomingCallContext("eyJ.context"),
          cognitiveServicesEndpoint: "https://ai.contoso.com/",
          streaming: streaming,
          transcription: TranscriptionOptions(
            url: "wss://bot.contoso.com/text",
            locale: "en-US",
            tellsInterim: true
          )
        )
      )
    ),
    ("start-streaming", .startStreaming), ("stop-streaming", .stopStreaming),
    ("start-transcription", .startTranscription(locale: "en-US")),
    ("update-transcription", .updateTranscription(locale: "es-MX")),
    ("stop-transcription", .stopTranscription),
  ]

  private static let streaming = StreamingOptions(
    url: "wss://bot.contoso.com/audio",
    channels: .unmixed,
    isBidirectional: true,
    format: .pcm24KMono,
    tellsTones: true
  )

  private static let play = PlayCommand(
    sources: [
      .text("Grüß \"Gott\"\n", locale: "de-DE", voice: "de-DE-KatjaNeural"),
      .file(uri: "https://media.contoso.com/hold.wav"), .ssml("<speak/>"),
      .text("Ours.", locale: "en-US", voice: "Ours", endpoint: "e-1"),
      .ssml("<speak/>", endpoint: "e-1"),
    ],
    to: [],
    loop: true,
    interrupts: false
  )
  private static let playToOne = PlayCommand(
    sources: [.text("One moment.", locale: "en-US", voice: nil)],
    to: [agent],
    loop: false,
    interrupts: true
  )
  private static let recognizeChoices = RecognizeCommand(
    input: .choices([
      RecognitionChoice(label: "sales", phrases: ["sales"], tone: .one),
      RecognitionChoice(label: "support", phrases: ["support", "help"], tone: nil),
    ]),
    from: caller,
    prompts: [.text("Sales or support?", locale: "en-US", voice: nil)],
    bargeIn: true,
    initialSilenceSeconds: 5,
    speechLocale: "en-US",
    interrupts: false,
    speechModel: "m-1"
  )
  private static let recognizeTones = RecognizeCommand(
    input: .tones(ToneCollection(maximum: 4, interToneSeconds: 3, stopTones: [.pound])),
    from: caller,
    prompts: [],
    bargeIn: false,
    initialSilenceSeconds: 10,
    speechLocale: nil,
    interrupts: true
  )
  private static let recognizeSpeech = RecognizeCommand(
    input: .speech(endSilence: Milliseconds(1_500)),
    from: caller,
    prompts: [.text("How can we help?", locale: "en-US", voice: nil)],
    bargeIn: true,
    initialSilenceSeconds: 5,
    speechLocale: "en-US",
    interrupts: false
  )
  private static let recognizeEither = RecognizeCommand(
    input: .tonesOrSpeech(
      ToneCollection(maximum: 4, interToneSeconds: 3, stopTones: [.pound]),
      endSilence: Milliseconds(500)
    ),
    from: caller,
    prompts: [],
    bargeIn: true,
    initialSilenceSeconds: 5,
    speechLocale: "en-US",
    interrupts: false
  )
  private static let add = AddParticipantCommand(
    target: agent,
    timeoutSeconds: 30,
    callerID: nil,
    context: CustomContext(voipHeaders: ["ticket": "4711"], sipHeaders: [:])
  )
  private static let addWithDetails = AddParticipantCommand(
    target: agent,
    timeoutSeconds: 30,
    callerID: nil,
    context: CustomContext(
      voipHeaders: [:],
      sipHeaders: [:],
      teamsPhone: TeamsPhoneDetails(
        topic: "A bill",
        caller: TeamsPhoneDetails.Caller(
          identifier: caller,
          name: "Ann",
          phoneNumber: "+14255550123",
          recordID: "4711",
          screenPopURL: "https://crm.contoso.com/4711"
        )
      )
    )
  )
  private static let addNumber = AddParticipantCommand(
    target: .phoneNumber("+12065551212"),
    timeoutSeconds: 60,
    callerID: .phoneNumber("+18005550100"),
    context: nil
  )
}

/// The folder of this target's fixtures.
let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

/// The bytes of a fixture.
func fixture(_ path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: fixtures.appending(path: path)))
}

/// The names of a folder's fixtures, in order.
func fixtureNames(in folder: String) -> [String] {
  let path = fixtures.appending(path: folder).path
  let names = try? FileManager.default.contentsOfDirectory(atPath: path)
  return (names ?? []).sorted()
}
