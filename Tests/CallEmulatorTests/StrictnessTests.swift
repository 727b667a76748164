import CallAutomation
import CallEmulator
import CallModel
import JSON
import Testing

/// The service takes nothing that its description does not have.
@Suite struct StrictnessTests {
  private static let text = #"{"kind":"text","text":{"text":"x","sourceLocale":"en-US"}}"#
  private static let target = #""targetParticipant":{"rawId":"4:+14255550123"}"#
  private static let tones = #""dtmfOptions":{"maxTonesToCollect":1}"#

  @Test(arguments: [
    (":play", "", "The body is not JSON: byte 0 of the JSON is not a JSON value."),
    (":play", "[]", "The body is no object."),
    (":play", "{}", "`playSources` is missing."),
    (":play", #"{"playSources":[]}"#, "`playSources` is missing."),
    (
      ":play", #"{"playSources":[\#(text)],"loop":true}"#, "`loop` is not a member of this request."
    ),
    (":play", #"{"playSources":[\#(text)],"playOptions":{}}"#, "`playOptions.loop` is missing."),
    (
      ":play", #"{"playSources":[\#(text)],"playOptions":{"loop":1}}"#,
      "`playOptions.loop` is no boolean."
    ),
    (":play", #"{"playSources":[{"kind":"text"}]}"#, "`playSources[0].text` is missing."),
    (
      ":play", #"{"playSources":[{"kind":"tape"}]}"#,
      "`playSources[0].kind` is none of file, text, ssml."
    ),
    (":play", #"{"playSources":[\#(text)],"playTo":[{}]}"#, "`playTo[0]` names no identifier."),
    (
      ":play", #"{"playSources":[\#(text)],"operationCallbackUri":"http://contoso.com"}"#,
      "The field OperationCallbackUri is invalid."
    ),
    (":recognize", #"{\#(target)}"#, "`recognizeInputType` is missing."),
    (":recognize", #"{"recognizeInputType":"dtmf"}"#, "`recognizeOptions` is missing."),
    (
      ":recognize", #"{"recognizeInputType":"dtmf","recognizeOptions":{\#(target)}}"#,
      "`recognizeOptions.dtmfOptions` is missing."
    ),
    (
      ":recognize",
      #"{"recognizeInputType":"choices","recognizeOptions":{\#(target),"choices":[]}}"#,
      "`recognizeOptions.choices` is missing."
    ),
    (
      ":recognize", #"{"recognizeInputType":"dtmf","recognizeOptions":{\#(tones)}}"#,
      "`recognizeOptions.targetParticipant` is missing."
    ),
    (
      ":recognize",
      #"{"recognizeInputType":"dtmf","recognizeOptions":{\#(target),\#(tones),"initialSilenceTimeoutInSeconds":301}}"#,
      "`recognizeOptions.initialSilenceTimeoutInSeconds` is no integer from 0 to 300."
    ),
    (
      "/participants:add", #"{"participantToAdd":{"rawId":"4:+1425","kind":"gnome"}}"#,
      "`participantToAdd.kind` is none of phoneNumber, communicationUser, microsoftTeamsUser, microsoftTeamsApp, teamsExtensionUser, unknown."
    ),
    (
      "/participants:add",
      #"{"participantToAdd":{"kind":"phoneNumber","communicationUser":{"id":"8:acs:a"}}}"#,
      "`participantToAdd` says kind phoneNumber and names a communicationUser."
    ),
    (
      "/participants:add",
      #"{"participantToAdd":{"rawId":"4:+1425"},"invitationTimeoutInSeconds":181}"#,
      "`invitationTimeoutInSeconds` is no integer from 0 to 180."
    ),
    (
      "/participants:add",
      #"{"participantToAdd":{"rawId":"4:+1425"},"customCallingContext":{"sipHeaders":{"x":"y"}}}"#,
      "The SIP header x is none that can be sent."
    ),
    (
      "/participants:add",
      #"{"participantToAdd":{"rawId":"4:+1425"},"customCallingContext":{"teamsPhoneCallDetails":{"callTopic":"0123456789012345678901234567890123456789012345678"}}}"#,
      "The call topic is longer than 48 characters."
    ),
    (
      "/participants:add",
      #"{"participantToAdd":{"rawId":"4:+1425"},"customCallingContext":{"teamsPhoneCallDetails":{"teamsPhoneCallerDetails":{"caller":{"rawId":"4:+1425"},"name":"Ann"}}}}"#,
      "`customCallingContext.teamsPhoneCallDetails.teamsPhoneCallerDetails.phoneNumber` is missing."
    ),
    (
      "/participants:add",
      #"{"participantToAdd":{"rawId":"4:+1425"},"customCallingContext":{"teamsPhoneCallDetails":{"topic":"x"}}}"#,
      "`customCallingContext.teamsPhoneCallDetails.topic` is not a member of this request."
    ),
    (
      "/participants:add",
      #"{"participantToAdd":{"rawId":"4:+1425"},"customCallingContext":{"teamsPhoneCallDetails":{"teamsPhoneCallerDetails":{"caller":{"rawId":"4:+1425"},"name":"Ann","phoneNumber":"1","additionalCallerInformation":{"a":"","b":"","c":"","d":"","e":"","f":"","g":"","h":"","i":"","j":"","k":""}}}}}"#,
      "There are more than 10 entries of additional caller information."
    ),
    (
      "/participants:add",
      #"{"participantToAdd":{"rawId":"4:+1425"},"customCallingContext":{"teamsPhoneCallDetails":{"teamsPhoneSourceDetails":{"source":{"rawId":"4:+1425"},"language":"en","status":"x","intendedTargets":{"a":{}}}}}}"#,
      "`customCallingContext.teamsPhoneCallDetails.teamsPhoneSourceDetails.intendedTargets.a` names no identifier."
    ),
    ("/participants:cancelAddParticipant", "{}", "`invitationId` is missing."),
    (":transferToParticipant", "{}", "`targetParticipant` is missing."),
    (":startContinuousDtmfRecognition", "{}", "`targetParticipant` is missing."),
  ])
  func `a body that is not as described is refused with 8523`(
    suffix: String,
    body: String,
    message: String
  ) throws {
    var conversation = try Conversation.answered()
    let response = conversation.post(suffix, body)
    #expect(response.status == 400)
    let error = try parseJSON(response.body, limits: .webhook)["error"]
    #expect(error?["code"]?.text == "8523")
    #expect(error?["message"]?.text == message)
  }

  @Test func `a text of 4000 characters is taken, one of 4001 is not`() throws {
    var conversation = try Conversation.answered()
    #expect(refusal(conversation.send(.say(String(repeating: "x", count: 4000)))) == nil)
    #expect(refusal(conversation.send(.say(String(repeating: "x", count: 4001)))) == "400/8523")
  }

  @Test(arguments: [
    (#"{"callbackUri":"http://localhost/x"}"#, "`incomingCallContext` is missing."),
    (#"{"incomingCallContext":"x"}"#, "`callbackUri` is missing."),
    (#"{"incomingCallContext":"x","callbackUri":"nowhere"}"#, "The field CallbackUri is invalid."),
  ])
  func `an answer that is not as described is refused`(body: String, message: String) throws {
    var conversation = Conversation()
    let response = conversation.request("POST", "/calling/callConnections:answer", body)
    #expect(response.status == 400)
    #expect(try parseJSON(response.body, limits: .webhook)["error"]?["message"]?.text == message)
  }

  @Test func `recording takes one way of naming the call`() throws {
    var conversation = try Conversation.answered()
    let locator = #""callLocator":{"kind":"serverCallLocator","serverCallId":"x"}"#
    func status(_ body: String) -> Int {
      conversation.request("POST", "/calling/recordings", body).status
    }
    let id = try #require(conversation.connectionID)
    #expect(status("{}") == 400)
    #expect(status(#"{"callConnectionId":"\#(id)",\#(locator)}"#) == 400)
    #expect(status(#"{\#(locator)}"#) == 404)
    #expect(status(#"{"callConnectionId":"x"}"#) == 404)
    #expect(status(#"{"callConnectionId":"\#(id)","recordingChannelType":"unmixed"}"#) == 400)
    for affinity in [#"{"channel":0}"#, #"{"channel":5,"participant":{"rawId":"4:+1"}}"#] {
      #expect(status(#"{"callConnectionId":"\#(id)","channelAffinity":[\#(affinity)]}"#) == 400)
    }
    #expect(status(#"{"callConnectionId":"\#(id)","recordingContentType":null}"#) == 202)
  }

  @Test(arguments: [
    ("GET", "/", 404),
    ("POST", "/calling/callConnections/x/participants:moveHere", 404),
    ("POST", "/calling/callConnections/x:dance", 404),
    ("GET", "/calling/callConnections/x", 404), ("GET", "/calling/recordings/x", 404),
    ("GET", "/calling/callConnections/%ZZ", 404), ("GET", "/calling/callConnections/", 404),
    ("GET", "/calling/callConnections/x/participants/4%3A%2B1", 404),
  ])
  func `paths that are not there are not found`(
    method: String,
    path: String,
    status: Int
  ) {
    var conversation = Conversation()
    #expect(conversation.request(method, path).status == status)
  }

  @Test func `one participant can be read by raw id`() throws {
    var conversation = try Conversation.answered()
    let id = try #require(conversation.connectionID)
    let path = "/calling/callConnections/\(id)/participants/4%3A%2B14255550123"
    let response = conversation.request("GET", path)
    #expect(response.status == 200)
    #expect(
      try parseJSON(response.body, limits: .webhook)["identifier"]?["rawId"]?.text
        == "4:+14255550123"
    )
  }
}

@Suite struct AuthenticationTests {
  private let request = ServiceRequest(
    method: "GET",
    path: "/calling/callConnections/x",
    query: "api-version=2026-03-12"
  )

  private func status(
    key: [UInt8] = EmulatorConfiguration.developmentKey,
    late: Milliseconds = Milliseconds(0),
    change: (inout ServiceRequest) -> Void = { _ in }
  ) -> Int {
    var conversation = Conversation()
    let date = conversation.now
    var signed = signed(request, key: key, host: "localhost", date: date)
    signed.headers.append(ServiceRequest.Header("Host", "localhost"))
    change(&signed)
    return conversation.emulator.handle(signed, at: date + late).status
  }

  @Test func `what is signed with the key comes through, late or early by 15 minutes`() {
    #expect(status() == 404)
    #expect(status(late: .seconds(899)) == 404)
  }

  @Test func `anything else is 401`() {
    #expect(status(key: [1]) == 401)
    #expect(status(late: .seconds(901)) == 401)
    #expect(status { $0.headers = [] } == 401)
    #expect(status { $0.headers.removeAll { $0.name == "x-ms-date" } } == 401)
    #expect(
      status { request in
        request.headers.removeAll { $0.name == "Host" }
        request.headers.append(ServiceRequest.Header("Host", "elsewhere"))
      } == 401
    )
  }

  @Test func `a refusal says why, for the one who debugs it`() throws {
    var conversation = Conversation()
    let response = conversation.emulator.handle(request, at: conversation.now)
    let error = try parseJSON(response.body, limits: .webhook)["error"]
    #expect(error?["code"]?.text == "7509")
    #expect(error?["message"]?.text == "HMAC-SHA256 validation failed")
    #expect(error?["innererror"]?["code"]?.text == "7509")
    #expect(error?["innererror"]?["message"]?.text == "no Authorization header")
  }

  @Test(arguments: ["x-ms-date", "x-ms-content-sha256"])
  func `a header that is missing is named`(name: String) throws {
    var conversation = Conversation()
    let key = EmulatorConfiguration.developmentKey
    var request = signed(request, key: key, host: "localhost", date: conversation.now)
    request.headers.append(ServiceRequest.Header("Host", "localhost"))
    request.headers.removeAll { $0.name.lowercased() == name }
    let response = conversation.emulator.handle(request, at: conversation.now)
    let error = try response.json["error"]
    #expect(error?["innererror"]?["message"]?.text == "\(name) is missing")
  }

  @Test func `a token is refused as one`() throws {
    var conversation = Conversation()
    var request = request
    request.headers = [ServiceRequest.Header("Authorization", "Bearer x")]
    let response = conversation.emulator.handle(request, at: conversation.now)
    #expect(response.status == 401)
    #expect(try parseJSON(response.body, limits: .webhook)["error"]?["code"]?.text == "7501")
  }

  @Test(arguments: [
    "", "x=2026-03-12", "api-version=", "api-version=2020-01-01", "api-version=2024-11-15-preview",
  ])
  func `a version that is missing, unknown or withdrawn is no resource, without a code`(
    query: String
  ) throws {
    var conversation = Conversation()
    let response = conversation.handle(
      ServiceRequest(
        method: "GET",
        path: "/calling/recordings/x",
        query: query
      )
    )
    #expect(response.status == 404)
    let error = try parseJSON(response.body, limits: .webhook)["error"]
    #expect(error?["code"] == nil)
    #expect(
      error?["message"]?.text
        == "No HTTP resource was found that matches the request URI "
        + "'http://localhost/calling/recordings/x\(query.isEmpty ? "" : "?")\(query)'."
    )
  }

  @Test(arguments: [
    ("TRACE", "callConnections:answer"), ("GET", "callConnections:reject"),
    ("GET", "callConnections"), ("PUT", "callConnections/x"), ("PATCH", "callConnections/x"),
    ("GET", "callConnections/x:play"),
    ("POST", "callConnections/x/participants/4:+14255550123"), ("TRACE", "recordings"),
    ("PUT", "recordings/x"), ("GET", "recordings/x:pause"),
  ])
  func `another method than a path takes is said to be one, and which it takes`(
    method: String,
    path: String
  ) {
    var conversation = Conversation()
    func answer(_ path: String) -> EmulatorResponse {
      conversation.handle(
        ServiceRequest(method: method, path: "/calling/\(path)", query: "api-version=2026-03-12")
      )
    }
    let refusal = answer(path)
    #expect(refusal.status == 405)
    let allowed = refusal.headers.first { $0.name == "Allow" }?.value.split(separator: ", ") ?? []
    #expect(!allowed.isEmpty && !allowed.contains { $0 == method })
    #expect(answer("nothing/\(path)").status == 404)
  }

  @Test(arguments: [
    "2023-10-15", "2024-04-15", "2024-09-15", "2025-06-15", "2025-08-15-preview", "2026-03-12",
  ])
  func `a known version is taken, and parties are moved since the last`(version: String) throws {
    var conversation = try Conversation.answered()
    let id = try #require(conversation.connectionID)
    func request(_ method: String, _ suffix: String, _ body: String = "") -> EmulatorResponse {
      conversation.handle(
        ServiceRequest(
          method: method,
          path: "/calling/callConnections/\(id)\(suffix)",
          query: "api-version=\(version)",
          body: Array(body.utf8)
        )
      )
    }
    #expect(request("GET", "").status == 200)
    let move = #"{"targetParticipants":[{"rawId":"4:+14255550123"}],"fromCall":"x"}"#
    let isLast = version == "2026-03-12"
    #expect(request("POST", "/participants:moveHere", move).status == (isLast ? 202 : 404))
    let add =
      #"{"participantToAdd":{"rawId":"8:acs:a_b_c"},"#
      + #""customCallingContext":{"teamsPhoneCallDetails":{"callTopic":"x"}}}"#
    #expect(request("POST", "/participants:add", add).status == (isLast ? 202 : 400))
  }
}
