internal import HTTPTransport

/// What is done at a path, who may do it, how much may be sent there, and whether the connection
/// becomes a socket; none of these can be left out.
struct Route: Sendable {
  /// Answers a request, with what stood in the places of the path that are written `*`.
  typealias Handler = @Sendable (HTTPRequest, [Substring]) async -> HTTPResponse
  /// Decides by the head of a request whether there is a socket to be.
  typealias Opener = @Sendable (HTTPRequest, [Substring]) async -> SocketOffer

  /// What is there.
  enum Service: Sendable {
    /// Answers, by method, to requests with a body of at most so many bytes.
    case answers(bodyLimit: Int, [String: Handler])
    /// A socket, over which at most that comes.
    case sockets(WebSocketLimits, Opener)
  }

  /// What an opener says.
  enum SocketOffer: Sendable {
    /// There is none, and why.
    case none(HTTPResponse)
    /// Who is told what comes over it.
    case socket(@Sendable () -> any WebSocketReceiver)
  }

  private let parts: [Substring]
  /// Its path as it was given.
  let path: String
  /// What is done, by method; a socket is asked for with GET.
  let methods: [String]
  /// Who may.
  let access: RouteAccess
  /// What they may.
  let service: Service
  /// The longest body of what operators send; each of their routes says more exactly what it takes.
  static let operatorBytes = 64 * 1024

  /// Makes a route; a part of the path that is `*` is any text without a slash.
  init(_ path: String, access: RouteAccess, serves service: Service) {
    self.path = path
    parts = Self.parts(of: Substring(path))
    self.access = access
    self.service = service
    methods =
      switch service {
      case .answers(_, let handlers): Array(handlers.keys)
      case .sockets: ["GET"]
      }
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
