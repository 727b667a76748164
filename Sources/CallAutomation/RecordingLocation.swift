/// Where a file of a recording is fetched from or deleted, as an event says it (FACTS.md (b),
/// "Recording download").
///
/// What an event says is not believed: a request for a file bears the resource's credential, so it
/// goes to the hosts on which the service keeps files, by https, and nowhere else.
package struct RecordingLocation: Hashable, Sendable {
  /// Where the request goes, without its path.
  package let base: String
  /// The path, as it is in the event.
  package let path: String
  /// The query, as it is in the event; may be empty.
  package let query: String

  /// The hosts that the service's own clients follow.
  private static let hosts = [
    ".asm.skype.com", ".asyncgw.teams.microsoft.com", ".ams.gov.teams.microsoft.us",
  ]

  /// Reads a location for the files of a resource; nil where it leads elsewhere.
  ///
  /// The files of an emulator, which is reached by plain http, lie on hosts that are not there: they
  /// are asked of the emulator.
  package init?(_ url: String, of service: ServiceEndpoint) {
    let prefix = "https://"
    guard url.hasPrefix(prefix), url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      return nil
    }
    let rest = url.dropFirst(prefix.count)
    let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard Self.hosts.contains(where: { host.lowercased().hasSuffix($0) }),
      host.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." })
    else { return nil }
    let target = rest.dropFirst(host.count).prefix { $0 != "#" }
    let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = halves.first.map(String.init).flatMap { $0.isEmpty ? nil : $0 } ?? "/"
    query = halves.count == 2 ? String(halves[1]) : ""
    base = service.scheme == .http ? service.description : prefix + host.lowercased()
  }

  /// A request for the file, or a part of it; the host of the resource is told, and is what is
  /// signed.
  package func request(
    _ method: String,
    of service: ServiceEndpoint,
    bytes: ClosedRange<Int>? = nil
  ) -> ServiceRequest {
    let range = bytes.map {
      ServiceRequest.Header("Range", "bytes=\($0.lowerBound)-\($0.upperBound)")
    }
    return ServiceRequest(
      method: method,
      path: path,
      query: query,
      headers: [ServiceRequest.Header("x-ms-host", service.host)] + (range.map { [$0] } ?? [])
    )
  }
}
