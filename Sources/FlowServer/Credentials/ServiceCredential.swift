internal import Cryptography

/// How the service is told who asks (FACTS.md (a)).
package enum ServiceCredential: Sendable, CustomStringConvertible {
  /// By the resource's access key, which signs each request.
  case accessKey([UInt8])
  /// By a token that Entra gives.
  case entra(EntraIdentity)

  /// The texts that nobody may see.
  var secrets: [String] {
    switch self {
    case .accessKey(let key): [encodeBase64(key)]
    case .entra(let identity): identity.secrets
    }
  }

  /// For the log; never says a secret.
  package var description: String {
    switch self {
    case .accessKey: "access key"
    case .entra(let identity): identity.description
    }
  }
}
