import CallAutomation
import CallModel
import FlowRuntime
import Foundation
import HTTPTransport
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import FlowServer

/// The called party of the fixtures.
let lineRawID = "28:orgid:cc123456-5678-5678-1234-ccc123456789"

/// A flow that answers, plays a file and hangs up.
func greeting(file: String = "hello") -> String {
  """
  flow: greeting
  locale: en-US
  identities:
    line:
      rawId: \(lineRawID)
  routes:
    - to: line
  prompts:
    hello: { file: "https://media.contoso.com/\(file).wav" }
  blocks:
    main:
      - answer
      - play: hello
      - hangUp
  """
}

/// Runs with a keeper of a folder, which is nil for none, whose files are at a server.
func withKeeper(
  of root: String?,
  at url: String,
  _ body: (RecordingKeeper) async throws -> Void
) async throws {
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let client = try HTTPClient()
  let endpoint = try ServiceEndpoint(parsing: url)
  let service = ServiceClient(
    client: client,
    service: endpoint,
    credential: .accessKey([1, 2, 3]),
    time: .system,
    logger: logger
  )
  let storage = RecordingStorage(ServiceConnection(endpoint, client, service))
  try await body(RecordingKeeper(root: root, storage: storage, client: service))
  await client.shutdown()
}

/// A real HTTP server in the place of the service, which takes whatever it is asked and remembers
/// it.
final class FakeService: Sendable {
  private let requests = Mutex<[HTTPRequest]>([])

