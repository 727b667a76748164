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
      guard let handler = route.handlers[head.method] else {
        allowed += route.handlers.keys
        continue
      }
      if let refusal = await door.refusal(of: head, by: route.access) { return .refused(refusal) }
      return .admitted(bodyLimit: route.bodyLimit) { request in
        let response = await handler(request, places)
        if case .operators = route.access { audit.note(request, response.status) }
        return response
      }
    }
    guard !allowed.isEmpty else { return .refused(.notFound) }
    return .refused(.methodNotAllowed(allowed.sorted().joined(separator: ", ")))
  }
}
