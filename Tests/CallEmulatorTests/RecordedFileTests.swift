import CallAutomation
import CallEmulator
import CallModel
import Cryptography
import JSON
import Testing

/// The files of recordings: what is told of them, and fetching and deleting them (FACTS.md (b),
/// "Recording download").
@Suite struct RecordedFileTests {
  /// A call to a number, whose recordings can be named by a locator.
  private func answered() throws -> Conversation {
    try Conversation.answered(.caller { $0.to = .phoneNumber("+18005550100") })
  }

  /// Records for five seconds; returns what Event Grid tells.
  private func recorded(
    _ options: String,
    in conversation: inout Conversation
  ) throws -> JSONValue {
    let id = try #require(conversation.connectionID)
    let response = conversation.request(
      "POST",
      "/calling/recordings",
      #"{"callConnectionId":"\#(id)",\#(options)}"#
    )
    #expect(response.status == 202)
    let recording = try #require(try response.json["recordingId"]?.text)
    conversation.run(for: 5_000)
    _ = conversation.request("DELETE", "/calling/recordings/\(recording)")
    conversation.run(for: 5_000)
    let file = try #require(conversation.deliveries.last { $0.sender == .eventGrid })
    let event = try parseJSON(file.body, limits: .webhook).elements?.first
    return try #require(event?["data"])
  }

  private func chunk(_ data: JSONValue) -> JSONValue? {
    data["recordingStorageInfo"]?["recordingChunks"]?.elements?.first
  }

  /// Sends a request for a file, signed for the resource as it should be.
  private func fetch(
    _ method: String,
    _ url: String?,
    range: String? = nil,
    host: String? = "localhost",
    in conversation: inout Conversation
  ) throws -> EmulatorResponse {
    let url = try #require(url)
    let storage = "https://emulator.asm.skype.com"
    #expect(url.hasPrefix(storage + "/"))
    let request = ServiceRequest(
      method: method,
      path: String(url.dropFirst(storage.count)),
      query: ""
    )
    let key = EmulatorConfiguration.developmentKey
    var signed = signed(request, key: key, host: "localhost", date: conversation.now)
    signed.headers.append(ServiceRequest.Header("Host", "emulator.asm.skype.com"))
    if let host { signed.headers.append(ServiceRequest.Header("x-ms-host", host)) }
    if let range { signed.headers.append(ServiceRequest.Header("Range", range)) }
    return conversation.emulator.handle(signed, at: conversation.now)
  }

  @Test(arguments: [
    ("audio", "mixed", "wav", "Audio", "audio/wav"),
    ("audio", "unmixed", "wav", "Audio", "audio/wav"),
    ("audio", "mixed", "mp3", "Audio", "audio/mpeg"),
    ("audioVideo", "mixed", "mp4", "AudioVideo", "video/mp4"),
  ])
  func `a file has the content and the format that were asked for`(
    content: String,
    channels: String,
    format: String,
    told: String,
    type: String
  ) throws {
    var conversation = try answered()
    let data = try recorded(
      #""recordingContentType":"\#(content)","recordingChannelType":"\#(channels)","#
        + #""recordingFormatType":"\#(format)""#,
      in: &conversation
    )
    #expect(data["recordingContentType"]?.text == told)
    #expect(data["recordingChannelType"]?.text?.lowercased() == channels)
    #expect(data["recordingFormatType"]?.text?.lowercased() == format)
    let file = try fetch("GET", chunk(data)?["contentLocation"]?.text, in: &conversation)
    #expect(file.status == 200)
    #expect(file.headers == [ServiceRequest.Header("Content-Type", type)])
  }

  private static let wav =
    #""recordingContentType":"audio","recordingChannelType":"mixed","recordingFormatType":"wav""#

  @Test func `a wav file plays as long as was recorded`() throws {
    var conversation = try answered()
    let data = try recorded(Self.wav, in: &conversation)
    let file = try fetch("GET", chunk(data)?["contentLocation"]?.text, in: &conversation)
    #expect(file.body.count == 44 + 5_000 * 32)
    #expect(Array(file.body.prefix(4)) == Array("RIFF".utf8))
    let metadata = try fetch("GET", chunk(data)?["metadataLocation"]?.text, in: &conversation)
    #expect(try metadata.json["chunkDuration"] == 5_000)
  }

  @Test(arguments: [
    ("bytes=0-3", 206, "bytes 0-3/160044", 4),
    ("bytes=160040-", 206, "bytes 160040-160043/160044", 4),
    ("bytes=-5", 206, "bytes 160039-160043/160044", 5),
    ("bytes=160000-999999", 206, "bytes 160000-160043/160044", 44),
    ("bytes=160044-", 416, "bytes */160044", 0), ("bytes=-0", 416, "bytes */160044", 0),
    ("bytes=5-4", 200, nil, 160_044), ("bytes=4", 200, nil, 160_044),
    ("bytes=0-1,4-5", 200, nil, 160_044), ("lines=1-2", 200, nil, 160_044),
    ("bytes=9999999999999999999-", 200, nil, 160_044),
  ])
  func `a part of it is given where a range names one`(
    range: String,
    status: Int,
    told: String?,
    count: Int
  ) throws {
    var conversation = try answered()
    let url = chunk(try recorded(Self.wav, in: &conversation))?["contentLocation"]?.text
    let part = try fetch("GET", url, range: range, in: &conversation)
    #expect(part.status == status)
    #expect(part.headers.first { $0.name == "Content-Range" }?.value == told)
    #expect(part.body.count == count)
  }

