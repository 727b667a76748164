package import HTTPTransport
import Logging

/// Serves HTTP on a free port of the loopback interface while the body runs, which is told the
/// server's URL.
package func withServer(
  _ respond: @escaping @Sendable (HTTPRequest) -> HTTPResponse,
  _ body: (_ url: String) async throws -> Void
) async throws {
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let server = HTTPServer(
    configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0),
    logger: logger
  ) { respond($0) }
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await server.run() }
    try await body("http://127.0.0.1:\(try await server.boundPort())")
    group.cancelAll()
  }
}
