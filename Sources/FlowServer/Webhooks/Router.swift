internal import FlowRuntime
internal import HTTPTransport

/// Finds who answers a request.
struct Router: Sendable {
  let incomingCalls: IncomingCallRoute
  let callbacks: CallbackRoute
  let flags: FlagRoute
  let admin: AdminAccess
  let health: Health

  /// Answers a request, whatever it is.
  func respond(to request: HTTPRequest) async -> HTTPResponse {
    let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    switch (Array(parts), request.method) {
    case (["api", "incomingCall"], "POST"): return await incomingCalls.respond(to: request)
    case (["api", "incomingCall"], "OPTIONS"): return incomingCalls.shakeHands(request)
    case (["api", "incomingCall"], _): return .methodNotAllowed("POST, OPTIONS")
    case (let path, let method) where path.starts(with: ["api", "callbacks"]):
      guard let callID = callbackTarget(path) else { return .notFound }
      guard method == "POST" else { return .methodNotAllowed("POST") }
      return await callbacks.respond(to: request, for: callID)
    case (let path, _) where path.starts(with: ["api", "flags"]):
      guard path.count <= 3 else { return .notFound }
      if let refusal = admin.refusal(of: request) { return refusal }
      return await flags.respond(to: request, about: path.count == 3 ? String(path[2]) : nil)
    case (["media", "beep.wav"], "GET"): return Beep.response
    case (["media", "beep.wav"], _): return .methodNotAllowed("GET")
    case (["healthz"], "GET"), (["healthz"], "HEAD"): return .text(200, "ok\n")
    case (["readyz"], "GET"), (["readyz"], "HEAD"): return readiness
    case (["healthz"], _), (["readyz"], _): return .methodNotAllowed("GET, HEAD")
    case (_, _): return .notFound
    }
  }

  /// The call id of `api/callbacks/<id>` and `api/callbacks/<id>/recording`.
  private func callbackTarget(_ path: [Substring]) -> Substring? {
    switch path.count {
    case 3: path[2]
    case 4: path[3] == "recording" ? path[2] : nil
    default: nil
    }
  }

  private var readiness: HTTPResponse {
    let station = health.station
    guard station == .ready else { return .text(503, "\(station.rawValue)\n") }
    guard let reason = incomingCalls.host.unreadiness else { return .text(200, "ready\n") }
    return .text(503, "\(reason)\n")
  }
}
