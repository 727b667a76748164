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

extension ServerConfiguration {
  /// The HTTP server with all its routes.
  func makeServer(
    _ host: CallHost,
    _ store: FlowStore,
    _ health: Health,
    _ client: HTTPClient
  ) -> HTTPServer {
    let routes = Route.all(
      incomingCalls: IncomingCallRoute(
        host: host,
        store: store,
        health: health,
        time: time,
        logger: logger
      ),
      callbacks: CallbackRoute(host: host, logger: logger),
      flags: FlagRoute(board: host.flags, store: store, logger: logger),
      health: HealthRoute(health: health, host: host)
    )
    let router = Router(routes: routes, door: Door(self, client: client))
    return HTTPServer(
      configuration: HTTPServerConfiguration(host: listen.host, port: listen.port),
      logger: logger
    ) { head in
      await router.admit(head)
    }
  }
}
