internal import HTTPTransport

/// Finds who answers a request, and asks at the door before anybody does.
struct Router: Sendable {
  let routes: [Route]
  let door: Door
  let audit: AuditLog

  /// Admits a request by its head, whatever it is.
  func admit(_ head: HTTPRequest) async -> HTTPAdmission {
    let path = Route.parts(of: Substring(head.path))
    var allowed: [String] = []
    for route in routes {
      guard let places = route.match(path) else { continue }
      guard route.methods.contains(head.method) else {
        allowed += route.methods
        continue
      }
      if let refusal = await door.refusal(of: head, by: route.access) { return .refused(refusal) }
      return await admission(of: head, to: route, places)
    }
    guard !allowed.isEmpty else { return .refused(.notFound) }
    return .refused(.methodNotAllowed(allowed.sorted().joined(separator: ", ")))
  }

  private func admission(
    of head: HTTPRequest,
    to route: Route,
    _ places: [Substring]
  ) async -> HTTPAdmission {
    switch route.service {
    case .answers(let bodyLimit, let handlers):
      return .admitted(bodyLimit: bodyLimit) { request in
        guard let handler = handlers[request.method] else { return .notFound }
        let response = await handler(request, places)
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
