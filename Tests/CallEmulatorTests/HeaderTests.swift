import CallAutomation
import CallEmulator
import CallModel
import Testing

/// Headers that go with a call: SIP to telephones, VoIP to clients (FACTS.md (f), (j)).
@Suite struct HeaderTests {
  private func add(_ party: String, _ headers: String, to callee: Identifier?) throws -> String {
    var conversation = try Conversation.answered(.caller { $0.to = callee })
    let callerID =
      callee == nil ? "" : #""sourceCallerIdNumber":{"value":"+18005550100"},"#
    let body =
      #"{\#(callerID)"participantToAdd":{"rawId":"\#(party)"},"#
      + #""customCallingContext":{\#(headers)}}"#
    return try conversation.post("/participants:add", body).outcome
  }

  private static let sip = #""sipHeaders":{"X-MS-Custom-Order":"7","User-To-User":"56a1"}"#
  private static let voip = #""voipHeaders":{"order":"7"}"#

  @Test(arguments: [nil, Identifier.phoneNumber("+18005550100")])
  func `a telephone takes SIP headers only`(callee: Identifier?) throws {
    #expect(try add("4:+12065551212", Self.sip, to: callee) == "202")
    #expect(try add("4:+12065551212", Self.voip, to: callee) == "400/8523")
    #expect(try add("4:+12065551212", #""voipHeaders":{}"#, to: callee) == "202")
  }

  @Test func `a client in Teams Phone takes VoIP headers only`() throws {
    #expect(try add("8:acs:a_b_c", Self.voip, to: nil) == "202")
    #expect(try add("8:acs:a_b_c", Self.sip, to: nil) == "400/8523")
  }

  @Test(arguments: [
    ("X-Order", "202"), ("x-ms-custom-order", "202"), ("user-to-user", "202"),
    ("Order", "400/8523"),
  ])
  func `a SIP header begins with X-, or is the one that is known`(
    name: String,
    outcome: String
  ) throws {
    #expect(try add("4:+12065551212", #""sipHeaders":{"\#(name)":"7"}"#, to: nil) == outcome)
  }

  @Test func `a transfer to a telephone takes no VoIP headers either`() throws {
    var conversation = try Conversation.answered()
    let body =
      #"{"targetParticipant":{"rawId":"4:+12065551212"},"customCallingContext":{\#(Self.voip)}}"#
    #expect(try conversation.post(":transferToParticipant", body).outcome == "400/8523")
  }
}
