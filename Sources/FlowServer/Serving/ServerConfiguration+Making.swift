internal import FlowRuntime
internal import Foundation
internal import HTTPTransport
internal import Metrics

extension HostConfiguration {
  /// What the host takes of a server's configuration.
  init(_ configuration: ServerConfiguration, metrics: any MetricsFactory) {
    self.init(publicURL: configuration.publicURL.description, logger: configuration.logger)
    serviceVersion = configuration.serviceVersion
    time = configuration.time
    secrets = .system(folder: configuration.folder.root)
    observer = configuration.observer
    scrubber = configuration.scrubber
    self.metrics = metrics
    traps = configuration.traps
  }
}

extension HostConfiguration {
  /// Has an exporter told of what happens to calls too.
  mutating func tell(_ exporter: SpanExporter) {
    let observer = observer
    self.observer = { trace in
      exporter.note(trace)
      observer(trace)
    }
  }
}

extension ServerConfiguration {
  /// What keeps the files of recordings that flows fetch.
  func makeKeeper(_ client: HTTPClient, _ service: ServiceClient) -> RecordingKeeper {
    RecordingKeeper(
      root: recordings,
      storage: RecordingStorage(ServiceConnection(self.service, client, service)),
      client: service
    )
  }

  /// What tells the collector of the spans of calls; nil where there is none.
  func makeExporter(
    reading journal: any Journal,
    sender: any RequestSending,
    metrics: any MetricsFactory
  ) -> SpanExporter? {
    collector.map { collector in
      SpanExporter(
        to: collector.description,
        reading: journal,
        sender: sender,
        time: time,
        logger: logger,
        metrics: metrics
      )
    }
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
  let door: Door
  let media: MediaSockets
  let metrics: MetricsRegistry
}

extension ServerConfiguration {
  /// Makes the folder of recordings where there is none, and sees that it can be written: a file that
  /// is fetched after the call has nobody left to say so to.
  func prepareRecordings() throws(ServerStartError) {
    guard let recordings else { return }
    do {
      let files = FileManager.default
      try files.createDirectory(atPath: recordings, withIntermediateDirectories: true)
    } catch {
      throw .recordings(recordings, reason: FileFailure(of: error).reason)
    }
    guard FileManager.default.isWritableFile(atPath: recordings) else {
      throw .recordings(recordings, reason: "it cannot be written")
    }
  }

  /// Has the scrubber know the secrets of the deployment before anybody can repeat them.
  func teachScrubber() {
    credential.secrets.forEach(scrubber.learn)
    if case .bearer(let key) = admin { scrubber.learn(key.text) }
    if let secret = eventGridAccess.secret { scrubber.learn(secret.text) }
  }

  /// The HTTP servers with all their routes: the one that the service reaches, and the operators' own
  /// where they have one.
  ///
  /// `/metrics` needs no key there: who has one could do more than look.
  func makeServers(_ parts: ServerParts) -> (public: HTTPServer, admin: HTTPServer?) {
    func server(at address: ListenAddress, _ routes: [Route]) -> HTTPServer {
      let router = Router(
        routes: routes,
        door: parts.door,
        audit: AuditLog(logger: logger),
        metrics: parts.metrics
      )
      var http = HTTPServerConfiguration(host: address.host, port: address.port, limits: limits)
      http.crowded = { parts.door.refusals.note($0.reason, at: "connections") }
      return HTTPServer(configuration: http, logger: logger) { await router.admit($0) }
    }
    let health = HealthRoute(health: parts.health, host: parts.host, callbacks: parts.door.watch)
    let metrics = MetricsRoute(registry: parts.metrics, host: parts.host, health: health)
    let webhooks = webhookRoutes(parts) + health.routes
    guard let adminListen else {
      let routes = webhooks + adminRoutes(parts) + [metrics.route(for: .operators)]
      return (server(at: listen, routes), nil)
    }
    let routes = adminRoutes(parts) + health.routes + [metrics.route(for: .everybody)]
    return (server(at: listen, webhooks), server(at: adminListen, routes))
  }

  /// What the service uses.
  private func webhookRoutes(_ parts: ServerParts) -> [Route] {
    let incomingCalls = IncomingCalls(
      host: parts.host,
      store: parts.store,
      health: parts.health,
      time: time,
      logger: logger,
      metrics: parts.metrics
    )
    let callbacks = CallbackRoute(
      host: parts.host,
      incomingCalls: incomingCalls,
      logger: logger,
      metrics: WebhookMetrics(parts.metrics)
    )
    let media = MediaRoute(journal: parts.journal, health: parts.health, sockets: parts.media)
    let ringing = IncomingCallRoute(calls: incomingCalls)
    let proof = eventGridAccess.secret.map { ProofRoute(proof: ServerProof(of: $0)).route }
    return ringing.routes + callbacks.routes + media.routes
      + [proof, Beep.route].compactMap(\.self)
  }

  /// What operators use.
  private func adminRoutes(_ parts: ServerParts) -> [Route] {
    let calls = CallsRoute(host: parts.host, journal: parts.journal, starter: parts.starter)
    let flows = FlowsRoute(store: parts.store, project: parts.project, reloads: tell(of:))
    let flags = FlagRoute(board: parts.host.flags, store: parts.store, logger: logger)
    let entries = isDevelopment ? StoredEntriesRoute(journal: parts.journal).routes : []
    return calls.routes + flows.routes + flags.routes + entries
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
