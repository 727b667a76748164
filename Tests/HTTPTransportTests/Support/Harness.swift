import HTTPTransport
import Logging
import ServiceLifecycle

/// A server on a free port, for as long as a test needs it.
struct Site {
  var limits = HTTPServerLimits()
  var crowded: @Sendable (Crowding) -> Void = { _ in }
  let handler: @Sendable (HTTPRequest) async -> HTTPResponse

  /// Serves while `body` runs, then shuts down gracefully.
  func serve(_ body: (_ port: Int) async throws -> Void) async throws {
    let server = makeServer(limits: limits, crowded: crowded, handler: handler)
    let services = makeGroup(of: server)
    try await withThrowingTaskGroup { group in
      group.addTask { try await services.run() }
      let port = try await server.boundPort()
      try await body(port)
      await services.triggerGracefulShutdown()
      try await group.waitForAll()
    }
  }
}

func makeServer(
  host: String = "127.0.0.1",
  port: Int = 0,
  limits: HTTPServerLimits = HTTPServerLimits(),
  crowded: @escaping @Sendable (Crowding) -> Void = { _ in },
  handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
) -> HTTPServer {
  var configuration = HTTPServerConfiguration(host: host, port: port, limits: limits)
  configuration.crowded = crowded
  return HTTPServer(configuration: configuration, logger: quietLogger, handler: handler)
}

/// The usual limits with a change.
func limits(_ change: (inout HTTPServerLimits) -> Void) -> HTTPServerLimits {
  var limits = HTTPServerLimits()
  change(&limits)
  return limits
}

func makeGroup(of server: HTTPServer) -> ServiceGroup {
  ServiceGroup(configuration: .init(services: [server], logger: quietLogger))
}

/// Gives `body` a client, and shuts it down after.
func withClient(
  _ configuration: HTTPClientConfiguration = HTTPClientConfiguration(),
  _ body: (HTTPClient) async throws -> Void
) async throws {
  let client = try HTTPClient(configuration: configuration)
  do {
    try await body(client)
  } catch {
    await client.shutdown()
    throw error
  }
  await client.shutdown()
}

/// The usual configuration with a change.
func configuration(_ change: (inout HTTPClientConfiguration) -> Void) -> HTTPClientConfiguration {
  var configuration = HTTPClientConfiguration()
  change(&configuration)
  return configuration
}

private let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

extension HTTPClientRequest {
  /// A request to loopback.
  static func to(
    _ port: Int,
    _ method: String,
    _ target: String = "/",
    headers: HTTPHeaders = [:],
    body: [UInt8] = [],
    timeout: Duration = .seconds(20)
  ) -> HTTPClientRequest {
    HTTPClientRequest(
      method: method,
      url: "http://127.0.0.1:\(port)\(target)",
      headers: headers,
      body: body,
      timeout: timeout
    )
  }
}

extension HTTPClient {
  /// Sends a request that has to fail, and returns how.
  func failure(_ request: HTTPClientRequest) async -> HTTPClientError? {
    do throws(HTTPClientError) {
      _ = try await send(request)
      return nil
    } catch {
      return error
    }
  }
}

extension HTTPClientError {
  var isNotSent: Bool {
    if case .notSent = self { true } else { false }
  }

  var isUncertain: Bool {
    if case .uncertain = self { true } else { false }
  }
}

/// A door that handlers wait at until the test opens it.
struct Gate: Sendable {
  private let stream: AsyncStream<Never>
  private let continuation: AsyncStream<Never>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  func open() {
    continuation.finish()
  }

  func wait() async {
    for await _ in stream {}
  }
}
