internal import Cryptography
internal import HTTPTransport

/// Asks at a public URL for the server that has this environment.
struct ServerProbe: Sendable {
  let url: String
  /// Event Grid's secret of this environment; nil where it has none.
  let secret: Secret?
  let client: HTTPClient

  /// Who answers at the URL.
  enum Identity: Hashable {
    /// The server that has this environment's secret.
    case ours
    /// Somebody else, or a server with another secret.
    case foreign
    /// That is not to be found out from here: there is no secret.
    case unasked
  }

  /// Has the server prove that it has the secret.
  func identity() async -> Identity {
    guard let secret else { return .unasked }
    let proof = ServerProof(of: secret)
    let number = Self.number
    let headers: HTTPHeaders = [
      ServerProof.numberHeader: number, ServerProof.proofHeader: proof.question(number),
    ]
    guard
      case .success(let answer) = await client.ask("GET", url + ServerProof.path, headers: headers),
      answer.status == 200
    else { return .foreign }
    let given = String(decoding: answer.body, as: UTF8.self).filter { !$0.isNewline }
    return isSameInConstantTime(given, proof.answer(number)) ? .ours : .foreign
  }

  /// Why the server does not take calls; nil where it does.
  func unreadiness() async -> String? {
    switch await client.ask("GET", url + "/readyz") {
    case .failure(let error): return "\(url) does not answer: \(error)"
    case .success(let answer):
      let said = String(decoding: answer.body, as: UTF8.self)
        .split(whereSeparator: \.isNewline).joined(separator: "; ")
      switch answer.status {
      case 200 where said == "ready": return nil
      case 503: return "\(url) is not ready: \(said)"
      default: return "\(url)/readyz answers \(answer.status), and not as `flowctl serve` does"
      }
    }
  }

  /// 32 hexadecimal digits that nobody knows; zeros where the system gives no randomness.
  static var number: String {
    do { return encodeHexadecimal(try randomBytes(16)) } catch {
      return String(repeating: "0", count: 32)
    }
  }
}

extension HTTPClient {
  /// An answer, or why there is none, for who looks how something is.
  func ask(
    _ method: String,
    _ url: String,
    headers: HTTPHeaders = [:],
    body: String = ""
  ) async -> Result<HTTPResponse, HTTPClientError> {
    let request = HTTPClientRequest(
      method: method,
      url: url,
      headers: headers,
      body: Array(body.utf8),
      timeout: .seconds(10)
    )
    do throws(HTTPClientError) {
      return .success(try await send(request))
    } catch {
      return .failure(error)
    }
  }
}
