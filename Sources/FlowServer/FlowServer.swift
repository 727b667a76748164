package import CEL
internal import CallAutomation
package import CallModel
internal import Diagnostics
package import FlowLanguage
package import FlowRuntime
package import HTTPTransport
internal import Logging
internal import ServiceLifecycle

/// Serves flows: webhooks in, requests to the service out, flows reloaded while calls are live.
///
/// It reads the journal before it listens, so that nothing happens to a call of which it does not
/// know how it was left; then it settles the calls of before, and is ready after that. On a graceful
/// shutdown it stops accepting, answers what it has accepted, commits what waits for a turn, and
/// leaves what is not sent to the journal; nothing acknowledged is lost.
package struct FlowServer: Service {
  private let configuration: ServerConfiguration
  private let project: FlowProject
  private let host: CallHost
  private let server: HTTPServer
  private let adminServer: HTTPServer?
  private let client: HTTPClient
  private let socketClient: WebSocketClient
  private let media: MediaSockets
  private let door: Door
  private let health = Health()
  private let starter: CallStarter
  private let exporter: SpanExporter?

  /// What was compiled at the start, warnings included.
  package let compiled: CompiledProject

  /// Reads and compiles the flows, and gets everything ready to run.
  package init(
    _ configuration: ServerConfiguration,
    journal: any Journal
  ) throws(ServerStartError) {
    self.configuration = configuration
    configuration.teachScrubber()
    guard configuration.isGuarded else { throw .unguarded(configuration.listen) }
    try configuration.prepareRecordings()
    let metrics = MetricsRegistry()
    let zones = SystemZones()
    let store = FlowStore(journal: journal, zones: zones)
    project = FlowProject(configuration, zones, store, ReloadMetrics(metrics))
    switch project.load() {
    case .loaded(let compiled, _, _): self.compiled = compiled
    case .refused(let compiled, let findings): throw .flows(compiled, findings)
    case .unreadable(let error): throw .folder(error)
    }
    do {
      client = try HTTPClient()
      socketClient = try WebSocketClient()
    } catch {
      throw .client(error)
    }
    let service = ServiceClient(
      client: client,
      service: configuration.service,
      credential: configuration.credential,
      time: configuration.time,
      logger: configuration.logger
    )
    let keeper = configuration.makeKeeper(client, service)
    var hostConfiguration = HostConfiguration(configuration, metrics: metrics)
    hostConfiguration.keepFile = { await keeper.keep($0) }
    exporter = configuration.makeExporter(reading: journal, sender: service, metrics: metrics)
    if let exporter { hostConfiguration.tell(exporter) }
    host = CallHost(
      journal: journal,
      store: store,
      sender: service,
      configuration: hostConfiguration
    )
    starter = CallStarter(host: host, store: store)
    media = MediaSockets(
      host: host,
      client: socketClient,
      audio: AudioFolder(configuration.audioFolder, logger: configuration.logger),
      logger: configuration.logger,
      metrics: metrics
    )
    door = Door(configuration, client: client, journal: journal, metrics: metrics)
    (server, adminServer) = configuration.makeServers(
      ServerParts(
        host: host,
        journal: journal,
        store: store,
        project: project,
        starter: starter,
        health: health,
        door: door,
        media: media,
        metrics: metrics
      )
    )
  }

  /// Begins a call of a flow that places calls; it is stored when this returns.
  ///
  /// `values` are those of the flow's parameters, as JSON has them.
  package func start(
    _ flow: String,
    with values: (Program) -> [String: CELValue]
  ) async throws(StartFailure) -> CallID {
    try await starter.start(flow, with: values).id
  }

  /// Waits until the server listens, and returns the port.
  package func boundPort() async throws(HTTPServerError) -> Int {
    try await server.boundPort()
  }

  /// Waits until the operators' own listener listens, and returns its port; nil where there is none.
  package func boundAdminPort() async throws(HTTPServerError) -> Int? {
    try await adminServer?.boundPort()
  }

  /// Serves until shut down; may be called once.
  ///
  /// - Throws: `HTTPServerError` where it cannot listen, `JournalError` where the calls of before
  ///   cannot be read.
  package func run() async throws {
    let stock = try await takeStock()
    try await withThrowingTaskGroup(of: Void.self) { group in
      // A process that cannot listen must not do anything about calls.
      group.addTask {
        defer { exporter?.finish() }
        if try await portOrStop() != nil { await host.run() }
      }
      group.addTask { await exporter?.run() }
      do {
        try await serve(stock)
      } catch {
        host.stop()
        try await group.waitForAll()
        throw error
      }
      host.stop()
    }
    await socketClient.shutdown()
    await media.audio.settle()
    await client.shutdown()
    let logger = configuration.logger
    if Task.isCancelled {
      logger.warning("stopped before all that was under way had ended; the journal has it")
    } else {
      logger.info("stopped")
    }
  }

  private func takeStock() async throws(JournalError) -> Stock {
    do {
      return try await host.takeStock()
    } catch {
      server.abandon()
      adminServer?.abandon()
      throw error
    }
  }

  private func serve(_ stock: Stock) async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await withGracefulShutdownHandler {
          try await listen()
        } onGracefulShutdown: {
          health.drain()
          configuration.serviceManager?.tell(.stopping)
        }
        return true
      }
      group.addTask {
        try await recover(stock)
        return false
      }
      group.addTask {
        await reloadOnChanges()
        return false
      }
      group.addTask {
        if !configuration.isDevelopment { await door.fetchKeys() }
        return false
      }
      group.addTask {
        await media.run()
        return false
      }
      group.addTask {
        await configuration.serviceManager?.run(configuration.time)
        return false
      }
      while let isServerDone = try await group.next(), !isServerDone {}
      group.cancelAll()
    }
  }

  /// Listens at both addresses until shut down; where it cannot at one, it does at neither.
  private func listen() async throws {
    guard let adminServer else { return try await server.run() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await adminServer.run() }
      group.addTask { try await server.run() }
      try await group.waitForAll()
    }
  }

  /// Takes up the calls of before once this process listens.
  private func recover(_ stock: Stock) async throws {
    guard let port = try await portOrStop() else { return }
    announce(port: port)
    await host.recover(stock) {
      health.recovered()
      configuration.logger.info("ready")
      if health.station == .ready { configuration.serviceManager?.tell(.ready) }
    }
  }

  /// The port once the server listens, or nil if it was stopped before.
  private func portOrStop() async throws(HTTPServerError) -> Int? {
    do {
      _ = try await adminServer?.boundPort()
      return try await server.boundPort()
    } catch HTTPServerError.stopped {
      return nil
    }
  }

  private func reloadOnChanges() async {
    guard configuration.isWatching else { return }
    for await _ in FolderWatcher(configuration.folder, time: configuration.time) {
      let manager = health.station == .ready ? configuration.serviceManager : nil
      manager?.tell(.reloading)
      let report = project.load()
      manager?.tell(.ready)
      configuration.tell(of: report)
    }
  }

  /// Says what the server does, and what it does not.
  private func announce(port: Int) {
    let logger = configuration.logger
    let address = "\(configuration.listen.host):\(port)"
    logger.notice(
      "serving",
      metadata: [
        "listen": "\(address)",
        "public_url": "\(configuration.publicURL)",
        "service": "\(configuration.service)", "credential": "\(configuration.credential)",
        "journal": "\(configuration.journalName)",
        "environment": "\(compiled.environmentName ?? "none")",
        "admin_api": "\(configuration.admin)",
        "admin_listen": "\(configuration.adminListen.map { "\($0)" } ?? address)",
      ]
    )
    for program in compiled.programs {
      let routes = program.routes.map(\.rawID).joined(separator: ", ")
      let metadata: Logger.Metadata = ["flow": "\(program.name)", "routes": "\(routes)"]
      logger.notice("flow served", metadata: metadata)
    }
    configuration.warnOfRecordings(compiled)
    guard !configuration.isDevelopment else { return }
    if configuration.callbackAccess == .unchecked {
      logger.warning("callback tokens are not checked: the call id in the path is the secret")
    }
    if configuration.eventGridAccess.isUnchecked {
      logger.warning("anybody who reaches /api/incomingCall can make calls ring")
    }
    if let admin = configuration.adminListen, !admin.isLoopback {
      logger.warning(
        "whoever reaches the operators' address reads /metrics without a key",
        metadata: ["admin_listen": "\(admin)"]
      )
    }
    if !configuration.publicURL.isSecure {
      logger.warning("the public URL is not https: only an emulator will call back")
    }
  }
}
