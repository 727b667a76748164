internal import CallAutomation
internal import CallModel
internal import Cryptography

/// Refuses a request that neither bears a token that counts nor is signed with the key as FACTS.md (a)
/// describes; one of the hosts has to be the one that was signed.
func authenticate(
  _ request: ServiceRequest,
  key: [UInt8],
  hosts: [String],
  refusalOfToken: (String, Timestamp) -> String?,
  at time: Timestamp
) throws(ServiceError) {
  guard let authorization = request.header("Authorization") else {
    throw .unsigned("no Authorization header")
  }
  if authorization.lowercased().hasPrefix("bearer ") {
    let token = String(authorization.dropFirst("bearer ".count))
    guard let reason = refusalOfToken(token, time) else { return }
    throw .invalidToken(reason)
  }
  guard !hosts.isEmpty else { throw .unsigned("the header Host is missing") }
  guard let date = request.header("x-ms-date") else { throw .unsigned("x-ms-date is missing") }
  guard let contentHash = request.header("x-ms-content-sha256") else {
    throw .unsigned("x-ms-content-sha256 is missing")
  }

  let signatures = hosts.map { Signature(of: request, host: $0, date: date) }
  guard signatures.contains(where: { isEqual($0.contentHash, contentHash) }) else {
    throw .unsigned("x-ms-content-sha256 is not that of the body")
  }
  guard signatures.contains(where: { isEqual($0.authorization(key: key), authorization) }) else {
    throw .unsigned("the signature is not that of the request")
  }
  guard let sent = Timestamp(httpDate: date) else {
    throw .unsigned("x-ms-date is no HTTP date")
  }
  let skew = sent < time ? time - sent : sent - time
  guard skew <= EmulatorTiming.dateSkew else {
    throw .unsigned("x-ms-date is more than 15 minutes off")
  }
}

/// The hosts that may be signed in a request for a recorded file, which goes to another host: that
/// of the resource, as `x-ms-host` says it (FACTS.md (a)).
///
/// A port is not in the SDK's `x-ms-host`, and is in what it signs; it is found among the hosts
/// under which the resource is known.
func resourceHosts(
  of request: ServiceRequest,
  among known: Set<String>
) throws(ServiceError) -> [String] {
  guard let named = request.header("x-ms-host") else {
    throw .unsigned(
      "x-ms-host is missing: a recorded file is on a host of its own, and what is signed is the "
        + "resource's, which x-ms-host names"
    )
  }
  return [named] + known.filter { $0.hasPrefix(named + ":") }.sorted()
}

private func isEqual(_ left: String, _ right: String) -> Bool {
  isEqualInConstantTime(Array(left.utf8), Array(right.utf8))
}
