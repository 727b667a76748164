import CallAutomation
import CallModel
import Testing

@Suite struct DecodeEventGridTests {
  private let incoming = IncomingCall(
    to: Identifier(rawID: "28:orgid:cc123456-5678-5678-1234-ccc123456789"),
    from: Samples.caller,
    callerName: "+14255550123",
    context: IncomingCallContext("eyJ.context"),
    correlationID: CorrelationID("c2b5a7de-1f30-4e86-9a41-77d0e5b3c6f8"),
    serverCallID: ServerCallID("aHR0cHM6Ly9jb252"),
    sipHeaders: ["userToUser": "616263;encoding=hex", "X-MS-Custom-queue": "gold"],
    voipHeaders: ["ticket": "4711"],
    rungAt: Timestamp(milliseconds: 1_772_442_300_554)
  )

  @Test(arguments: [
    "IncomingCall-event-grid", "IncomingCall-cloud-event", "IncomingCall-cloud-events-batch",
  ])
  func `an incoming call is read from either schema`(name: String) throws {
    let event = try lone(name)
    #expect(event.content == .incomingCall(incoming))
    #expect(event.time == Timestamp(milliseconds: 1_772_442_300_554))
    #expect(event.id.rawValue.hasPrefix("e1c0"))
    #expect(incoming.to.kind == .microsoftTeamsApp)
  }

  @Test func `a validation handshake gives the code to answer with`() throws {
    let delivery = try decodeEventGrid(fixture("EventGrid/SubscriptionValidation.json")).get()
    #expect(delivery.validationCode == "512d38b6-c7b8-40c8-89fe-f46f9e9622b6")
    let other = try decodeEventGrid(fixture("EventGrid/IncomingCall-cloud-event.json")).get()
    #expect(other.validationCode == nil)
  }

  @Test func `a recording's files are read, the recording from the subject`() throws {
    guard
      case .recordingFileStatus(let status) = try lone("RecordingFileStatusUpdated").content
    else {
      Issue.record("no file status")
      return
    }
    #expect(status.recordingID == Samples.recordingID)
    #expect(status.duration == Milliseconds(6620))
    #expect(status.chunks.map(\.contentLocation) == ["https://storage.example/content/audio"])
    #expect(status.chunks.map(\.index) == [0])
    #expect(
      status.files.files == [
        RecordingFile(
          index: 0,
          content: "https://storage.example/content/audio",
          metadata: "https://storage.example/content/acsmetadata",
          format: "wav",
          delete: "https://storage.example/delete"
        )
      ]
    )
  }

  @Test func `a batch keeps its order`() throws {
    let delivery = try decodeEventGrid(fixture("EventGrid/batch.json")).get()
    #expect(delivery.events.count == 3)
    #expect(try delivery.events[1].get().content == .incomingCall(incoming))
  }

  @Test func `headers may be absent, null or odd`() throws {
    for context in ["", #","customContext":null"#, #","customContext":{"sipHeaders":{"a":1}}"#] {
      let text = #"""
        [{"id":"e","eventType":"Microsoft.Communication.IncomingCall","data":{"to":
        {"rawId":"28:orgid:x"},"from":{"kind":"phoneNumber","phoneNumber":{"value":"+1425"}},
        "incomingCallContext":"k","correlationId":"c"\#(context)}}]
        """#
      let event = try #require(try decodeEventGrid(Array(text.utf8)).get().events.first).get()
      guard case .incomingCall(let call) = event.content else {
        Issue.record("no incoming call")
        return
      }
      #expect(call.from == .phoneNumber("+1425"))
      #expect(call.sipHeaders.isEmpty)
      #expect(call.serverCallID == nil)
      #expect(event.time == nil)
    }
  }

  @Test(arguments: [
    (#""onBehalfOfCallee":{"kind":"phoneNumber","phoneNumber":{"value":"+12065551212"}},"#, true),
    (#""onBehalfOfCallee":{"rawId":"4:+12065551212"},"#, true),
    ("", false), (#""onBehalfOfCallee":null,"#, false), (#""onBehalfOfCallee":{},"#, false),
    (#""onBehalfOfCallee":7,"#, false),
  ])
  func `whom the caller meant is read, and spoils no call`(member: String, isThere: Bool) throws {
    let text = #"""
      [{"id":"i","type":"Microsoft.Communication.IncomingCall","data":{\#(member)
        "to":{"rawId":"28:orgid:x"},"from":{"rawId":"4:+14255550123"},
        "incomingCallContext":"k","correlationId":"c"}}]
      """#
    let event = try #require(try decodeEventGrid(Array(text.utf8)).get().events.first).get()
    guard case .incomingCall(let call) = event.content else {
      Issue.record("no incoming call")
      return
    }
    #expect(call.onBehalfOf == (isThere ? .phoneNumber("+12065551212") : nil))
  }

  @Test func `empty texts are absent`() throws {
    let text = #"""
      [{"id":"e","eventType":"Microsoft.Communication.IncomingCall","data":{"to":
      {"rawId":"28:orgid:x"},"from":{"kind":"phoneNumber","phoneNumber":{"value":"+1425"}},
      "incomingCallContext":"k","correlationId":"c","serverCallId":"","callerDisplayName":"",
      "customContext":{"sipHeaders":{"a":"","b":" "},"voipHeaders":{"c":""}}}}]
      """#
    let event = try #require(try decodeEventGrid(Array(text.utf8)).get().events.first).get()
    guard case .incomingCall(let call) = event.content else {
      Issue.record("no incoming call")
      return
    }
    #expect(call.callerName == nil)
    #expect(call.serverCallID == nil)
    #expect(call.sipHeaders == ["b": " "])
    #expect(call.voipHeaders.isEmpty)
  }

  @Test func `an incoming call without a correlation is taken`() throws {
    let text = #"""
      [{"id":"i","type":"Microsoft.Communication.IncomingCall","data":{
        "to":{"rawId":"4:+14255550100"},"from":{"rawId":"4:+14255550123"},
        "incomingCallContext":"k"}}]
      """#
    let delivery = try decodeEventGrid(Array(text.utf8)).get()
    guard case .incomingCall(let call) = try #require(delivery.events.first).get().content else {
      Issue.record("it is no incoming call")
      return
    }
    #expect(call.correlationID == CorrelationID(""))
    #expect(callID(for: call).isWellFormed)
  }

  @Test(arguments: ["to", "from", "incomingCallContext"])
  func `an incoming call without what it needs is malformed`(member: String) throws {
    let text = String(
      decoding: try fixture("EventGrid/IncomingCall-cloud-event.json"),
      as: UTF8.self
    )
    let broken = text.replacing(#""\#(member)":"#, with: #""no\#(member)":"#)
    let delivery = try decodeEventGrid(Array(broken.utf8)).get()
    let failure = #expect(throws: MalformedEvent.self) {
      try #require(delivery.events.first).get()
    }
    #expect(failure?.type == "Microsoft.Communication.IncomingCall")
  }

  @Test func `an event of no concern is told by its type`() throws {
    let text = #"{"id":"e","type":"Microsoft.Communication.CallStarted","data":null}"#
    let delivery = try decodeEventGrid(Array(text.utf8)).get()
    let event = try #require(delivery.events.first).get()
    #expect(event.content == .other(type: "Microsoft.Communication.CallStarted"))
  }

  private func lone(_ name: String) throws -> EventGridEvent {
    let delivery = try decodeEventGrid(fixture("EventGrid/\(name).json")).get()
    #expect(delivery.events.count == 1)
    return try #require(delivery.events.first).get()
  }
}
