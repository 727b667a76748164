internal import HTTPTransport

extension HTTPRequest {
  /// Whether a page in somebody's browser may have sent the request, or it was sent to a name that
  /// the page's owner lets point here; such a request does not drive the emulator.
  ///
  /// A browser says in `Origin` and `Sec-Fetch-Site` which page asks. A name that is made to point
  /// here (DNS rebinding) has a dot; an address, a name without a dot and the name the server
  /// listens at are nobody else's.
  func mayBeOfPage(listeningAt name: String) -> Bool {
    guard let host = headers["Host"], isOurs(host, name) else { return true }
    if let origin = headers["Origin"] {
      let page = origin.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
      guard page.count == 2, page[1] == host else { return true }
    }
    guard let site = headers["Sec-Fetch-Site"] else { return false }
    return site != "same-origin" && site != "none"
  }
}

/// Whether a `Host` header names this machine in a way that nobody else can make up.
private func isOurs(_ header: String, _ name: String) -> Bool {
  if header.hasPrefix("[") { return true }
  let host = header.prefix { $0 != ":" }
  guard !host.isEmpty else { return false }
  let isAddress = host.allSatisfy { $0.isNumber || $0 == "." }
  return !host.contains(".") || isAddress || host.lowercased() == name.lowercased()
}