  func respond(to request: HTTPRequest) -> HTTPResponse {
    requests.withLock { $0.append(request) }
    switch request.method {
    case "GET" where request.path.hasSuffix("/participants"):
      return .json(200, Array(#"{"value":[]}"#.utf8))
    case "GET": return .json(200, Array(#"{"callConnectionState":"connected"}"#.utf8))
    default:
      let body = #"{"callConnectionId":"connection-1","serverCallId":"server-1"}"#
      return .json(200, Array(body.utf8))
    }
  }

  /// The last part of each path, such as `callConnections:answer`.
  var actions: [String] {
    requests.withLock { requests in
      requests.map { $0.path.split(separator: "/").last.map(String.init) ?? "" }
    }
  }

  /// The bodies of the requests whose path ends so.
  func bodies(_ suffix: String) -> [String] {
    requests.withLock { requests in
      requests.filter { $0.path.hasSuffix(suffix) }.map { String(decoding: $0.body, as: UTF8.self) }
    }
  }

  /// The headers of the first request.
  var firstHeaders: HTTPHeaders? { requests.withLock { $0.first?.headers } }

  /// Waits for a request whose path ends so, as often as asked.
  func wait(for suffix: String, count: Int = 1) async {
    await eventually { self.actions.count { $0.hasSuffix(suffix) } >= count }
  }
}

/// Waits until something holds; the test's time limit ends it if it never does.
func eventually(_ condition: @Sendable () async -> Bool) async {
  let clock = ContinuousClock()
  while !Task.isCancelled, await !condition() {
    do { try await clock.sleep(for: .milliseconds(2)) } catch { return }
  }
}

/// A server on a free port, its flows in a folder, and a service that takes everything.
struct TestServer: Sendable {
  let port: Int
  /// The port of the operators' own listener, if there is one.
  let adminPort: Int?
  let service: FakeService
  let client: HTTPClient
  let folder: TemporaryFolder
  let reloads: Reloads

  /// Runs a server while the body runs, then stops it gracefully.
  static func run(
    journal: any Journal = MemoryJournal(),
    in folder: TemporaryFolder,
    time: HostTime = .system,
    log: LogLines? = nil,
    admin: AdminAccess = .nobody,
    configure: @Sendable (inout ServerConfiguration) throws -> Void = { _ in },
    observer: @escaping @Sendable (CallTrace) -> Void = { _ in },
    port: Int = 0,
    answering: (@Sendable (HTTPRequest) -> HTTPResponse)? = nil,
    _ body: @escaping @Sendable (TestServer) async throws -> Void
  ) async throws {
    let service = FakeService()
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let fake = HTTPServer(
      configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0),
      logger: logger
    ) { request in answering.map { $0(request) } ?? service.respond(to: request) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await fake.run() }
      let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
      let endpoint = "endpoint=http://127.0.0.1:\(try await fake.boundPort());accesskey=\(key)"
      let access = try ConnectionString(parsing: endpoint)
      var configuration = ServerConfiguration(
        listen: try ListenAddress(parsing: "127.0.0.1:\(port)"),
        publicURL: try PublicURL(parsing: "https://calls.example"),
        service: access.endpoint,
        credential: .accessKey(access.accessKey),
        folder: try FlowFolder(at: folder.path),
        logger: logger
      )
      configuration.time = time
      configuration.observer = observer
      configuration.admin = admin
      if let log { configuration.useLog(log) }
      try configure(&configuration)
      let reloads = Reloads()
      configuration.reloads = { reloads.add($0) }
      let server = try FlowServer(configuration, journal: journal)
      let lifecycle = ServiceGroup(services: [server], logger: logger)
      group.addTask { try await lifecycle.run() }
      let client = try HTTPClient()
      let test = TestServer(
        port: try await server.boundPort(),
        adminPort: try await server.boundAdminPort(),
        service: service,
        client: client,
        folder: folder,
        reloads: reloads
      )
      do {
        await test.untilRecovered()
        try await body(test)
      } catch {
        group.cancelAll()
        throw error
      }
      await lifecycle.triggerGracefulShutdown()
      try await group.next()
      group.cancelAll()
      await client.shutdown()
    }
  }

  /// Waits until calls of before are settled.
  func untilRecovered() async {
    await eventually { await !readiness.contains("recovering") }
  }

  /// What the server says of itself, after the status.
  var readiness: String {
    get async {
      do {
        let answer = try await send("GET", "/readyz")
        return "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
      } catch {
        return "recovering, or not there"
      }
    }
  }

  func send(
    _ method: String,
    _ path: String,
    _ body: String = "",
    headers: HTTPHeaders = [:]
  ) async throws -> HTTPResponse {
    try await client.send(
      HTTPClientRequest(
        method: method,
        url: "http://127.0.0.1:\(port)\(path)",
        headers: headers,
        body: Array(body.utf8)
      )
    )
  }

  /// The status of an answer; 0 without one.
  func status(_ method: String, _ path: String, _ body: String = "") async -> Int {
    do {
      return try await send(method, path, body).status
    } catch {
      return 0
    }
  }

  /// Lets a call ring and returns its id; `delivery` is Event Grid's count of deliveries before, if
  /// it sends one.
  func ring(
    _ key: String = "key-1",
    age: Int = 0,
    delivery: Int? = nil
  ) async throws -> CallID {
    let response = try await send(
      "POST",
      "/api/incomingCall",
      incomingCall(key, age: age),
      headers: delivery.map { ["aeg-delivery-count": "\($0)"] } ?? [:]
    )
    #expect(response.status == 200)
    return callID(
      for: IncomingCall(
        to: Identifier(rawID: lineRawID),
        from: Identifier(rawID: "4:+14255550123"),
        callerName: nil,
        context: IncomingCallContext(key),
        correlationID: CorrelationID("correlation"),
        serverCallID: nil
      )
    )
  }

  /// Posts an event to a call.
  func tell(_ id: CallID, _ type: String, id eventID: String, context: String? = nil) async -> Int {
    await status("POST", "/api/callbacks/\(id)", callback(type, id: eventID, context: context))
  }
}

extension ServerConfiguration {
  /// Logs as `flowctl` does, into these lines.
  mutating func useLog(_ lines: LogLines) {
    let scrubber = scrubber
    logger = Logger(label: "flowctl") { _ in LineLogHandler(lines.handler, scrubber: scrubber) }
    logger.logLevel = .debug
  }
}

/// The reports of a server's reloads.
final class Reloads: Sendable {
  private let all = Mutex<[ReloadReport]>([])

  func add(_ report: ReloadReport) { all.withLock { $0.append(report) } }
  var last: ReloadReport? { all.withLock { $0.last } }
  var count: Int { all.withLock { $0.count } }
}

/// An IncomingCall in Event Grid's schema, so many seconds old.
func incomingCall(_ key: String, age: Int = 0, to: String = lineRawID) -> String {
  let time = (HostTime.system.now + .seconds(-age)).isoDateTime + "Z"
  return #"""
    [{"id":"grid-\#(key)","topic":"t","subject":"s","data":{
      "to":{"kind":"unknown","rawId":"\#(to)"},
      "from":{"kind":"phoneNumber","rawId":"4:+14255550123"},
      "incomingCallContext":"\#(key)","correlationId":"correlation"},
      "eventType":"Microsoft.Communication.IncomingCall","dataVersion":"1.0",
      "metadataVersion":"1","eventTime":"\#(time)"}]
    """#
}

/// A callback's body with one event.
func callback(_ type: String, id: String, context: String? = nil) -> String {
  let context = context.map { #","operationContext":"\#($0)""# } ?? ""
  return #"""
    [{"id":"\#(id)","source":"calling/callConnections/connection-1",
      "type":"Microsoft.Communication.\#(type)","specversion":"1.0",
      "data":{"callConnectionId":"connection-1","serverCallId":"server-1",
        "resultInformation":{"code":200,"subCode":0,"message":""}\#(context)}}]
    """#
}

/// A folder that is there while a test runs.
struct TemporaryFolder: Sendable {
  let path: String

  static func use(_ body: (TemporaryFolder) async throws -> Void) async throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("server-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer {
      do { try FileManager.default.removeItem(at: url) } catch { Issue.record(error) }
    }
    try await body(TemporaryFolder(path: url.path))
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"), options: .atomic)
  }
}
