internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import ServiceLifecycle

/// Serves HTTP/1.1, one handler for every request.
///
/// ## Overview
/// The handler gets each request with the whole of its body and answers it; routing is the handler's. A
/// method that is not registered for HTTP is refused with 400. Many requests
/// are handled at once, one at a time per connection. A handler may wait as long as it likes, but must not block
/// its thread. It is not cancelled when its client goes away.
///
/// ## Ending
/// On a graceful shutdown the server stops accepting, closes idle connections, and ends `run` when the requests in
/// flight are answered; `ServiceGroup` bounds how long that may take. Cancelling `run` does not wait for them.
package struct HTTPServer: Service {
  private let configuration: HTTPServerConfiguration
  private let logger: Logger
  private let handler: @Sendable (HTTPRequest) async -> HTTPResponse
  private let listeningPort = ListeningPort()

  /// Makes a server that answers with what the handler gives.
  package init(
    configuration: HTTPServerConfiguration,
    logger: Logger,
    handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
  ) {
    self.configuration = configuration
    self.logger = logger
    self.handler = handler
  }

  /// Waits until the server listens, and returns the port.
  ///
  /// Throws what `run` throws where it fails, and `HTTPServerError.stopped` where it ends without having listened.
  package func boundPort() async throws(HTTPServerError) -> Int {
    try await listeningPort.value()
  }

  /// Serves until shut down; may be called once.
  ///
  /// - Throws: `HTTPServerError` where the server cannot listen.
  package func run() async throws {
    defer { listeningPort.settle(.failure(.stopped)) }
    do {
      try await makeServer().run()
    } catch {
      let error = HTTPServerError(error, configuration)
      listeningPort.settle(.failure(error))
      throw error
    }
  }

  /// Tells those who wait for the port that it will not run.
  package func abandon() {
    listeningPort.settle(.failure(.stopped))
  }

  private func makeServer() throws -> any Service {
    let exchange = RequestExchange(
      maxBodyBytes: configuration.limits.maxBodyBytes,
      logger: logger,
      handler: handler
    )
    return try HTTPServerBuilder.http1(configuration: channelConfiguration).buildServer(
      configuration: ServerConfiguration(
        address: .hostname(configuration.host, port: configuration.port),
        availableConnectionsDelegate: MaximumAvailableConnections(
          configuration.limits.maxConnections,
          logger: quietLogger
        )
      ),
      eventLoopGroup: EventLoopGroupProvider.singleton.eventLoopGroup,
      logger: quietLogger,
      responder: { request, writer, _ in
        try await exchange.respond(to: request, writer: writer)
      },
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? configuration.port
        logger.info("listening", metadata: ["host": "\(configuration.host)", "port": "\(port)"])
        listeningPort.settle(.success(port))
      }
    )
  }

  private var channelConfiguration: HTTP1Channel.Configuration {
    let limits = configuration.limits
    return HTTP1Channel.Configuration(
      additionalChannelHandlers: [RequestDeadline(limit: TimeAmount(limits.requestTimeout))],
      idleTimeout: TimeAmount(limits.idleTimeout),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: limits.maxHeaderBytes / 4,
        maxHeaderListSize: limits.maxHeaderBytes,
        maxHeaderFieldCount: limits.maxHeaderFields
      )
    )
  }

  /// Without Hummingbird's own account of starting and stopping.
  private var quietLogger: Logger {
    var quiet = logger
    quiet.logLevel = max(.notice, logger.logLevel)
    return quiet
  }
}
