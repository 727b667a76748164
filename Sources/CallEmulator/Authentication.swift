internal import CallAutomation
internal import CallModel
internal import Cryptography

/// Refuses a request that is not signed with the key as FACTS.md (a) describes.
func authenticate(
  _ request: ServiceRequest,
  key: [UInt8],
  at time: Timestamp
) throws(ServiceError) {
  guard let authorization = request.header("Authorization") else {
    throw .denied("no Authorization header")
  }
  guard let host = request.header("Host"), let date = request.header("x-ms-date"),
    let contentHash = request.header("x-ms-content-sha256")
  else { throw .denied("host, x-ms-date or x-ms-content-sha256 is missing") }

  let signature = Signature(of: request, host: host, date: date)
  guard isEqual(signature.contentHash, contentHash) else {
    throw .denied("x-ms-content-sha256 is not that of the body")
  }
  guard isEqual(signature.authorization(key: key), authorization) else {
    throw .denied("the signature is not that of the request")
  }
  guard let sent = Timestamp(httpDate: date) else {
    throw .denied("x-ms-date is no HTTP date")
  }
  let skew = sent < time ? time - sent : sent - time
  guard skew <= EmulatorTiming.dateSkew else {
    throw .denied("x-ms-date is more than 15 minutes off")
  }
}

private func isEqual(_ left: String, _ right: String) -> Bool {
  isEqualInConstantTime(Array(left.utf8), Array(right.utf8))
}
