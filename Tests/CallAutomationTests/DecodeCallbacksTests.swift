import CallAutomation
import CallModel
import JSON
import Testing

@Suite struct DecodeCallbacksTests {
  @Test(arguments: CallEvent.Kind.allCases.filter { $0 != .unrecognized })
  func `every kind has a recorded body that decodes to it`(kind: CallEvent.Kind) throws {
    let names = fixtureNames(in: "Events").filter {
      $0 == "\(kind.rawValue).json" || $0.hasPrefix("\(kind.rawValue)-")
    }
    #expect(!names.isEmpty)
    for name in names {
      let event = try lone(fixture("Events/\(name)"))
      #expect(event.kind == kind, "\(name)")
      #expect(event.connectionID == Samples.connectionID, "\(name)")
      #expect(event.result != nil, "\(name)")
    }
  }

  @Test func `every recorded body is of a kind that is known`() {
    let kinds = Set(CallEvent.Kind.allCases.map(\.rawValue))
    let others = fixtureNames(in: "Events").filter {
      !kinds.contains(String($0.prefix { $0 != "-" && $0 != "." }))
    }
    #expect(others.isEmpty)
  }

  @Test func `a type that nobody knows is recorded, not refused`() throws {
    let type = "Microsoft.Communication.CallWhispered"
    #expect(try lone(body("CallWhispered", "{}")).content == .unrecognized(type: type))
  }

  @Test func `a telephone leg's SIP status and Q.850 cause are told`() throws {
    let data = """
      {"resultInformation":{"code":486,"subCode":560486,"message":"Busy",
       "sipDetails":{"code":486,"message":"Busy Here"},
       "q850Details":{"code":17,"message":"User busy"}}}
      """
    let event = try lone(body("CreateCallFailed", data))
    #expect(event.result?.sipCode == 486)
    #expect(event.result?.q850Code == 17)
    #expect(try lone(fixture("Events/CreateCallFailed.json")).result?.sipCode == nil)
  }

