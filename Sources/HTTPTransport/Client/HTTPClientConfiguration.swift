internal import Foundation

/// What a client may use, and how it shows itself.
///
/// Proxies are taken from the environment (`https_proxy`, `http_proxy`, `no_proxy`), as libcurl does; certificates
/// too, as the program `curl` does: `CURL_CA_BUNDLE`, or else `SSL_CERT_FILE` and `SSL_CERT_DIR`.
package struct HTTPClientConfiguration: Sendable {
  /// How many connections may be open at once, to all hosts; requests beyond them wait.
  package var maxConnections = 256
  /// How many connections may be open at once to one host.
  package var maxConnectionsPerHost = 128
  /// How long a connection, with its TLS handshake, may take to be made.
  package var connectTimeout: Duration = .seconds(10)
  /// The largest body of a response that is taken.
  package var maxResponseBytes = 2 * 1024 * 1024
  /// The `User-Agent` of requests that do not bring one.
  package var userAgent = "flowctl"
  /// A file of certificates in PEM to trust in place of the system's file.
  package var caFile: String?
  /// A folder of certificates to trust in place of the system's folder, each under the name that `openssl rehash`
  /// gives it.
  package var caFolder: String?

  /// Makes a configuration with the values above, and the certificates that the environment names.
  package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let named = environment.filter { !$0.value.isEmpty }
    if let bundle = named["CURL_CA_BUNDLE"] {
      caFile = bundle
    } else {
      caFile = named["SSL_CERT_FILE"]
      caFolder = named["SSL_CERT_DIR"]
    }
  }
}

/// The largest sum of a response's header lines that is taken.
let maxResponseHeaderBytes = 64 * 1024
