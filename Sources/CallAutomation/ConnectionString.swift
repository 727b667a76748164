internal import Cryptography

/// Where the service is and the key that opens it, from `endpoint=https://…/;accesskey=…`.
///
/// Source: FACTS.md (a), "Connection string".
package struct ConnectionString: Sendable {
  /// How the endpoint is reached.
  package enum Scheme: String, Sendable {
    /// Plain; for an emulator.
    case http
    /// Over TLS.
    case https
  }

  /// How the endpoint is reached.
  package let scheme: Scheme
  /// The host's name or address; an IPv6 address keeps its brackets.
  package let host: String
  /// The port, or nil for the scheme's own.
  package let port: Int?
  /// The bytes of the access key.
  package let accessKey: [UInt8]

  /// Reads a connection string; names without regard to case, in any order.
  package init(parsing text: String) throws(ConnectionStringFailure) {
    var values: [String: String] = [:]
    for field in text.split(separator: ";") {
      let halves = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2 else { continue }
      values[trimmed(halves[0]).lowercased()] = trimmed(halves[1])
    }
    guard let endpoint = values["endpoint"], !endpoint.isEmpty else { throw .missing("endpoint") }
    guard let key = values["accesskey"], !key.isEmpty else { throw .missing("accesskey") }
    (scheme, host, port) = try parseEndpoint(endpoint)
    do {
      accessKey = try decodeBase64(key)
    } catch {
      throw .accessKey(error.description)
    }
  }

  /// Makes one from its parts.
  package init(scheme: Scheme, host: String, port: Int?, accessKey: [UInt8]) {
    self.scheme = scheme
    self.host = host
    self.port = port
    self.accessKey = accessKey
  }

  /// Host and port as in the `Host` header and in the signature.
  package var authority: String {
    let standardPort = scheme == .https ? 443 : 80
    guard let port, port != standardPort else { return host }
    return "\(host):\(port)"
  }

  /// The endpoint without a trailing slash.
  package var endpoint: String {
    "\(scheme.rawValue)://\(authority)"
  }
}

/// Why a text is no connection string; quotes nothing of it, for with a comma for a semicolon the key
/// is a part of the endpoint.
package enum ConnectionStringFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// A part that has to be there is not.
  case missing(String)
  /// The endpoint is no URL of a service.
  case endpoint(reason: String)
  /// The access key is not base64.
  case accessKey(String)

  /// What is wrong and what it should look like.
  package var description: String {
    switch self {
    case .missing(let name):
      "the connection string has no `\(name)`; it reads endpoint=https://…/;accesskey=…"
    case .endpoint(let reason): "the connection string's endpoint \(reason)"
    case .accessKey(let reason):
      "the connection string's accesskey is not base64: \(reason)"
    }
  }
}

private func trimmed(_ text: Substring) -> String {
  var text = text
  while text.first?.isWhitespace == true { text.removeFirst() }
  while text.last?.isWhitespace == true { text.removeLast() }
  return String(text)
}

private func parseEndpoint(
  _ text: String
) throws(ConnectionStringFailure) -> (ConnectionString.Scheme, String, Int?) {
  let halves = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
  guard halves.count == 2, let scheme = ConnectionString.Scheme(rawValue: halves[0].lowercased())
  else { throw .endpoint(reason: "does not begin with https:// or http://") }
  var authority = halves[1]
  while authority.last == "/" { authority.removeLast() }
  guard !authority.isEmpty else { throw .endpoint(reason: "has no host") }
  guard !authority.contains(where: { "/?#@".contains($0) || $0.isWhitespace }) else {
    throw .endpoint(reason: "has more than a host and a port")
  }
  let (host, portText) = splitPort(authority)
  guard isHost(host) else { throw .endpoint(reason: "has no host name") }
  guard let portText else { return (scheme, host.lowercased(), nil) }
  guard let port = Int(portText), (1...65_535).contains(port) else {
    throw .endpoint(reason: "has a port that is not between 1 and 65535")
  }
  return (scheme, host.lowercased(), port)
}

/// Host and port; a colon within brackets belongs to an IPv6 address.
private func splitPort(_ authority: Substring) -> (host: Substring, port: Substring?) {
  guard let colon = authority.lastIndex(of: ":"), authority.last != "]" else {
    return (authority, nil)
  }
  return (authority[..<colon], authority[authority.index(after: colon)...])
}

private func isHost(_ text: Substring) -> Bool {
  let inner = text.first == "[" && text.last == "]" ? text.dropFirst().dropLast() : text
  let isAddress = inner.count != text.count
  return !inner.isEmpty
    && inner.allSatisfy { character in
      character.isASCII
        && (character.isLetter || character.isNumber || "-._".contains(character)
          || (isAddress && ":%".contains(character)))
    }
}
