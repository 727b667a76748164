internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import ServiceLifecycle

/// Serves HTTP/1.1.
///
/// ## Overview
/// Each request is admitted or refused by its head, before its body is read; who admits it says how long the body
/// may be, and who answers the whole. Routing is theirs. A
/// method that is not registered for HTTP is refused with 400. Many requests
/// are handled at once, one at a time per connection. A handler may wait as long as it likes, but must not block
/// its thread. It is not cancelled when its client goes away.
///
/// ## Too many
/// Bodies, headers, connections and times have limits (`HTTPServerLimits`). Clients that send slowly or not at all
/// keep nobody out: see `ConnectionTable`.
///
/// ## Ending
/// On a graceful shutdown the server stops accepting, closes idle connections, and ends `run` when the requests in
/// flight are answered; `ServiceGroup` bounds how long that may take. Cancelling `run` does not wait for them.
package struct HTTPServer: Service {
  private let configuration: HTTPServerConfiguration
  private let logger: Logger
  private let admit: @Sendable (HTTPRequest) async -> HTTPAdmission
  private let listeningPort = ListeningPort()

  /// Makes a server that admits requests by their heads.
  package init(
    configuration: HTTPServerConfiguration,
    logger: Logger,
    admit: @escaping @Sendable (HTTPRequest) async -> HTTPAdmission
  ) {
    self.configuration = configuration
    self.logger = logger
    self.admit = admit
  }

  /// Makes a server that admits all requests with bodies up to `limits.maxBodyBytes`, and answers with what the
  /// handler gives.
  package init(
    configuration: HTTPServerConfiguration,
    logger: Logger,
    handler: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
  ) {
    let limit = configuration.limits.maxBodyBytes
    self.init(configuration: configuration, logger: logger) { _ in
      .admitted(bodyLimit: limit, handler)
    }
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
    let exchange = RequestExchange(logger: logger, admit: admit)
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
      responder: { request, writer, channel in
        try await exchange.respond(to: request, writer: writer, channel: channel)
      },
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? configuration.port
        logger.info(
          "listening",
          metadata: ["host": "\(configuration.host)", "port": .stringConvertible(port)]
        )
        listeningPort.settle(.success(port))
      }
    )
  }

  private var channelConfiguration: HTTP1Channel.Configuration {
    let limits = configuration.limits
    let table = ConnectionTable(limits: limits, crowded: configuration.crowded)
    return HTTP1Channel.Configuration(
      additionalChannelHandlers: [
        PlainRefusal(),
        ConnectionWatch(table: table, heldTimeout: TimeAmount(limits.heldTimeout)),
        RequestDeadline(limit: TimeAmount(limits.requestTimeout)),
      ],
      idleTimeout: TimeAmount(limits.idleTimeout),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: limits.maxHeaderBytes / 4,
        maxHeaderListSize: limits.maxHeaderBytes,
        maxHeaderFieldCount: limits.maxHeaderFields
      )
    )
  }

  /// Without Hummingbird's own account of starting, stopping and being cancelled.
  private var quietLogger: Logger {
    var quiet = Logger(label: logger.label) { _ in EndingLog(logger) }
    quiet.logLevel = max(.notice, logger.logLevel)
    return quiet
  }
}
