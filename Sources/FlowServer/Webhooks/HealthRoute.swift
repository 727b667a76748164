internal import FlowRuntime
internal import HTTPTransport

/// Tells a supervisor and a load balancer how the server is: `/healthz` and `/readyz`.
struct HealthRoute: Sendable {
  let health: Health
  let host: CallHost
  let callbacks: CallbackWatch

  /// Where it is.
  var routes: [Route] {
    let alive: Route.Handler = { _, _ in Self.alive }
    let ready: Route.Handler = { _, _ in readiness }
    return [
      Route(
        "/healthz",
        access: .everybody,
        serves: .answers(bodyLimit: 0, ["GET": alive, "HEAD": alive])
      ),
      Route(
        "/readyz",
        access: .everybody,
        serves: .answers(bodyLimit: 0, ["GET": ready, "HEAD": ready])
      ),
    ]
  }

  /// The process answers.
  static let alive = HTTPResponse.text(200, "ok\n")

  /// Whether calls can be taken, or why not, a line for each reason.
  var readiness: HTTPResponse {
    let station = health.station
    let reasons = [
      station == .ready ? nil : reason(for: station), host.unreadiness, callbacks.fault,
    ].compactMap(\.self)
    guard !reasons.isEmpty else { return .text(200, "ready\n") }
    return .text(503, reasons.joined(separator: "\n") + "\n")
  }

  private func reason(for station: Health.Station) -> String {
    switch station {
    case .recovering: "recovering: \(host.load.unsettledCalls) calls of before are settled first"
    case .draining: "draining: the server stops"
    case .ready: "ready"
    }
  }
}
