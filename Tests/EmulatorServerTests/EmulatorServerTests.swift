import CallAutomation
import CallEmulator
import CallModel
import Cryptography
import Foundation
import HTTPTransport
import JSON
import Logging
import Synchronization
import Testing

@testable import EmulatorServer

@Suite struct EmulatorServerTests {
  @Test func `a call goes its way over HTTP and is told of in order`() async throws {
    let traces = Mutex<[String]>([])
    let keep: @Sendable (EmulatorTrace) -> Void = { trace in
      traces.withLock { $0.append(trace.description) }
    }
    try await withRunningEmulator(onTrace: keep) { emulator, app, _ in
      var script = CallerScript(caller: .phoneNumber("+14255550123"))
      script.turns = [Turn(.press([.one]))]
      let call = emulator.place(script)
      await emulator.waitUntilFinished(call: call)
      #expect(
        app.received == [
          .callConnected, .participantsUpdated, .playStarted, .playCompleted, .recognizeCompleted,
          .callDisconnected,
        ]
      )
      #expect(emulator.calls().map(\.ending) == [.terminated])
    }
    let lines = traces.withLock(\.self)
    #expect(lines.first?.contains("calls") == true)
    #expect(lines.last == "#1 ◆ CallDisconnected  200/7000")
    #expect(lines.contains { $0.contains("“Welcome.”") })
  }

  @Test func `an event that is not taken comes again`() async throws {
    try await withRunningEmulator(failures: 1) { emulator, app, _ in
      let call = emulator.place(CallerScript(caller: .phoneNumber("+14255550123")))
      await emulator.waitUntilFinished(call: call)
      #expect(app.received.contains(.callConnected))
      #expect(app.received.last == .callDisconnected)
    }
  }

  @Test func `the account says why something does not arrive`() async throws {
    let (lines, told) = AsyncStream.makeStream(of: String.self)
    let configuration = EmulatorServerConfiguration(
      emulator: EmulatorConfiguration(eventGridURL: "http://127.0.0.1:1/api/incomingCall")
    )
    let emulator = EmulatorServer(configuration, logger: quietLogger) { trace in
      told.yield(trace.description)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await emulator.run() }
      _ = try await emulator.boundPort()
      _ = emulator.place(CallerScript(caller: .phoneNumber("+14255550123")))
      let line = await lines.first { $0.contains("not delivered") } ?? ""
      #expect(line.contains("IncomingCall not delivered: not sent: "), "\(line)")
      group.cancelAll()
    }
  }

  @Test func `calls are placed and listed over HTTP`() async throws {
    try await withRunningEmulator { emulator, _, http in
      let yaml = try await http("POST", "/emulator/calls", "caller: +14255550123")
      #expect(yaml.status == 201)
      #expect(String(decoding: yaml.body, as: UTF8.self) == #"{"call":1}"#)
      let object = #"{"script":{"caller":"+14255550123","to":"+12065551212"}}"#
      #expect(try await http("POST", "/emulator/calls", object).status == 201)
      let text = #"{"script":"caller: +14255550123"}"#
      #expect(try await http("POST", "/emulator/calls", text).status == 201)
      let page = try parseJSON(try await http("GET", "/emulator/calls", "").body, limits: .webhook)
      // Event Grid's secret is not for who looks at the page.
      #expect(page["incomingCalls"]?.text?.hasSuffix("/api/incomingCall") == true)
      let list = page["calls"]
      #expect(list?.elements?.map { $0["to"]?.text }[1] == "4:+12065551212")
      #expect(list?.elements?.count == 3)
      for call in 1...3 { await emulator.waitUntilFinished(call: call) }
    }
  }

  @Test(arguments: [
    ("caler: +14255550123", "error[unknown-field]: a caller script has no field `caler`"),
    ("\u{1}", "error"), ("", "error[empty-document]: the file has no caller script"),
    ("caller: [", "error[yaml-syntax]"),
    (
      "caller: +14255550123\nvoice: nope.wav",
      "`nope.wav` is no voice: it cannot be read: no such file or directory\n  --> script:2:8"
    ),
    (
      "caller: +14255550123\nvoice: Package.swift", "`Package.swift` is no voice: it is no WAV file"
    ),
    ("caller: +14255550123\nvoice: /dev/zero", "`/dev/zero` is no voice: it is not a file"),
  ])
  func `a script that is none is refused with its findings`(
    body: String,
    message: String
  ) async throws {
    try await withRunningEmulator { emulator, _, http in
      let response = try await http("POST", "/emulator/calls", body)
      #expect(response.status == 400)
      #expect(String(decoding: response.body, as: UTF8.self).contains(message))
      #expect(emulator.calls().isEmpty)
    }
  }

  @Test func `the other paths are the service's, which wants a signature`() async throws {
    try await withRunningEmulator { _, _, http in
      for path in ["/emulator/nope", "/emulator/call", "/emulator"] {
        let answer = try await http("GET", path, "")
        #expect(answer.status == 404)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("/emulator/calls"))
      }
      #expect(try await http("GET", "/healthz", "").status == 200)
      #expect(try await http("DELETE", "/healthz", "").status == 405)
      let path = "/calling/callConnections/x?api-version=2026-03-12"
      let response = try await http("GET", path, "")
      #expect(response.status == 401)
      #expect(response.headers["Content-Type"] == "application/json; charset=utf-8")
    }
  }

  @Test(arguments: [
    (["Origin": "https://evil.example"], 403), (["Origin": "null"], 403),
    (["Origin": "http://localhost:18090", "Host": "localhost:18090"], 201),
    (["Sec-Fetch-Site": "cross-site"], 403), (["Sec-Fetch-Site": "same-site"], 403),
    (["Sec-Fetch-Site": "none"], 201), (["Sec-Fetch-Site": "same-origin"], 201),
    (["Host": "evil.example:18090", "Origin": "http://evil.example:18090"], 403),
    (["Host": "evil.example"], 403), (["Host": "1.evil.example"], 403), (["Host": ":1"], 403),
    (["Host": "[::1]:18090"], 201), (["Host": "192.168.0.7:18090"], 201),
    (["Host": "emulator:18090"], 201), (["Host": "calls.example:18090"], 201), ([:], 201),
  ])
  func `a web page does not drive the emulator`(headers: [String: String], status: Int) async {
    var configuration = EmulatorConfiguration(eventGridURL: "http://127.0.0.1:1/")
    configuration.seed = 1
    let host = EmulatorHost(
      configuration,
      tokens: EmulatorTokens(audience: "resource"),
      now: { Timestamp(milliseconds: 0) }
    )
    var fields = HTTPHeaders()
    for (name, value) in ["Host": "127.0.0.1:18090"].merging(headers, uniquingKeysWith: { $1 }) {
      fields.append(name, value)
    }
    let request = HTTPRequest(
      method: "POST",
      target: "/emulator/calls",
      headers: fields,
      body: Array("caller: +14255550123".utf8)
    )
    let response =
      switch admit(request, host, listeningAt: "calls.example") {
      case .refused(let response): response
      case .admitted(_, let answer): await answer(request)
      case .upgraded: HTTPResponse(status: 101)
      }
    #expect(response.status == status)
    #expect(host.summaries.count == (status == 201 ? 1 : 0))
  }

  @Test(arguments: [
    ("?from=4:%2B14255550123", "", 101), ("?as=4:%2B14255550123", "", 101),
    ("?as=4:%2B14255550123", "https://evil.example", 403), ("", "", 400), ("?as=nobody", "", 400),
    ("?as=4:%2B14255550123&from=4:%2B14255550123", "", 400),
  ])
  func `a phone says whose it is, and no page has one`(
    query: String,
    origin: String,
    status: Int
  ) {
    let host = EmulatorHost(
      EmulatorConfiguration(eventGridURL: "http://127.0.0.1:1/"),
      tokens: EmulatorTokens(audience: "resource"),
      now: { Timestamp(milliseconds: 0) }
    )
    var request = HTTPRequest(method: "GET", target: "/emulator/phone" + query)
    request.headers["Host"] = "127.0.0.1:18090"
    if !origin.isEmpty { request.headers["Origin"] = origin }
    switch admit(request, host, listeningAt: "127.0.0.1") {
    case .refused(let response): #expect(response.status == status)
    case .upgraded: #expect(status == 101)
    case .admitted: Issue.record("a phone's request is answered")
    }
  }

  @Test func `an answer that is lost closes the connection, one that is slow comes late`()
    async throws
  {
    try await withRunningEmulator(faults: try ServiceFaults(parsing: "reset=1")) { _, _, http in
      await #expect(throws: HTTPClientError.self) {
        try await http("GET", "/calling/recordings/x", "")
      }
      let health = try await http("GET", "/healthz", "")
      #expect(health.status == 200)
    }
    try await withRunningEmulator(faults: try ServiceFaults(parsing: "slow=1")) { _, _, http in
      let start = ContinuousClock.now
      let answer = try await http("GET", "/calling/recordings/x", "")
      #expect(answer.status == 401)
      #expect(start.duration(to: .now) >= .milliseconds(EmulatorTiming.slowAnswer.count))
    }
  }

  @Test func `a token that it gives opens the service, and no other does`() async throws {
    try await withRunningEmulator { emulator, _, http in
      let form = "grant_type=client_credentials&client_id=app&client_secret=s3cr3t&scope="
      let scope = "https%3A%2F%2Fcommunication.azure.com%2F%2F.default"
      let given = try await http("POST", "/contoso/oauth2/v2.0/token", form + scope)
      #expect(given.status == 200)
      let answer = try parseJSON(given.body, limits: .webhook)
      #expect(answer["token_type"]?.text == "Bearer")
      let token = try #require(answer["access_token"]?.text)
      for wrong in [form, form.replacing("client_credentials", with: "password") + scope, ""] {
        #expect(try await http("POST", "/contoso/oauth2/v2.0/token", wrong).status == 400)
      }
      let client = try HTTPClient()
      let port = try await emulator.boundPort()
      func status(_ token: String) async throws -> Int {
        let url = "http://127.0.0.1:\(port)/calling/callConnections/x?api-version=2026-03-12"
        let headers: HTTPHeaders = ["Authorization": "Bearer \(token)"]
        return try await client.send(HTTPClientRequest(method: "GET", url: url, headers: headers))
          .status
      }
      #expect(try await status(token) == 404, "let in, and there is no such call")
      #expect(try await status(String(token.dropLast(4)) + "AAAA") == 401)
      let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
      let ours = EmulatorTokens(audience: "https://communication.azure.com")
      let other = try #require(ours.accessToken(at: now))
      #expect(try await status(other) == 401, "of another run's key")
      await client.shutdown()
    }
  }

  @Test func `an access token counts for its time, and one for callbacks is none`() throws {
    let tokens = EmulatorTokens(audience: "resource")
    let start = Timestamp(milliseconds: 1_000_000)
    let token = try #require(tokens.accessToken(at: start))
    #expect(tokens.refusal(ofAccess: token, at: start) == nil)
    #expect(tokens.refusal(ofAccess: token, at: start + .seconds(4_000)) == .lifetime)
    let callback = try #require(tokens.token(from: "flowctl emulate", at: start))
    #expect(tokens.refusal(ofAccess: callback, at: start) == .audience("resource"))
  }

  @Test(arguments: EventGridSchema.allCases)
  func `nothing is delivered to who does not shake hands`(schema: EventGridSchema) async throws {
    let (kinds, asked) = AsyncStream.makeStream(of: String.self)
    var each = kinds.makeAsyncIterator()
    let isWilling = Mutex(false)
    let app = HTTPServer(
      configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0),
      logger: quietLogger
    ) { request in
      let kind = request.headers["aeg-event-type"] ?? request.method
      asked.yield(kind)
      var answer = HTTPResponse.text(200, "")
      guard isWilling.withLock(\.self) else { return answer }
      switch kind {
      case "SubscriptionValidation":
        guard case .success(let delivery) = decodeEventGrid(request.body) else { return answer }
        let code = delivery.validationCode.map { JSONValue.string($0) } ?? .null
        answer = .json(200, JSONValue.members(["validationResponse": code]).bytes())
      case "OPTIONS":
        answer.headers["WebHook-Allowed-Origin"] = request.headers["WebHook-Request-Origin"]
      default: break
      }
      return answer
    }
    let (lines, told) = AsyncStream.makeStream(of: String.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await app.run() }
      let url = "http://127.0.0.1:\(try await app.boundPort())/api/incomingCall"
      var emulated = EmulatorConfiguration(eventGridURL: url)
      emulated.eventGridSchema = schema
      var configuration = EmulatorServerConfiguration(emulator: emulated)
      configuration.shakesHands = true
      let emulator = EmulatorServer(configuration, logger: quietLogger) { trace in
        told.yield(trace.description)
      }
      group.addTask { try await emulator.run() }
      _ = try await emulator.boundPort()
      _ = emulator.place(CallerScript(caller: .phoneNumber("+14255550123")))
      let line = await lines.first { $0.contains("not delivered") } ?? ""
      #expect(line.contains("the handshake failed"), "\(line)")
      let handshake = schema == .eventGrid ? "SubscriptionValidation" : "OPTIONS"
      #expect(await each.next() == handshake)
      isWilling.withLock { $0 = true }
      _ = emulator.place(CallerScript(caller: .phoneNumber("+14255550123")))
      #expect(await each.next() == handshake)
      #expect(await each.next() == "Notification")
      _ = emulator.place(CallerScript(caller: .phoneNumber("+14255550123")))
      #expect(await each.next() == "Notification", "it has gone well once")
      group.cancelAll()
    }
  }

  @Test func `the key of each run has a name of its own`() throws {
    let names = try (1...2).map { _ in
      let tokens = EmulatorTokens(audience: "resource")
      let keys = try parseJSON(tokens.keySet, limits: .webhook)["keys"]?.elements
      let token = try #require(
        tokens.token(from: "http://127.0.0.1:1", at: Timestamp(milliseconds: 0))
      )
      let header = try decodeBase64(String(token.prefix { $0 != "." }), .url)
      let name = try #require(keys?.first?["kid"]?.text)
      #expect(try parseJSON(header, limits: .webhook)["kid"]?.text == name)
      return name
    }
    #expect(Set(names).count == 2)
  }

  @Test func `what nobody reads of what happens does not pile up`() {
    var configuration = EmulatorConfiguration(eventGridURL: "http://127.0.0.1:1/")
    configuration.keptTraces = 5
    let host = EmulatorHost(
      configuration,
      tokens: EmulatorTokens(audience: "resource"),
      now: { Timestamp(milliseconds: 0) }
    )
    for _ in 1...100 {
      _ = host.handle(ServiceRequest(method: "GET", path: "/calling/recordings/x", query: ""))
    }
    #expect(host.takeTraces().count == 5)
    #expect(host.takeTraces().isEmpty)
  }

  @Test func `nobody waits for a server that has stopped`() async throws {
    let configuration = EmulatorServerConfiguration(
      emulator: EmulatorConfiguration(eventGridURL: "http://127.0.0.1:1/")
    )
    let emulator = EmulatorServer(configuration, logger: quietLogger)
    await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await emulator.run() }
      group.addTask { await emulator.waitUntilFinished(call: 1) }
      do {
        _ = try await emulator.boundPort()
      } catch {
        Issue.record(error)
      }
      group.cancelAll()
    }
    await emulator.waitUntilFinished(call: 1)
  }

  @Test func `a port in use is said`() async throws {
    try await withRunningEmulator { emulator, _, _ in
      var configuration = EmulatorServerConfiguration(
        emulator: EmulatorConfiguration(eventGridURL: "http://127.0.0.1:1/")
      )
      configuration.port = try await emulator.boundPort()
      let second = EmulatorServer(configuration, logger: quietLogger)
      let failure = await #expect(throws: HTTPServerError.self) { try await second.run() }
      #expect(failure == .portInUse(host: "127.0.0.1", port: configuration.port))
    }
  }
}

