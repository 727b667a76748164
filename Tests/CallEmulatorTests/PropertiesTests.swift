import CallAutomation
import CallEmulator
import CallModel
import JSON
import Testing

/// What the answers to answering and placing a call say of it (FACTS.md (b),
/// CallConnectionProperties).
@Suite struct PropertiesTests {
  private func answer(_ to: Identifier?, _ members: String = "") throws -> JSONValue {
    var conversation = Conversation(.caller { $0.to = to })
    let context = try conversation.incomingCall().context
    let response = conversation.request(
      "POST",
      "/calling/callConnections:answer",
      #"{"incomingCallContext":"\#(context.rawValue)","callbackUri":"http://localhost/x"\#(members)}"#
    )
    #expect(response.status == 200)
    return try response.json
  }

  @Test func `an answer says who answered, and for which number`() throws {
    let answer = try answer(
      .phoneNumber("+18005550100"),
      #","answeredBy":{"id":"8:acs:a_b"}"#
    )
    #expect(answer["answeredBy"]?["id"]?.text == "8:acs:a_b")
    #expect(answer["answeredFor"]?["value"]?.text == "+18005550100")
  }

  @Test func `an answer for a resource account names no number`() throws {
    let answer = try answer(nil)
    #expect(answer["answeredBy"] == nil)
    #expect(answer["answeredFor"] == nil)
    #expect(answer["sourceCallerIdNumber"] == nil)
  }

  @Test func `a placed call says how it is shown, by whom and to whom`() throws {
    var conversation = Conversation.calling()
    let targets = ["4:+12065551212", "8:acs:r_ann"]
    let answer = try conversation.dial(
      targets,
      #","sourceCallerIdNumber":{"value":"+18005550100"},"sourceDisplayName":"Contoso","#
        + #""source":{"id":"8:acs:r_app"}"#
    )
    #expect(answer["sourceCallerIdNumber"]?["value"]?.text == "+18005550100")
    #expect(answer["sourceDisplayName"]?.text == "Contoso")
    #expect(answer["source"]?["rawId"]?.text == "8:acs:r_app")
    #expect(answer["targets"]?.elements?.map { $0["rawId"]?.text } == targets)
    #expect(answer["answeredFor"] == nil)
  }

  @Test func `sockets are subscriptions, and say whether they are sent to`() throws {
    var conversation = Conversation.calling()
    let answer = try conversation.dial(
      ["8:acs:r_ann"],
      #","mediaStreamingOptions":{"transportType":"websocket","audioChannelType":"mixed","#
        + #""transportUrl":"wss://bot.contoso.com/a","startMediaStreaming":true},"#
        + #""transcriptionOptions":{"transportType":"websocket","locale":"en-US","#
        + #""transportUrl":"wss://bot.contoso.com/t"},"#
        + #""callIntelligenceOptions":{"cognitiveServicesEndpoint":"https://ai.contoso.com/"}"#
    )
    let id = try #require(answer["callConnectionId"]?.text)
    func states(_ call: JSONValue) -> [String?] {
      [
        call["mediaStreamingSubscription"]?["state"]?.text,
        call["transcriptionSubscription"]?["state"]?.text,
        call["transcriptionSubscription"]?["locale"]?.text,
      ]
    }
    #expect(states(answer) == ["inactive", "inactive", "en-US"])
    #expect(
      answer["transcriptionSubscription"]?["subscribedResultTypes"] == .array(["final"])
    )
    conversation.run(for: 5_000)
    #expect(states(try conversation.call(id)) == ["active", "inactive", "en-US"])
    let path = "/calling/callConnections/\(id)"
    _ = conversation.request("POST", path + ":stopMediaStreaming", "{}")
    _ = conversation.request("POST", path + ":startTranscription", #"{"locale":"es-MX"}"#)
    #expect(states(try conversation.call(id)) == ["inactive", "active", "es-MX"])
    _ = conversation.request("POST", path + ":updateTranscription", #"{"locale":"xx"}"#)
    #expect(states(try conversation.call(id)) == ["inactive", "active", "es-MX"])
  }
}
