internal import HTTPTransport
internal import Metrics

/// Finds who answers a request, and asks at the door before anybody does.
struct Router: Sendable {
  private let routes: [(route: Route, metrics: RequestMetrics)]
  private let door: Door
  private let audit: AuditLog

  /// Makes a router of routes, the first of which that fits a request answers it.
  init(routes: [Route], door: Door, audit: AuditLog, metrics: any MetricsFactory) {
    self.routes = routes.map { ($0, RequestMetrics(of: $0.path, metrics)) }
    self.door = door
    self.audit = audit
  }

  /// Admits a request by its head, whatever it is.
  func admit(_ head: HTTPRequest) async -> HTTPAdmission {
    let path = Route.parts(of: Substring(head.path))
    var allowed: [String] = []
    for (route, metrics) in routes {
      guard let places = route.match(path) else { continue }
      guard route.methods.contains(head.method) else {
        allowed += route.methods
        continue
      }
      if let refusal = await door.refusal(of: head, by: route.access) { return .refused(refusal) }
      return await admission(of: head, to: route, places, metrics)
    }
    guard !allowed.isEmpty else { return .refused(.notFound) }
    return .refused(.methodNotAllowed(allowed.sorted().joined(separator: ", ")))
  }

  private func admission(
    of head: HTTPRequest,
    to route: Route,
    _ places: [Substring],
    _ metrics: RequestMetrics
  ) async -> HTTPAdmission {
    switch route.service {
    case .answers(let bodyLimit, let handlers):
      return .admitted(bodyLimit: bodyLimit) { request in
        guard let handler = handlers[request.method] else { return .notFound }
        let start = ContinuousClock.now
        let response = await handler(request, places)
        metrics.answered(response.status, in: ContinuousClock.now - start)
        if case .operators = route.access { audit.note(request, response.status) }
        return response
      }
    case .sockets(let limits, let opener):
      switch await opener(head, places) {
      case .none(let response): return .refused(response)
      case .socket(let receiver): return .upgraded(limits, receiver)
      }
    }
  }
}
