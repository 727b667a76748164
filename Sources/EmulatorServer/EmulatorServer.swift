internal import CallAutomation
package import CallEmulator
internal import Foundation
package import HTTPTransport
package import Logging
internal import ServiceLifecycle

/// The emulator's HTTP face: the real paths, deliveries to webhooks, an API to place calls.
///
/// ## Overview
/// The core is told the time by the system's clock. Deliveries of one call and one sender go out
/// one after the other, those of others at the same time; one that does not arrive is tried again
/// later and holds nothing up.
///
/// ## Paths of its own
/// `GET /emulator/phone` is a phone's socket: `flowctl call`. `POST /emulator/calls` places a call, `GET /emulator/calls` lists them, `GET /healthz` answers.
/// `/emulator/echo…` answers any request with its own body, for a flow's own HTTP requests.
/// `/calling/.well-known/acsopenidconfiguration` and `/calling/keys` tell how to check the tokens
/// that callbacks bear; their issuer is the emulator's own URL. `POST /TENANT/oauth2/v2.0/token` gives
/// whoever asks a token for the service, as Entra would.
/// What is below `/emulator` is refused (403) to web pages.
package struct EmulatorServer: Service {
  private let host: EmulatorHost
  private let server: HTTPServer
  private let listeningHost: String
  private let speed: Int
  private let handshake: Handshake?
  private let onTrace: @Sendable (EmulatorTrace) -> Void

  /// Makes a server.
  ///
  /// - Parameters:
  ///   - configuration: Where it listens and what it emulates.
  ///   - logger: For the HTTP server.
  ///   - onTrace: Told of everything that happens, in order, one at a time.
  package init(
    _ configuration: EmulatorServerConfiguration,
    logger: Logger,
    onTrace: @escaping @Sendable (EmulatorTrace) -> Void = { _ in }
  ) {
    let tokens = EmulatorTokens(audience: configuration.emulator.resourceID)
    var emulator = configuration.emulator
    emulator.refusalOfToken = { tokens.refusal(ofAccess: $0, at: $1)?.description }
    let host = EmulatorHost(emulator, tokens: tokens, now: configuration.now)
    self.host = host
    listeningHost = configuration.host
    speed = configuration.emulator.speed
    handshake =
      configuration.shakesHands ? Handshake(schema: configuration.emulator.eventGridSchema) : nil
    self.onTrace = onTrace
    server = HTTPServer(
      configuration: HTTPServerConfiguration(host: configuration.host, port: configuration.port),
      logger: logger
    ) { request in admit(request, host, listeningAt: configuration.host) }
  }

  /// Waits until the server listens, and returns the port.
  package func boundPort() async throws(HTTPServerError) -> Int {
    try await server.boundPort()
  }

  /// Lets a caller call; returns the call's number.
  package func place(_ script: CallerScript) -> Int {
    host.place(script)
  }

  /// Says what somebody does when the app calls them.
  package func expect(_ callee: CallerScript) {
    host.expect(callee)
  }

  /// All calls that were placed, in order.
  package func calls() -> [CallSummary] {
    host.summaries
  }

  /// Waits until a call is over, everything about it was delivered or given up, and `onTrace` was
  /// told of it; returns at once where the server has stopped.
  package func waitUntilFinished(call number: Int) async {
    await host.waitUntilFinished(call: number)
  }

  /// Serves until shut down; may be called once.
  ///
  /// - Throws: `HTTPServerError` where the server cannot listen, `HTTPClientError` where the system
  ///   has nothing left for a client.
  package func run() async throws {
    defer { host.stop() }
    let client = try HTTPClient()
    let sockets = try WebSocketClient()
    let outcome: Result<Void, any Error>
    do {
      try await serve(with: client, sockets)
      outcome = .success(())
    } catch {
      outcome = .failure(error)
    }
    await sockets.shutdown()
    await client.shutdown()
    try outcome.get()
  }

  private func serve(with client: HTTPClient, _ sockets: WebSocketClient) async throws {
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask {
        defer { host.stop() }
        try await server.run()
      }
      let issuer = EmulatorServerConfiguration.url(
        host: listeningHost,
        port: try await server.boundPort()
      )
      let postman = Postman(client: client, issuer: issuer, handshake: handshake)
      let studio = MediaStudio(client: sockets, issuer: issuer, host: host, speed: speed)
      for await work in host.work {
        switch work {
        case .traces: for trace in host.takeTraces() { onTrace(trace) }
        case .wake(let due): group.addTask { await host.wake(at: due) }
        case .deliver(let lane): group.addTask { await host.deliver(lane, with: postman) }
        case .media(.open(let socket)): group.addTask { await studio.run(socket) }
        case .media(.send(let frame, let id)): studio.send(frame, over: id)
        case .media(.close(let id)): studio.close(id)
        case .release(let waiter): host.release(waiter)
        }
      }
      group.cancelAll()
    }
  }
}
