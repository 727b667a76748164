package import CallAutomation
package import FlowLanguage
package import FlowRuntime
package import HTTPTransport
package import Logging

/// All that a server is told when it starts.
package struct ServerConfiguration: Sendable {
  /// Where it listens; port 0 for any that is free.
  package var listen: ListenAddress
  /// Where the admin API and `/metrics` are, and nothing else of it; nil for where all the rest is.
  package var adminListen: ListenAddress?
  /// The URL by which the service reaches it, without a slash at the end.
  package var publicURL: PublicURL
  /// Where the service is.
  package var service: ServiceEndpoint
  /// The version of its interface that is spoken.
  package var serviceVersion = ServiceVersion.current
  /// How it is told who asks.
  package var credential: ServiceCredential
  /// The project that is served.
  package var folder: FlowFolder
  /// The environment asked for, or nil for the only one there is.
  package var environment: String?
  /// Who may use the admin API.
  package var admin = AdminAccess.nobody
  /// Whether callbacks prove who sends them.
  package var callbackAccess = CallbackAccess.unchecked
  /// How Event Grid proves who it is.
  package var eventGridAccess = EventGridAccess()
  /// What clients may take of it.
  ///
  /// One client may have half of the connections, but on loopback all: there it is the reverse proxy.
  package var limits = HTTPServerLimits()
  /// What has ended the process before; nil where nobody watches.
  package var traps: TrapBoard?
  /// What the journal is called when the server says what it does.
  package var journalName = "memory"
  /// The clocks.
  package var time = HostTime.system
  /// Where flows' `fetch` keeps recordings, in folders below; nil for nowhere.
  package var recordings: String?
  /// Whether changes of the folder are looked for.
  package var isWatching = true
  /// Where the audio of calls is kept whose flows say so; made when the first is.
  package var audioFolder = "audio"
  /// Takes secrets out of what is stored and shown; who makes the logger may share it with that.
  package var scrubber = Scrubber()
  /// Where operators read.
  package var logger: Logger
  /// Told of everything that happens to calls; it must be quick.
  package var observer: @Sendable (CallTrace) -> Void = { _ in }
  /// Where the spans of calls are told; nil for nowhere.
  package var collector: CollectorURL?
  /// Who started the process and wants to be told how it is; nil for nobody.
  package var serviceManager: ServiceManager?
  /// Whether an author sits before it: then `reloads` shows findings, and what is known of every
  /// development server is not logged.
  package var isDevelopment = false
  /// The `flowctl.yaml` of a project that has none; nil where such a project has no environment.
  package var standInEnvironments: ProjectFile?
  /// Told of each reload.
  package var reloads: @Sendable (ReloadReport) -> Void = { _ in }

  /// Makes a configuration from what an operator gives.
  package init(
    listen: ListenAddress,
    publicURL: PublicURL,
    service: ServiceEndpoint,
    credential: ServiceCredential,
    folder: FlowFolder,
    logger: Logger
  ) {
    self.listen = listen
    self.publicURL = publicURL
    self.service = service
    self.credential = credential
    self.folder = folder
    self.logger = logger
    limits.maxConnections = Self.connections
    limits.maxConnectionsPerClient = listen.isLoopback ? nil : limits.maxConnections / 2
  }

  /// How many connections may be open: a call that streams and is written down has two.
  private static let connections = 4096

  /// Whether nobody can pretend to be the service: nobody else can reach it, or all prove who they
  /// are.
  var isGuarded: Bool {
    listen.isLoopback || (callbackAccess != .unchecked && !eventGridAccess.isUnchecked)
  }
}

/// Where a server listens, as `HOST:PORT`.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
  /// The name or address; an IPv6 address without its brackets.
  package let host: String
  /// The port; 0 for any that is free.
  package let port: Int

  /// Reads `127.0.0.1:8080`, `[::1]:8080` or `:8080` (all addresses).
  package init(parsing text: String) throws(ConfigurationError) {
    guard let colon = text.lastIndex(of: ":"),
      let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
    else { throw .listenAddress(text) }
    var host = text[..<colon]
    if host.first == "[", host.last == "]" {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      throw .listenAddress(text)
    }
    self.host = host.isEmpty ? "0.0.0.0" : String(host)
    self.port = port
  }

  /// Whether only this machine can reach it.
  package var isLoopback: Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }

  /// As it is written.
  package var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}

/// The URL by which the service reaches a server.
package struct PublicURL: Hashable, Sendable, CustomStringConvertible {
  /// The URL without a slash at the end.
  package let description: String

  /// Reads an `https` URL; `http` is for emulators.
  ///
  /// Nothing is served below a path.
  package init(parsing text: String) throws(ConfigurationError) {
    guard let base = serverURL(text, without: "/?#") else { throw .publicURL(text) }
    description = base
  }

  /// Whether it is protected by TLS, as the service demands (FACTS.md (c)).
  package var isSecure: Bool { description.hasPrefix("https://") }
}

/// An `https` or `http` URL of printable ASCII without slashes at its end, and without some signs behind
/// its scheme; nil where the text is none.
func serverURL(_ text: String, without signs: String) -> String? {
  var base = text[...]
  while base.last == "/" { base.removeLast() }
  let isPrintable = base.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  guard let scheme = ["https://", "http://"].first(where: { base.hasPrefix($0) }), isPrintable,
    base.count > scheme.count, !base.dropFirst(scheme.count).contains(where: signs.contains)
  else { return nil }
  return String(base)
}

/// What is wrong with what an operator gave.
package enum ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Not `HOST:PORT`.
  case listenAddress(String)
  /// Not the URL of a server.
  case publicURL(String)
  /// Not a secret that nobody can guess; never says what was given.
  case secret(String)
  /// Not the immutable id of a Communication Services resource.
  case resourceID(String)
  /// What Entra needs of the environment is not there.
  case entra(String)
  /// Not a GUID where one is needed.
  case guid(String, of: String)
  /// Not the URL of a collector.
  case collectorURL(String)
  /// Not the URL of who issues tokens.
  case tokenIssuer(String)

  /// What is wrong and how it should read.
  package var description: String {
    switch self {
    case .listenAddress(let text):
      "`\(text)` is no address to listen on; it reads HOST:PORT, such as 127.0.0.1:8080"
    case .publicURL(let text):
      "`\(text)` is no public URL; it reads https://HOST without a path, such as https://calls.contoso.com"
    case .secret(let name):
      "\(name) has at least \(Secret.shortest) characters: letters, digits, and - . _ ~ + / ="
    case .resourceID(let text):
      "`\(text)` is no immutable resource id; it is the GUID that the portal shows under Properties"
    case .entra(let names): "\(names) are not set, and Entra gives no token without"
    case .guid(let text, let name): "\(name) takes a GUID, and `\(text)` is none"
    case .collectorURL(let text):
      "`\(text)` is no URL of a collector; it reads http://HOST:4318 or https://HOST"
    case .tokenIssuer(let text):
      "`\(text)` issues no tokens; it reads https://HOST, or http://HOST for an emulator"
    }
  }
}
