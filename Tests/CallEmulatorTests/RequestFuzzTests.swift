import CallAutomation
import CallEmulator
import CallModel
import JSON
import TestSupport
import Testing

/// Requests with something of them changed: each is answered as the service answers, and the call
/// goes on to its end.
@Suite struct RequestFuzzTests {
  private static let caller = #"{"rawId":"4:+14255550123","phoneNumber":{"value":"+14255550123"}}"#
  private static let routing =
    #""operationContext":"x","operationCallbackUri":"http://localhost/own""#
  private static let prompt =
    #"{"kind":"text","playSourceCacheId":"a","text":{"text":"Hi.","voiceName":"a","sourceLocale":"en-US","voiceKind":"male"}}"#
  private static let context =
    #"{"sipHeaders":{"X-A":"b"},"voipHeaders":{},"teamsPhoneCallDetails":{"callTopic":"x","teamsPhoneCallerDetails":{"caller":\#(caller),"name":"a","phoneNumber":"b","additionalCallerInformation":{"a":"b"}}}}"#

  /// What follows a connection's path, and a body that is taken.
  private static let onCall: [(suffix: String, body: String)] = [
    (
      ":play",
      #"{"playSources":[\#(prompt)],"playTo":[\#(caller)],"playOptions":{"loop":false},"interruptCallMediaOperation":true,\#(routing)}"#
    ),
    (
      ":recognize",
      #"{"recognizeInputType":"dtmf","playPrompts":[\#(prompt)],"recognizeOptions":{"targetParticipant":\#(caller),"interruptPrompt":true,"initialSilenceTimeoutInSeconds":5,"dtmfOptions":{"maxTonesToCollect":2,"interToneTimeoutInSeconds":2,"stopTones":["pound"]}},\#(routing)}"#
    ),
    (
      ":recognize",
      #"{"recognizeInputType":"choices","recognizeOptions":{"targetParticipant":\#(caller),"choices":[{"label":"a","phrases":["b"],"tone":"one"}]}}"#
    ),
    (
      "/participants:add",
      #"{"participantToAdd":{"rawId":"8:acs:a_b_c"},"invitationTimeoutInSeconds":9,"customCallingContext":\#(context),\#(routing)}"#
    ),
    ("/participants:remove", #"{"participantToRemove":\#(caller),\#(routing)}"#),
    ("/participants:mute", #"{"targetParticipants":[\#(caller)],"operationContext":"x"}"#),
    ("/participants:cancelAddParticipant", #"{"invitationId":"x",\#(routing)}"#),
    ("/participants:moveHere", #"{"targetParticipants":[\#(caller)],"fromCall":"x",\#(routing)}"#),
    (
      ":transferToParticipant",
      #"{"targetParticipant":{"rawId":"4:+12065551212"},"transferee":\#(caller),\#(routing)}"#
    ),
    (":hold", #"{"targetParticipant":\#(caller),"playSourceInfo":\#(prompt),\#(routing)}"#),
    (":unhold", #"{"targetParticipant":\#(caller),\#(routing)}"#),
    (":sendDtmfTones", #"{"tones":["one"],"targetParticipant":\#(caller),\#(routing)}"#),
    (":startContinuousDtmfRecognition", #"{"targetParticipant":\#(caller),\#(routing)}"#),
    (":stopContinuousDtmfRecognition", #"{"targetParticipant":\#(caller),\#(routing)}"#),
    (":startTranscription", #"{"locale":"en-US",\#(routing)}"#),
    (":startMediaStreaming", "{\(routing)}"), (":cancelAllMediaOperations", "null"),
  ]

  /// Paths of their own, with bodies that are taken.
  private static let others: [(path: String, body: String)] = [
    (
      "callConnections",
      #"{"targets":[{"rawId":"8:acs:a_b_c"}],"callbackUri":"http://localhost/x","teamsAppSource":{"appId":"a","cloud":"PUBLIC"},"operationContext":"x","callIntelligenceOptions":{"cognitiveServicesEndpoint":"a"},"mediaStreamingOptions":{"transportType":"websocket","audioChannelType":"mixed","transportUrl":"wss://a"},"transcriptionOptions":{"transportType":"websocket","locale":"en-US"}}"#
    ),
    (
      "callConnections:connect",
      #"{"callLocator":{"kind":"roomCallLocator","roomId":"a"},"callbackUri":"http://localhost/x"}"#
    ),
    ("callConnections:redirect", #"{"incomingCallContext":"a","target":\#(caller)}"#),
    (
      "recordings",
      #"{"callConnectionId":"$","recordingContentType":"audio","recordingChannelType":"unmixed","recordingFormatType":"wav","pauseOnStart":true,"audioChannelParticipantOrdering":[\#(caller)],"channelAffinity":[{"channel":0,"participant":\#(caller)}],"recordingStateCallbackUri":"http://localhost/r","externalStorage":{"recordingStorageKind":"azureBlobStorage","recordingDestinationContainerUrl":"https://a"}}"#
    ),
  ]

  private static let replacements: [JSONValue] = [
    .null, .bool(true), .integer(0), .integer(-1), .integer(Int.max), .integer(Int.min),
    .number(1e308),
    .number(0.5), "", "x", " ", "4:", "8:acs:", "\u{0}", .array([]), .object([:]),
    .array([.array([.null])]), .string(String(repeating: "x", count: 5_000)),
  ]

  @Test func `each is answered as the service answers`() throws {
    var random = SeededGenerator()
    for round in 0..<60 {
      var conversation = try Conversation.answered(.caller { $0.turns = [Turn(.press([.one]))] })
      let id = try #require(conversation.connectionID).rawValue
      for _ in 0..<40 {
        let (path, body) = pick(id, using: &random)
        let changed = random.chance(20) ? body : mutated(body, using: &random)
        let bytes = changed.bytes()
        let response = conversation.handle(
          ServiceRequest(
            method: "POST",
            path: path,
            query: "api-version=2026-03-12",
            body: random.chance(95) ? bytes : Array(bytes.dropLast())
          )
        )
        let said = "seed \(random.seed), round \(round): \(path) \(response.status)"
        #expect([200, 201, 202, 204, 400, 404, 405, 409, 412].contains(response.status), "\(said)")
        if response.status >= 400 {
          let error = try response.json["error"]
          #expect(error?["code"]?.text != nil && error?["message"]?.text != nil, "\(said)")
        }
        conversation.run(for: Int64(random.below(2_000)))
      }
      _ = conversation.request("POST", "/calling/callConnections/\(id):terminate")
      conversation.run(for: 600_000)
      #expect(conversation.emulator.isFinished(call: 1))
    }
  }

  private func pick(
    _ id: String,
    using random: inout SeededGenerator
  ) -> (path: String, body: JSONValue) {
    let (path, text): (String, String)
    if random.chance(80), let one = random.pick(Self.onCall) {
      (path, text) = ("/calling/callConnections/\(id)\(one.suffix)", one.body)
    } else {
      let one = random.pick(Self.others) ?? ("", "null")
      (path, text) = ("/calling/\(one.path)", one.body.replacing("$", with: id))
    }
    guard let body = try? parseJSON(Array(text.utf8), limits: .webhook) else {
      Issue.record("\(text) is no JSON")
      return (path, .null)
    }
    return (path, body)
  }

  /// Changes a member somewhere: replaces it, takes it out, or puts an unknown one beside it.
  private func mutated(_ json: JSONValue, using random: inout SeededGenerator) -> JSONValue {
    let value = random.pick(Self.replacements) ?? .null
    switch json {
    case .object(let object) where !object.members.isEmpty && random.chance(90):
      let place = random.below(object.members.count)
      var members = object.members.map { ($0.name, $0.value) }
      switch random.below(8) {
      case 0: members.remove(at: place)
      case 1: members.append(("unknown", value))
      default: members[place].1 = mutated(members[place].1, using: &random)
      }
      return .object(JSONObject(members))
    case .array(var elements) where !elements.isEmpty && random.chance(90):
      let place = random.below(elements.count)
      if random.chance(20) {
        elements.append(elements[place])
      } else {
        elements[place] = mutated(elements[place], using: &random)
      }
      return .array(elements)
    default: return value
    }
  }
}
