internal import CallAutomation
internal import HTTPTransport
internal import JSON

/// What an operator may send; each route says more exactly what it takes.
private let operatorBytes = 64 * 1024

extension Route {
  /// Every route of the server.
  static func all(
    incomingCalls: IncomingCallRoute,
    callbacks: CallbackRoute,
    flags: FlagRoute,
    health: HealthRoute
  ) -> [Route] {
    let callback: Handler = { await callbacks.respond(to: $0, for: $1[0]) }
    let flag: Handler = { await flags.respond(to: $0, about: String($1[0])) }
    return [
      Route(
        "/api/incomingCall",
        access: .eventGrid,
        bodyLimit: JSONLimits.webhook.bytes,
        handlers: ["POST": { request, _ in await incomingCalls.respond(to: request) }]
      ),
      Route(
        "/api/incomingCall",
        access: .everybody,
        bodyLimit: 0,
        handlers: ["OPTIONS": { request, _ in incomingCalls.shakeHands(request) }]
      ),
      Route(
        "/api/callbacks/*",
        access: .callAutomation,
        bodyLimit: JSONLimits.webhook.bytes,
        handlers: ["POST": callback]
      ),
      Route(
        "/api/callbacks/*/recording",
        access: .callAutomation,
        bodyLimit: JSONLimits.webhook.bytes,
        handlers: ["POST": callback]
      ),
      Route(
        "/api/flags",
        access: .operators,
        bodyLimit: 0,
        handlers: ["GET": { request, _ in await flags.respond(to: request, about: nil) }]
      ),
      Route(
        "/api/flags/*",
        access: .operators,
        bodyLimit: operatorBytes,
        handlers: ["GET": flag, "PUT": flag, "DELETE": flag]
      ),
      Route(
        "/media/beep.wav",
        access: .everybody,
        bodyLimit: 0,
        handlers: ["GET": { _, _ in Beep.response }]
      ),
      Route(
        "/healthz",
        access: .everybody,
        bodyLimit: 0,
        handlers: ["GET": { _, _ in HealthRoute.alive }, "HEAD": { _, _ in HealthRoute.alive }]
      ),
      Route(
        "/readyz",
        access: .everybody,
        bodyLimit: 0,
        handlers: ["GET": { _, _ in health.readiness }, "HEAD": { _, _ in health.readiness }]
      ),
    ]
  }
}
