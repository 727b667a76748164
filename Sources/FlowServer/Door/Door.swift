internal import CallAutomation
internal import CallModel
internal import Cryptography
internal import Diagnostics
internal import FlowRuntime
internal import HTTPTransport
internal import Logging
internal import Metrics

/// Who may do what a route does.
enum RouteAccess: Sendable {
  /// Anybody: it tells and changes nothing that is not everybody's.
  case everybody
  /// The service, about a call.
  case callAutomation
  /// The service, with a socket for a call's audio or for what is said; its tokens are those of
  /// callbacks (FACTS.md (h)).
  case mediaSockets
  /// Event Grid, with a delivery.
  case eventGrid
  /// Operators.
  case operators
  /// Who has Event Grid's secret, which they prove without telling it.
  case doctor
}

/// Decides by its head whether a request may be made; nothing else of the server does.
struct Door: Sendable {
  private let callbacks: TokenDoor?
  private let eventGridTokens: TokenDoor?
  private let eventGrid: EventGridAccess
  private let admin: AdminAccess
  private let journal: any Journal
  private let time: HostTime
  private let logger: Logger
  /// Who is turned away.
  let refusals: RefusalLog
  /// Whether the service's callbacks can come in.
  let watch = CallbackWatch()

  init(
    _ configuration: ServerConfiguration,
    client: HTTPClient,
    journal: any Journal,
    metrics: any MetricsFactory
  ) {
    let time = configuration.time
    let logger = configuration.logger
    self.time = time
    self.logger = logger
    self.journal = journal
    func door(_ authority: TokenAuthority) -> TokenDoor {
      TokenDoor(authority, client: client, time: time, logger: logger)
    }
    callbacks =
      switch configuration.callbackAccess {
      case .unchecked: nil
      case .tokens(let authority): door(authority)
      }
    eventGrid = configuration.eventGridAccess
    eventGridTokens = eventGrid.tokens.map(door)
    admin = configuration.admin
    refusals = RefusalLog(time: time, logger: logger, metrics: metrics)
  }

  /// Fetches the keys of callbacks' tokens before the first call needs them, for as long as it takes.
  func fetchKeys() async {
    guard let keys = callbacks?.keys else { return }
    repeat {
      let failure = await keys.prepare()
      watch.noteKeys(missing: failure?.description)
      if failure == nil { return }
    } while await time.sleep(for: Self.keysAgain)
  }

  /// How long to wait before keys that could not be fetched are fetched again.
  private static let keysAgain = Duration.seconds(1)

  /// The flow of a call of this server's; nil for another call, and where that cannot be read now.
  private func flow(of id: CallID) async -> String? {
    do throws(JournalError) { return try await journal.call(id)?.outline.flow } catch { return nil }
  }

  /// The answer to a request that may not be made; nil where it may.
  func refusal(of request: HTTPRequest, by access: RouteAccess) async -> HTTPResponse? {
    switch access {
    case .everybody: return nil
    case .operators:
      guard let refusal = admin.refusal(of: request) else { return nil }
      refusals.note(refusal.reason, at: "admin API")
      return refusal.response
    case .doctor:
      let given = request.headers[ServerProof.proofHeader] ?? ""
      if let secret = eventGrid.secret,
        isSameInConstantTime(given, ServerProof(of: secret).question(request.proofNumber))
      {
        return nil
      }
      return refused("the proof is not one of the server's EVENT_GRID_SECRET", at: "proof")
    case .callAutomation: return await refusal(of: request, at: "callbacks")
    case .mediaSockets: return await refusal(of: request, at: "media sockets")
    case .eventGrid:
      // A handshake tells who sends it what they sent; `IncomingCallRoute` lets it do nothing else.
      guard !eventGrid.isUnchecked, !request.isHandshake else { return nil }
      let given = request.eventGridSecret
      if let given, eventGrid.secret?.isSame(given) == true { return nil }
      if let eventGridTokens, eventGrid.secret == nil || request.bearerToken != nil {
        return refusal(of: await eventGridTokens.verdict(on: request), at: Self.eventGrid)
      }
      return refused(
        given?.isEmpty != false
          ? "there is no secret: the subscription's URL ends in no ?secret=…"
          : "the secret is another than the server's EVENT_GRID_SECRET",
        at: Self.eventGrid
      )
    }
  }

  /// The door of Event Grid's deliveries.
  private static let eventGrid = "incoming calls"

  /// A request of the service, which bears its token; unless that is not checked, which it may be on
  /// a machine that nobody else reaches alone.
  private func refusal(of request: HTTPRequest, at door: String) async -> HTTPResponse? {
    guard let callbacks else { return nil }
    let verdict = await callbacks.verdict(on: request)
    switch verdict {
    case .admitted: watch.noteAdmitted()
    case .refused(.audience(let resource)): await noteForeign(request, resource)
    case .refused, .undecided: break
    }
    return refusal(of: verdict, at: door)
  }

  /// The service vouches for a token of another resource: where it is about a call of this server's,
  /// whose id nobody else knows, it is this server that has the wrong resource's id.
  private func noteForeign(_ request: HTTPRequest, _ resource: String) async {
    let parts = Route.parts(of: Substring(request.path)).lazy.map { CallID(String($0)) }
    guard let id = parts.first(where: \.isWellFormed), let flow = await flow(of: id),
      watch.noteForeign(quoted(resource)), let fault = watch.fault
    else { return }
    logger.error("\(fault)", metadata: .call(id, flow))
  }

  /// A callback whose keys cannot be had is to be delivered again; so is a ringing call, at once
  /// (SEMANTICS.md, rule 19: 503 would wait for longer than it rings).
  private func refusal(of verdict: TokenDoor.Verdict, at door: String) -> HTTPResponse? {
    switch verdict {
    case .admitted: return nil
    case .refused(let reason): return refused(reason.description, at: door)
    case .undecided:
      refusals.note("the keys to check its token with cannot be had now", at: door)
      return .error(500, "undecided", "the sender cannot be checked now; deliver it again")
    }
  }

  /// Why is for operators alone: who is turned away is told nothing of what would let them in.
  private func refused(_ reason: String, at door: String) -> HTTPResponse {
    refusals.note(reason, at: door)
    var response = HTTPResponse.error(401, "unauthorized", "the sender is not known")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response
  }
}

extension HTTPRequest {
  /// The secret of a delivery: in the subscription's URL (`?secret=…`), or a header that the
  /// subscription adds (FACTS.md (d)).
  fileprivate var eventGridSecret: String? {
    headers["X-Event-Grid-Secret"] ?? query["secret"]
  }
}
