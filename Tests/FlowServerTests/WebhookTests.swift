import CallModel
import FlowRuntime
import HTTPTransport
import Synchronization
import TestSupport
import Testing

@testable import FlowServer

/// A place to bring something out of a closure.
final class Box<Value: Sendable>: Sendable {
  private let content = Mutex<Value?>(nil)

  var value: Value? {
    get { content.withLock { $0 } }
    set { content.withLock { $0 = newValue } }
  }
}

@Suite(.hangLimit)
struct WebhookTests {
  private func serving(_ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      try await TestServer.run(in: folder, body)
    }
  }

  @Test func `both handshakes of Event Grid are answered`() async throws {
    try await serving { test in
      let code = "512d38b6-c7b8-40c8-89fe-f46f9e9622b6"
      let validation = #"""
        [{"id":"1","topic":"","subject":"","data":{"validationCode":"\#(code)"},
          "eventType":"Microsoft.EventGrid.SubscriptionValidationEvent",
          "eventTime":"2026-03-02T09:00:00Z","metadataVersion":"1","dataVersion":"1"}]
        """#
      let answer = try await test.send("POST", "/api/incomingCall", validation)
      #expect(answer.status == 200)
      #expect(String(decoding: answer.body, as: UTF8.self) == #"{"validationResponse":"\#(code)"}"#)
      let options = try await test.send(
        "OPTIONS",
        "/api/incomingCall",
        headers: [
          "WebHook-Request-Origin": "eventgrid.azure.net", "WebHook-Request-Rate": "120",
        ]
      )
      #expect(options.status == 200)
      #expect(options.headers["WebHook-Allowed-Origin"] == "eventgrid.azure.net")
      #expect(options.headers["WebHook-Allowed-Rate"] == "*")
      #expect(await test.status("OPTIONS", "/api/incomingCall") == 400)
    }
  }

  @Test func `a call that rings among the callbacks is taken, once, as Event Grid's is`()
    async throws
  {
    try await serving { test in
      let id = try await test.ring("key-1")
      let rings = incomingCall("key-2").replacing("\"eventType\"", with: "\"type\"")
      #expect(await test.status("POST", "/api/callbacks/\(id)", rings) == 200)
      _ = try await test.ring("key-2")
      await test.service.wait(for: ":answer", count: 2)
      #expect(test.service.bodies(":answer").count == 2)
      #expect(
        await test.status(
          "POST",
          "/api/callbacks/\(id)",
          #"[{"id":"x","type":"Microsoft.Communication.IncomingCall","data":{}}]"#
        ) == 200
      )
    }
  }

  @Test func `the beep is a WAV file of the form the service plays`() async throws {
    try await serving { test in
      let answer = try await test.send("GET", "/media/beep.wav")
      #expect(answer.status == 200)
      #expect(answer.headers["Content-Type"] == "audio/wav")
      let head = Array(answer.body.prefix(44))
      #expect(Array(head[0..<4]) == Array("RIFF".utf8))
      // PCM, one channel, 16 kHz, 16 bit; then the samples to the end of the file.
      #expect(Array(head[20..<24]) == [1, 0, 1, 0])
      #expect(Array(head[24..<28]) == [0x80, 0x3e, 0, 0])
      #expect(Array(head[34..<36]) == [16, 0])
      #expect(answer.body.count == 44 + 400 * 16 * 2)
      #expect(await test.status("POST", "/media/beep.wav") == 405)
    }
  }

  @Test func `files of a recording that no call has noted need no further delivery`() async throws {
    try await serving { test in
      let event = #"""
        [{"id":"1","topic":"","subject":"/recording/call/s/recordingId/r1",
          "eventType":"Microsoft.Communication.RecordingFileStatusUpdated",
          "eventTime":"2026-03-02T09:00:00Z","metadataVersion":"1","dataVersion":"1",
          "data":{"recordingStorageInfo":{"recordingChunks":[
            {"documentId":"d","index":0,"contentLocation":"https://x/c"}]}}}]
        """#
      #expect(await test.status("POST", "/api/incomingCall", event) == 200)
    }
  }

  @Test func `an IncomingCall as a CloudEvent is taken, and its duplicate is the same call`()
    async throws
  {
    try await serving { test in
      let event = #"""
        {"id":"1","source":"/subscriptions/s","subject":"s","specversion":"1.0",
          "type":"Microsoft.Communication.IncomingCall","data":{
          "to":{"rawId":"\#(lineRawID)"},"from":{"rawId":"4:+14255550123"},
          "incomingCallContext":"key-1","correlationId":"correlation"}}
        """#
      #expect(await test.status("POST", "/api/incomingCall", event) == 200)
      #expect(await test.status("POST", "/api/incomingCall", "[\(event),\(event)]") == 200)
      await test.service.wait(for: ":answer")
      // A second call behind it shows that nothing else was sent for the first.
      _ = try await test.ring("key-2")
      await test.service.wait(for: ":answer", count: 2)
      #expect(test.service.actions.count == 2)
    }
  }

  @Test
  func `a call nobody takes and one that rang too long ago are acknowledged and not answered`()
    async throws
  {
    try await serving { test in
      let stranger = incomingCall("key-1", to: "28:orgid:00000000-0000-0000-0000-000000000000")
      #expect(await test.status("POST", "/api/incomingCall", stranger) == 200)
      let old = try await test.ring("old", age: 91, delivery: 2)
      #expect(await test.tell(old, "CallConnected", id: "e1") == 200)
      _ = try await test.ring("young", age: 60, delivery: 1)
      await test.service.wait(for: ":answer")
      #expect(test.service.actions.count == 1)
    }
  }

  @Test(arguments: [(3_600, 0), (91, nil), (-3_600, 0), (-3_600, 1)])
  func `a clock that is off turns no caller away`(age: Int, delivery: Int?) async throws {
    try await serving { test in
      _ = try await test.ring(age: age, delivery: delivery)
      await test.service.wait(for: ":answer")
    }
  }

  @Test(arguments: [
    ("POST", "/api/incomingCall", "{", 400),
    ("POST", "/api/incomingCall", #"[{"eventType":"Microsoft.Communication.IncomingCall"}]"#, 400),
    ("POST", "/api/incomingCall", "[]", 200),
    ("POST", "/api/incomingCall", #"[{"id":"1","eventType":"Contoso.Other"}]"#, 200),
    ("GET", "/api/incomingCall", "", 405),
    (
      "POST", "/api/callbacks/0123456789abcdef0123456789abcdef", callback("CallConnected", id: "1"),
      404
    ),
    ("POST", "/api/callbacks/nonsense", "[]", 404),
    ("POST", "/api/callbacks/", "[]", 404),
    ("POST", "/api/callbacks/0123456789abcdef0123456789abcdef/other", "[]", 404),
    ("GET", "/api/callbacks/0123456789abcdef0123456789abcdef", "", 405),
    ("GET", "/healthz", "", 200), ("HEAD", "/readyz", "", 200), ("POST", "/healthz", "", 405),
    ("GET", "/", "", 404), ("GET", "/api", "", 404),
  ])
  func `each bad request has its status`(
    method: String,
    path: String,
    body: String,
    status: Int
  ) async throws {
    try await serving { test in
      #expect(await test.status(method, path, body) == status)
    }
  }

  @Test func `a callback's body may be broken, unknown, of another leg or for its recording`()
    async throws
  {
    try await serving { test in
      let id = try await test.ring()
      await test.service.wait(for: ":answer")
      let path = "/api/callbacks/\(id)"
      #expect(await test.status("POST", path, "not JSON") == 400)
      #expect(await test.status("POST", path, #"[{"id":"x"}]"#) == 400)
      #expect(await test.tell(id, "CallConnected", id: "e1") == 200)
      #expect(await test.tell(id, "SomethingNew", id: "e2") == 200)
      let foreign = callback("CallDisconnected", id: "e3")
        .replacing("connection-1", with: "connection-2")
      #expect(await test.status("POST", path, foreign) == 200)
      let mixed = "[7,\(callback("PlayStarted", id: "e4", context: "2.1").dropFirst())"
      #expect(await test.status("POST", path, mixed) == 200)
      #expect(await test.status("POST", "\(path)/recording", "[]") == 200)
      await test.service.wait(for: ":play")
      #expect(!test.service.actions.contains { $0.hasSuffix(":terminate") })
    }
  }

  @Test func `errors have a JSON body, and 405 says what would do`() async throws {
    try await serving { test in
      let response = try await test.send("PUT", "/api/incomingCall")
      #expect(response.headers["Allow"] == "OPTIONS, POST")
      #expect(
        String(decoding: response.body, as: UTF8.self)
          == #"{"error":{"code":"methodNotAllowed","message":"this path takes OPTIONS, POST"}}"#
      )
    }
  }
}
