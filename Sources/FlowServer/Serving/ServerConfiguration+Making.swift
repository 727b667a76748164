internal import FlowRuntime
internal import HTTPTransport

extension HostConfiguration {
  /// What the host takes of a server's configuration.
  init(_ configuration: ServerConfiguration) {
    self.init(publicURL: configuration.publicURL.description, logger: configuration.logger)
    time = configuration.time
    secrets = .system(folder: configuration.folder.root)
    observer = configuration.observer
    scrubber = configuration.scrubber
  }
}

/// What the routes of a server work with.
struct ServerParts {
  let host: CallHost
  let journal: any Journal
  let store: FlowStore
  let project: FlowProject
  let starter: CallStarter
  let health: Health
  let client: HTTPClient
  let media: MediaSockets
}

extension ServerConfiguration {
  /// The HTTP server with all its routes.
  func makeServer(_ parts: ServerParts) -> HTTPServer {
    let incomingCalls = IncomingCallRoute(
      host: parts.host,
      store: parts.store,
      health: parts.health,
      time: time,
      logger: logger
    )
    let callbacks = CallbackRoute(host: parts.host, logger: logger)
    let calls = CallsRoute(host: parts.host, journal: parts.journal, starter: parts.starter)
    let flows = FlowsRoute(
      store: parts.store,
      project: parts.project,
      reloads: reloads,
      logger: logger
    )
    let flags = FlagRoute(board: parts.host.flags, store: parts.store, logger: logger)
    let health = HealthRoute(health: parts.health, host: parts.host)
    let media = MediaRoute(journal: parts.journal, health: parts.health, sockets: parts.media)
    let refusals = RefusalLog(time: time, logger: logger)
    let router = Router(
      routes: incomingCalls.routes + callbacks.routes + calls.routes + flows.routes
        + flags.routes + health.routes + media.routes + [Beep.route],
      door: Door(self, client: parts.client, refusals: refusals),
      audit: AuditLog(logger: logger)
    )
    var http = HTTPServerConfiguration(host: listen.host, port: listen.port, limits: limits)
    http.crowded = { refusals.note($0.reason, at: "connections") }
    return HTTPServer(configuration: http, logger: logger) { head in
      await router.admit(head)
    }
  }
}

extension Crowding {
  /// What operators read.
  fileprivate var reason: String {
    switch self {
    case .client: "one client has too many connections"
    case .server: "there are too many connections, and it sent no request"
    }
  }
}
