package import CallModel
internal import Cryptography

/// The request with the three headers that prove who sends it (FACTS.md (a), "HMAC-SHA256").
///
/// - Parameters:
///   - request: The request; headers of the same names are replaced.
///   - key: The access key's bytes.
///   - host: The authority exactly as in the `Host` header, with its port where it has one.
///   - date: The time of sending; the service refuses one that is minutes off.
/// - Returns: The request, its other headers as they were.
package func signed(
  _ request: ServiceRequest,
  key: [UInt8],
  host: String,
  date: Timestamp
) -> ServiceRequest {
  let seal = Signature(of: request, host: host, date: date.httpDate)
  let names = ["x-ms-date", "x-ms-content-sha256", "authorization"]
  var signed = request
  signed.headers.removeAll { names.contains($0.name.lowercased()) }
  signed.headers.append(ServiceRequest.Header("x-ms-date", seal.date))
  signed.headers.append(ServiceRequest.Header("x-ms-content-sha256", seal.contentHash))
  signed.headers.append(ServiceRequest.Header("Authorization", seal.authorization(key: key)))
  return signed
}

/// What is signed of a request; the emulator makes it again from what it received.
package struct Signature: Hashable, Sendable {
  /// The date as sent.
  package let date: String
  /// The body's SHA-256 in base64.
  package let contentHash: String
  /// The text the key signs.
  package let text: String

  /// Gathers what is signed.
  package init(of request: ServiceRequest, host: String, date: String) {
    self.date = date
    contentHash = encodeBase64(sha256(request.body))
    text = "\(request.method)\n\(request.target)\n\(date);\(host);\(contentHash)"
  }

  /// The value of the `Authorization` header under a key.
  package func authorization(key: [UInt8]) -> String {
    let code = encodeBase64(hmacSHA256(Array(text.utf8), key: key))
    return "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=\(code)"
  }
}
