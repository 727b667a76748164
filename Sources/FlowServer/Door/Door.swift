internal import CallAutomation
internal import FlowRuntime
internal import HTTPTransport
internal import Logging

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
}

/// Decides by its head whether a request may be made; nothing else of the server does.
struct Door: Sendable {
  private let callbacks: TokenDoor?
  private let eventGridTokens: TokenDoor?
  private let eventGrid: EventGridAccess
  private let admin: AdminAccess
  private let refusals: RefusalLog

  init(_ configuration: ServerConfiguration, client: HTTPClient, refusals: RefusalLog) {
    let time = configuration.time
    let logger = configuration.logger
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
    self.refusals = refusals
  }

  /// The answer to a request that may not be made; nil where it may.
  func refusal(of request: HTTPRequest, by access: RouteAccess) async -> HTTPResponse? {
    switch access {
    case .everybody: return nil
    case .operators: return admin.refusal(of: request)
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
    return refusal(of: await callbacks.verdict(on: request), at: door)
  }

  /// A callback whose keys cannot be had is to be delivered again; so is a ringing call, at once
  /// (SEMANTICS.md, rule 19: 503 would wait for longer than it rings).
  private func refusal(of verdict: TokenDoor.Verdict, at door: String) -> HTTPResponse? {
    switch verdict {
    case .admitted: return nil
    case .refused(let reason): return refused(reason.description, at: door)
    case .undecided:
      refusals.note("the keys to check tokens with cannot be fetched", at: door)
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