/// Sends a request to the emulator: method, target, body.
private typealias Sending = @Sendable (String, String, String) async throws -> HTTPResponse

private let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Runs an app and an emulator that posts to it, three times faster than life: a call rings for ten
/// seconds, so that it is taken on a busy machine too.
private func withRunningEmulator(
  failures: Int = 0,
  onTrace: @escaping @Sendable (EmulatorTrace) -> Void = { _ in },
  faults: ServiceFaults = ServiceFaults(),
  _ body: @escaping @Sendable (EmulatorServer, AnsweringApp, Sending) async throws -> Void
) async throws {
  let handler = Mutex<AnsweringApp?>(nil)
  let appServer = HTTPServer(
    configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0),
    logger: quietLogger
  ) { request in
    await handler.withLock(\.self)?.handle(request) ?? .text(503, "")
  }
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await appServer.run() }
    let base = "http://127.0.0.1:\(try await appServer.boundPort())"
    let app = try AnsweringApp(failures: failures, base: base)
    handler.withLock { $0 = app }
    var configuration = EmulatorServerConfiguration(
      emulator: EmulatorConfiguration(eventGridURL: base + "/api/incomingCall?secret=s")
    )
    configuration.emulator.speed = 3
    configuration.emulator.faults = faults
    let emulator = EmulatorServer(configuration, logger: quietLogger, onTrace: onTrace)
    group.addTask { try await emulator.run() }
    let endpoint = "http://127.0.0.1:\(try await emulator.boundPort())"
    app.use(endpoint: endpoint)

    let client = try HTTPClient()
    try await body(emulator, app) { method, target, text in
      try await client.send(
        HTTPClientRequest(method: method, url: endpoint + target, body: Array(text.utf8))
      )
    }
    await client.shutdown()
    group.cancelAll()
    while await group.nextResult() != nil {}
    await app.stop()
  }
}