  @Test func `what only a kind tells is told`() throws {
    let agent = Samples.agent
    #expect(
      try content("ParticipantsUpdated")
        == .participantsUpdated(
          [
            Participant(identifier: Samples.caller),
            Participant(identifier: agent, isOnHold: true),
          ],
          sequenceNumber: 3
        )
    )
    #expect(try content("AddParticipantFailed") == .addParticipantFailed(agent))
    #expect(
      try content("CancelAddParticipantSucceeded")
        == .cancelAddParticipantSucceeded(InvitationID("9d0c1f7a-6a55-4f0b-8e1e-3c9e7a1b2d44"))
    )
    #expect(
      try content("CallTransferAccepted")
        == .callTransferAccepted(
          target: .phoneNumber("+14255550199"),
          transferee: Samples.caller
        )
    )
    #expect(try content("PlayFailed") == .playFailed(sourceIndex: 0))
    #expect(
      try content("ContinuousDtmfRecognitionToneReceived") == .toneReceived(.eight, sequenceID: 1)
    )
    guard case .recordingStateChanged(_, .active) = try content("RecordingStateChanged") else {
      Issue.record("not active")
      return
    }
  }

  @Test func `what is said of a feed is kept, in the service's words`() throws {
    let failed = try lone(fixture("Events/MediaStreamingFailed.json"))
    #expect(
      failed.feedUpdate
        == FeedUpdate(
          status: "mediaStreamingFailed",
          details: "streamConnectionUnsuccessful"
        )
    )
    #expect(failed.result?.subCode == 8603)
    let updated = try lone(fixture("Events/TranscriptionUpdated.json"))
    #expect(
      updated.feedUpdate
        == FeedUpdate(status: "transcriptionUpdated", details: "transcriptionLocaleUpdated")
    )
    #expect(try lone(fixture("Events/PlayStarted.json")).feedUpdate == nil)
    for update in ["null", "7", "{}", #"{"transcriptionStatusDetails":""}"#] {
      let event = try lone(body("TranscriptionFailed", #"{"transcriptionUpdate":\#(update)}"#))
      #expect(event.content == .transcriptionFailed)
      #expect(event.feedUpdate == nil)
    }
  }

  @Test func `what was recognized is told`() throws {
    #expect(
      try content("RecognizeCompleted-dtmf") == .recognizeCompleted(.tones([.one, .pound]))
    )
    #expect(
      try content("RecognizeCompleted-choices")
        == .recognizeCompleted(
          .choice(label: "Billing", phrase: "billing please", confidence: 0.91)
        )
    )
    #expect(
      try content("RecognizeCompleted-choices-by-key")
        == .recognizeCompleted(.choice(label: "Billing", phrase: nil, confidence: nil))
    )
    #expect(
      try content("RecognizeCompleted-speech")
        == .recognizeCompleted(.speech("I need help with my bill.", confidence: 0.88))
    )
    #expect(try content("RecognizeFailed-prompt") == .recognizeFailed(sourceIndex: 0))
    #expect(try content("RecognizeFailed-silence") == .recognizeFailed(sourceIndex: nil))
  }

  @Test func `codes and our own context are read, other people's words are not`() throws {
    let event = try lone(fixture("Events/CallDisconnected.json"))
    #expect(event.result?.code == 200)
    #expect(event.result?.subCode == 7000)
    #expect(event.context == nil)
    let ours = #"{"operationContext":"7.2","callConnectionId":"c"}"#
    #expect(
      try lone(body("PlayStarted", ours)).context == OperationContext(ordinal: 7, attempt: 2)
    )
    #expect(try lone(fixture("Events/PlayStarted.json")).context == nil)
  }

  @Test func `a recognize that an older service calls completed with 8508 is canceled`() throws {
    let data = #"{"resultInformation":{"code":400,"subCode":8508,"message":""}}"#
    #expect(try lone(body("RecognizeCompleted", data)).content == .recognizeCanceled)
  }

  @Test func `keys that came too slowly are a result whose code says so`() throws {
    let data = #"""
      {"recognitionType":"dtmf","dtmfResult":{"tones":["One","two"]},
       "resultInformation":{"code":400,"subCode":8532,"message":""}}
      """#
    let event = try lone(body("RecognizeFailed", data))
    #expect(event.content == .recognizeCompleted(.tones([.one, .two])))
    #expect(event.result?.subCode == 8532)
    let none = #"{"dtmfResult":{"tones":[]}}"#
    #expect(
      try lone(body("RecognizeFailed", none)).content == .recognizeFailed(sourceIndex: nil)
    )
  }

  @Test func `an empty phrase is none, and empty speech is nothing recognized`() throws {
    let choice = #"{"choiceResult":{"label":"a","recognizedPhrase":""},"callConnectionId":""}"#
    let event = try lone(body("RecognizeCompleted", choice))
    #expect(
      event.content == .recognizeCompleted(.choice(label: "a", phrase: nil, confidence: nil))
    )
    #expect(event.connectionID == nil)
    let speech = #"{"speechResult":{"speech":"","confidence":0.1}}"#
    #expect(try lone(body("RecognizeCompleted", speech)).content == .recognizeCompleted(nil))
  }

  @Test func `a lone event is read, and unknown members are ignored`() throws {
    let text = #"""
      {"id":"e","type":"Microsoft.Communication.CallConnected","x":[{}],
       "data":{"callConnectionId":"c","y":{"z":1}}}
      """#
    let event = try lone(Array(text.utf8))
    #expect(event.content == .callConnected)
    #expect(event.result == nil)
  }

  @Test func `a bad element does not spoil the others`() throws {
    let text = #"""
      [{"id":"1","type":"Microsoft.Communication.PlayStarted"},
       {"type":"Microsoft.Communication.PlayStarted"}, 5, null,
       {"id":"2","type":"Microsoft.Communication.ParticipantsUpdated","data":{}},
       {"id":"3","type":"Contoso.Something"}]
      """#
    let results = try decodeCallbacks(Array(text.utf8)).get()
    let kinds = results.map { try? $0.get().kind }
    #expect(kinds == [.playStarted, nil, nil, nil, .participantsUpdated, .unrecognized])
    let failure = #expect(throws: MalformedEvent.self) { try results[1].get() }
    #expect(
      failure?.description
        == "event 1 (Microsoft.Communication.PlayStarted): `id` is missing or no text"
    )
  }

  @Test func `an event that lacks a member is taken for what it says`() throws {
    let caller = #"{"identifier":{"rawId":"4:+14255550123"}}"#
    let list = #"{"participants":[\#(caller)]}"#
    #expect(
      try lone(body("ParticipantsUpdated", list)).content
        == .participantsUpdated(
          [Participant(identifier: .phoneNumber("+14255550123"))],
          sequenceNumber: nil
        )
    )
    // Of a list that is not whole nobody can be missing.
    let partial = #"{"participants":[\#(caller),{}],"sequenceNumber":4}"#
    guard
      case .participantsUpdated(_, sequenceNumber: nil) =
        try lone(body("ParticipantsUpdated", partial)).content
    else {
      Issue.record("taken for a whole list")
      return
    }
    let tone = "ContinuousDtmfRecognitionToneReceived"
    #expect(
      try lone(body(tone, #"{"tone":"eight"}"#)).content == .toneReceived(.eight, sequenceID: nil)
    )
  }

  @Test(arguments: [
    "ContinuousDtmfRecognitionToneReceived", "RecordingStateChanged",
  ])
  func `an event that tells nothing but its type is recorded`(kind: String) throws {
    let type = "Microsoft.Communication.\(kind)"
    #expect(try lone(body(kind, "{}")).content == .unrecognized(type: type))
  }

  @Test(arguments: ["", "x", "{", "[1"])
  func `a body that is not JSON is refused as a whole`(text: String) {
    #expect {
      try decodeCallbacks(Array(text.utf8)).get()
    } throws: { error in
      guard case .json? = error as? WebhookBodyFailure else { return false }
      return true
    }
  }

  @Test func `a body with too many events is refused as a whole`() throws {
    func body(_ count: Int) -> [UInt8] {
      Array("[\(Array(repeating: "1", count: count).joined(separator: ","))]".utf8)
    }
    let callbacks = WebhookLimits.callbackEvents
    #expect(try decodeCallbacks(body(callbacks)).get().count == callbacks)
    #expect(throws: WebhookBodyFailure.tooManyEvents(limit: callbacks)) {
      try decodeCallbacks(body(callbacks + 1)).get()
    }
    let delivered = WebhookLimits.eventGridEvents
    #expect(try decodeEventGrid(body(delivered)).get().events.count == delivered)
    #expect(throws: WebhookBodyFailure.tooManyEvents(limit: delivered)) {
      try decodeEventGrid(body(delivered + 1)).get()
    }
  }

  private func content(_ name: String) throws -> CallEvent.Content {
    try lone(fixture("Events/\(name).json")).content
  }

  private func body(_ type: String, _ data: String) -> [UInt8] {
    Array(#"[{"id":"e","type":"Microsoft.Communication.\#(type)","data":\#(data)}]"#.utf8)
  }

  private func lone(_ body: [UInt8]) throws -> CallEvent {
    let events = try decodeCallbacks(body).get()
    #expect(events.count == 1)
    return try #require(events.first).get()
  }
}
