internal import HTTPTransport

/// Finds who answers a request, and asks at the door before anybody does.
struct Router: Sendable {
  let routes: [Route]
  let door: Door

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
      return .admitted(bodyLimit: route.bodyLimit) { await handler($0, places) }
    }
    guard !allowed.isEmpty else { return .refused(.notFound) }
    return .refused(.methodNotAllowed(allowed.sorted().joined(separator: ", ")))
  }
}