  @Test func `it is deleted by its own location, and then is none`() throws {
    var conversation = try answered()
    let chunk = chunk(try recorded(Self.wav, in: &conversation))
    let (content, whole) = (chunk?["contentLocation"]?.text, chunk?["deleteLocation"]?.text)
    #expect(try fetch("DELETE", content, in: &conversation).status == 404)
    #expect(try fetch("DELETE", whole, in: &conversation).status == 200)
    #expect(try fetch("DELETE", whole, in: &conversation).outcome == "404/8522")
    #expect(try fetch("GET", content, in: &conversation).outcome == "404/8522")
  }

  @Test func `it is kept for a day`() throws {
    var conversation = try answered()
    let url = chunk(try recorded(Self.wav, in: &conversation))?["contentLocation"]?.text
    conversation.run(for: 86_390_000)
    #expect(try fetch("GET", url, in: &conversation).status == 200)
    conversation.run(for: 10_000)
    #expect(try fetch("GET", url, in: &conversation).status == 404)
  }

  @Test func `it is given to whoever signs with the host of the resource and names it`() throws {
    var conversation = try answered()
    let url = chunk(try recorded(Self.wav, in: &conversation))?["contentLocation"]?.text
    let unnamed = try fetch("GET", url, host: nil, in: &conversation)
    #expect(try unnamed.outcome == "401/7509")
    let reason = try unnamed.json["error"]?["innererror"]?["message"]?.text ?? ""
    #expect(reason.hasPrefix("x-ms-host is missing: a recorded file is on a host of its own"))
    #expect(try fetch("GET", url, host: "elsewhere", in: &conversation).outcome == "401/7509")
  }

  @Test func `one's own container has the file, and the service has none`() throws {
    var conversation = try answered()
    let container = "https://contoso.blob.core.windows.net/calls"
    let storage =
      #"{"recordingStorageKind":"AzureBlobStorage","#
      + #""recordingDestinationContainerUrl":"\#(container)"}"#
    let data = try recorded(
      Self.wav + #","externalStorage":\#(storage)"#,
      in: &conversation
    )
    #expect(chunk(data)?["contentLocation"]?.text?.hasPrefix(container + "/") == true)
  }

  @Test func `a locator is answered 200, a connection 202, a room not at all`() throws {
    var conversation = try answered()
    func start(_ locator: String) throws -> String {
      try conversation.request("POST", "/calling/recordings", "{\(locator)}").outcome
    }
    let server = try conversation.incomingCallServerID()
    #expect(
      try start(#""callLocator":{"kind":"roomCallLocator","roomId":"x"}"#) == "400/8523"
    )
    #expect(
      try start(#""callLocator":{"kind":"groupCallLocator","groupCallId":"x"}"#) == "404/8522"
    )
    #expect(
      try start(#""callLocator":{"kind":"serverCallLocator","serverCallId":"\#(server)"}"#)
        == "200"
    )
    var other = try answered()
    let id = try #require(other.connectionID)
    #expect(
      other.request("POST", "/calling/recordings", #"{"callConnectionId":"\#(id)"}"#).status == 202
    )
  }

  @Test func `a group call that the app has joined is recorded by its id`() throws {
    var conversation = Conversation.calling()
    var script = CallerScript(caller: Parties.caller)
    script.inCall = "group-1"
    conversation.emulator.expect(script)
    let locator = #""callLocator":{"groupCallId":"group-1"}"#
    #expect(
      conversation.request(
        "POST",
        "/calling/callConnections:connect",
        #"{\#(locator),"callbackUri":"http://localhost/x"}"#
      ).status == 200
    )
    conversation.run(for: 1_000)
    #expect(conversation.request("POST", "/calling/recordings", "{\(locator)}").status == 200)
  }

  @Test func `of several calls of a group the first one is recorded, in every run`() throws {
    var conversation = Conversation.calling()
    var script = CallerScript(caller: Parties.caller)
    script.inCall = "group-1"
    conversation.emulator.expect(script)
    let locator = #""callLocator":{"groupCallId":"group-1"}"#
    var connections: [String] = []
    for _ in 1...20 {
      let answer = conversation.request(
        "POST",
        "/calling/callConnections:connect",
        #"{\#(locator),"callbackUri":"http://localhost/x"}"#
      )
      let id = try parseJSON(answer.body, limits: .webhook)["callConnectionId"]?.text
      connections.append(try #require(id))
    }
    conversation.run(for: 1_000)
    let recorded = conversation.request("POST", "/calling/recordings", "{\(locator)}")
    let id = try parseJSON(recorded.body, limits: .webhook)["recordingId"]?.text
    let told = String(decoding: try decodeBase64(try #require(id), .url), as: UTF8.self)
    #expect(told.contains(connections[0]), "\(told)")
  }
}

extension Conversation {
  /// The call's id at the server, as the service tells it.
  fileprivate mutating func incomingCallServerID() throws -> String {
    let id = try #require(connectionID)
    return try #require(try call(id.rawValue)["serverCallId"]?.text)
  }
}
