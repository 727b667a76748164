internal import HTTPTransport

/// What is done at a path, who may do it, and how long a body may be; none of these can be left out.
struct Route: Sendable {
  /// Answers a request, with what stood in the places of the path that are written `*`.
  typealias Handler = @Sendable (HTTPRequest, [Substring]) async -> HTTPResponse

  private let parts: [Substring]
  /// Who may.
  let access: RouteAccess
  /// The longest body, in bytes.
  let bodyLimit: Int
  /// The longest body of what operators send; each of their routes says more exactly what it takes.
  static let operatorBytes = 64 * 1024

  /// What is done, by method.
  let handlers: [String: Handler]

  /// Makes a route; a part of the path that is `*` is any text without a slash.
  init(
    _ path: String,
    access: RouteAccess,
    bodyLimit: Int,
    handlers: [String: Handler]
  ) {
    parts = Self.parts(of: Substring(path))
    self.access = access
    self.bodyLimit = bodyLimit
    self.handlers = handlers
  }

  /// The parts between the slashes.
  static func parts(of path: Substring) -> [Substring] {
    Array(path.split(separator: "/", omittingEmptySubsequences: false).dropFirst())
  }

  /// What stands in the places that are written `*`, where the path is this route's.
  func match(_ path: [Substring]) -> [Substring]? {
    guard path.count == parts.count else { return nil }
    var places: [Substring] = []
    for (part, given) in zip(parts, path) {
      if part == "*" { places.append(given) } else if part != given { return nil }
    }
    return places
  }
}
