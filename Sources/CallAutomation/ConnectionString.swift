internal import Cryptography

/// Where the service is and the key that opens it, from `endpoint=https://…/;accesskey=…`.
///
/// Source: FACTS.md (a), "Connection string".
package struct ConnectionString: Sendable {
  /// Where the service is.
  package let endpoint: ServiceEndpoint
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
    self.endpoint = try ServiceEndpoint(parsing: endpoint)
    do {
      accessKey = try decodeBase64(key)
    } catch {
      throw .accessKey(error.description)
    }
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
    case .endpoint(let reason): "the endpoint \(reason)"
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
