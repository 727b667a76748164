/// Where a server listens and what it puts up with.
package struct HTTPServerConfiguration: Sendable {
  /// The address or name to listen on.
  package var host: String
  /// The port to listen on; 0 for any that is free.
  package var port: Int
  /// What a client may take of the server.
  package var limits: HTTPServerLimits
  /// Told of each connection that is refused or closed because there are too many, but for an idle one that makes
  /// room for another of its client; it must be quick.
  package var crowded: @Sendable (Crowding) -> Void = { _ in }

  /// Makes a configuration.
  package init(host: String, port: Int, limits: HTTPServerLimits = HTTPServerLimits()) {
    self.host = host
    self.port = port
    self.limits = limits
  }
}

/// What a client may take of a server.
package struct HTTPServerLimits: Sendable {
  /// The largest body; a larger one is answered with 413.
  package var maxBodyBytes = 1024 * 1024
  /// The largest sum of a request's header fields; more is answered with 400.
  ///
  /// A single field, and the request's target, may have a quarter of it.
  package var maxHeaderBytes = 64 * 1024
  /// How many header fields a request may have; more is answered with 400.
  package var maxHeaderFields = 128
  /// How many connections may be open; further ones wait to be accepted.
  package var maxConnections = 512
  /// How many of them one client may be served on, nil for all; a further one is not read from before another of that
  /// client ends or is idle.
  ///
  /// A client is an address of IPv4, or a network of 64 bits of IPv6.
  package var maxConnectionsPerClient: Int?
  /// How many more of one client may wait so; a further one is answered with 503 and closed.
  package var maxHeldPerClient = 512
  /// How long one may wait so; then it is answered with 503 and closed.
  package var heldTimeout: Duration = .seconds(30)
  /// How long a connection may wait for a whole request once `maxConnections` are open, and be idle while another of
  /// its client is held; then it is closed where another needs its place.
  package var crowdedTimeout: Duration = .seconds(1)
  /// How long a request may take to arrive, from its first byte to the end of its body; then it is answered with 408.
  package var requestTimeout: Duration = .seconds(30)
  /// How long a connection may be silent between requests; then it is closed.
  package var idleTimeout: Duration = .seconds(75)

  /// Makes limits with the values above.
  package init() {}
}

/// Why a connection is refused or closed that did nothing wrong by itself.
package enum Crowding: Sendable, Hashable {
  /// Its client has more than one may have, and than may wait, or it has waited for too long.
  case client
  /// All places are taken, and it has waited for a request the longest.
  case server
}
