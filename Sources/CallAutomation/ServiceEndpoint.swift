/// Where the service is: a scheme, a host and a port (FACTS.md (a)).
package struct ServiceEndpoint: Hashable, Sendable, CustomStringConvertible {
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

  /// Reads the URL of a service; slashes at its end are left out.
  package init(parsing text: String) throws(ConnectionStringFailure) {
    let halves = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, let scheme = Scheme(rawValue: halves[0].lowercased()) else {
      throw .endpoint(reason: "does not begin with https:// or http://")
    }
    var authority = halves[1]
    while authority.last == "/" { authority.removeLast() }
    guard !authority.isEmpty else { throw .endpoint(reason: "has no host") }
    guard !authority.contains(where: { "/?#@".contains($0) || $0.isWhitespace }) else {
      throw .endpoint(reason: "has more than a host and a port")
    }
    let (host, portText) = splitPort(authority)
    guard isHost(host) else { throw .endpoint(reason: "has no host name") }
    self.scheme = scheme
    self.host = host.lowercased()
    guard let portText else {
      port = nil
      return
    }
    guard let port = Int(portText), (1...65_535).contains(port) else {
      throw .endpoint(reason: "has a port that is not between 1 and 65535")
    }
    self.port = port
  }

  /// Host and port as in the `Host` header and in the signature.
  package var authority: String {
    let standardPort = scheme == .https ? 443 : 80
    guard let port, port != standardPort else { return host }
    return "\(host):\(port)"
  }

  /// The URL without a slash at its end.
  package var description: String { "\(scheme.rawValue)://\(authority)" }
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
