import CallAutomation
import CallModel
import Testing

@Suite struct DecodeAnswerTests {
  @Test func `an answer names the connection, an invitation, a recording`() {
    let answer = decode(command("answer"), 200, #"{"callConnectionId":"c","serverCallId":"s"}"#)
    #expect(answer == .success(CommandAnswer(connectionID: .init("c"), serverCallID: .init("s"))))
    let add = decode(command("add-participant"), 202, #"{"invitationId":"i","participant":{}}"#)
    #expect(add == .success(CommandAnswer(invitationID: InvitationID("i"))))
    let start = decode(command("start-recording"), 202, #"{"recordingId":"r"}"#)
    #expect(start == .success(CommandAnswer(recordingID: RecordingID("r"))))
  }

  @Test func `empty ids are none`() {
    let body = #"{"callConnectionId":"","serverCallId":"","invitationId":"","recordingId":""}"#
    #expect(decode(command("answer"), 200, body) == .success(CommandAnswer()))
  }

  @Test(arguments: [200, 202, 204])
  func `a success without a readable body is a success`(status: Int) {
    #expect(decode(command("start-recording"), status, "") == .success(CommandAnswer()))
    #expect(decode(command("answer"), status, "<html>") == .success(CommandAnswer()))
    #expect(decode(.terminate, status, "") == .success(CommandAnswer()))
  }

  @Test(arguments: [400, 401, 403, 404, 405, 409, 412])
  func `a 4xx is a definite refusal with the service's code`(status: Int) {
    let body = #"{"error":{"code":"8523","message":"No.","innererror":{"x":1}}}"#
    let refusal = Refusal(certainty: .definite, status: status, code: "8523", message: "No.")
    #expect(decode(.terminate, status, body) == .failure(refusal))
  }

  @Test(arguments: [100, 301, 408, 429, 500, 502, 503, 504])
  func `anything else is an indefinite one`(status: Int) {
    let refusal = Refusal(
      certainty: .indefinite,
      status: status,
      code: nil,
      message: "the service answered \(status)"
    )
    #expect(decode(.terminate, status, "not JSON") == .failure(refusal))
  }

  @Test func `Retry-After is whole seconds or a date, at most an hour`() {
    let now = "Mon, 02 Mar 2026 09:05:07 GMT"
    #expect(retryAfterSeconds("7", answeredAt: nil) == 7)
    #expect(retryAfterSeconds("99999", answeredAt: nil) == 3600)
    #expect(retryAfterSeconds(nil, answeredAt: now) == nil)
    #expect(retryAfterSeconds("-1", answeredAt: now) == nil)
    #expect(retryAfterSeconds("Mon, 02 Mar 2026 09:05:37 GMT", answeredAt: now) == 30)
    #expect(retryAfterSeconds("Tue, 03 Mar 2026 09:05:37 GMT", answeredAt: now) == 3600)
    #expect(retryAfterSeconds("Mon, 02 Mar 2026 09:00:00 GMT", answeredAt: now) == 0)
    #expect(retryAfterSeconds("tomorrow", answeredAt: now) == nil)
    #expect(retryAfterSeconds("Mon, 02 Mar 2026 09:05:37 GMT", answeredAt: nil) == nil)
    #expect(retryAfterSeconds("Mon, 02 Mar 2026 09:05:37 GMT", answeredAt: "now") == nil)
  }

  private func command(_ name: String) -> CallCommand {
    Samples.commands.first { $0.name == name }?.command ?? .terminate
  }

  private func decode(
    _ command: CallCommand,
    _ status: Int,
    _ body: String
  ) -> Result<CommandAnswer, Refusal> {
    decodeAnswer(to: command, status: status, body: Array(body.utf8))
  }
}

@Suite struct DecodeReadTests {
  @Test(arguments: [
    ("connected", CallPresence.connected), ("connecting", .connecting), ("unknown", .connecting),
    ("transferring", .connected), ("TransferAccepted", .connected), ("disconnecting", .connected),
    ("disconnected", .gone),
  ])
  func `a call's state is read`(state: String, presence: CallPresence) throws {
    let answer = try decode(.call, 200, #"{"callConnectionState":"\#(state)"}"#).get()
    #expect(answer.observation == Observation(call: presence))
  }

  @Test func `a page of participants says where the list goes on`() throws {
    let body = #"""
      {"value":[{"identifier":{"kind":"phoneNumber","rawId":"4:+1425","phoneNumber":
      {"value":"+1425"}},"isMuted":false,"isOnHold":true}],"nextLink":"/next"}
      """#
    let answer = try decode(.participants, 200, body).get()
    let party = Participant(identifier: .phoneNumber("+1425"), isOnHold: true)
    #expect(answer.observation == Observation(participants: [party]))
    #expect(answer.nextLink == "/next")
    #expect(try decode(.participants, 200, #"{"value":[]}"#).get().nextLink == nil)
  }

  @Test func `one party is read, and is or is not in the call`() throws {
    let read = CallRead.participant(Samples.caller)
    let body = #"""
      {"identifier":{"rawId":"4:+14255550123","phoneNumber":{"value":"+14255550123"}},
      "isMuted":true,"isOnHold":false}
      """#
    let party = Participant(identifier: Samples.caller, isMuted: true)
    let found = PartyReport(Samples.caller, party)
    #expect(try decode(read, 200, body).get().observation == Observation(party: found))
    let error = #"{"error":{"code":"8522","message":"Participant not found."}}"#
    let missing = PartyReport(Samples.caller, nil)
    #expect(try decode(read, 404, error).get().observation == Observation(party: missing))
    #expect(throws: Refusal.self) { try decode(read, 404, "<html>").get() }
  }

  @Test func `a recording's state is read`() throws {
    let read = CallRead.recording(Samples.recordingID)
    let answer = try decode(read, 200, #"{"recordingState":"Active"}"#).get()
    let report = RecordingReport(Samples.recordingID, .active)
    #expect(answer.observation == Observation(recording: report))
  }

  @Test func `a 404 of the service's own says it is over`() throws {
    let body = #"{"error":{"code":"8522","message":"Call not found."}}"#
    #expect(try decode(.call, 404, body).get().observation == Observation(call: .gone))
    #expect(try decode(.participants, 404, body).get().observation == Observation(call: .gone))
    let read = CallRead.recording(Samples.recordingID)
    let report = RecordingReport(Samples.recordingID, .gone)
    #expect(try decode(read, 404, body).get().observation == Observation(recording: report))
  }

  @Test func `a proxy's 404 says nothing of the call`() {
    #expect(throws: Refusal.self) { try decode(.call, 404, "<html>").get() }
  }

  @Test(arguments: [#"{}"#, "x", #"{"value":[{}]}"#, #"{"recordingState":"odd"}"#])
  func `a body that does not answer is a refusal`(body: String) {
    for (name, read) in Samples.reads {
      #expect(throws: Refusal.self, "\(name)") { try decode(read, 200, body).get() }
    }
  }

  private func decode(
    _ read: CallRead,
    _ status: Int,
    _ body: String
  ) -> Result<ReadAnswer, Refusal> {
    decodeRead(read, status: status, body: Array(body.utf8))
  }
}
