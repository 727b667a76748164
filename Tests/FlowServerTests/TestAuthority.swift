import CallModel
import Cryptography
import HTTPTransport
import JSON
import Synchronization
import TestSupport

@testable import FlowServer

/// Somebody who issues tokens, and publishes the keys to check them on a real server.
final class TestAuthority: Sendable {
  /// What is published, and how often it was asked for.
  private struct State: Sendable {
    var keys: [String: RSAPrivateKey]
    var fetches = 0
    var isDown = false
  }

  static let audience = "e5b7f628-ea94-4fdc-b3d9-1af1fe231111"
  let signer: RSAPrivateKey
  private let state: Mutex<State>
  private let base = Mutex("")

  init?() {
    guard let key = RSAPrivateKey() else { return nil }
    signer = key
    state = Mutex(State(keys: ["k1": key]))
  }

  var issuer: String { base.withLock { $0 } }
  var fetches: Int { state.withLock { $0.fetches } }

  /// Publishes other keys.
  func publish(_ keys: [String: RSAPrivateKey]) { state.withLock { $0.keys = keys } }
  /// Answers nothing any more, or again.
  func goDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

  /// Serves the keys while the body runs.
  func serve(_ body: @escaping @Sendable () async throws -> Void) async throws {
    try await withServer(respond) { url in
      base.withLock { $0 = url }
      try await body()
    }
  }

  @Sendable private func respond(to request: HTTPRequest) -> HTTPResponse {
    state.withLock { state in
      guard !state.isDown else { return .text(503, "down") }
      guard request.path == "/calling/keys" else {
        let document: JSONValue = [
          "issuer": .string(issuer), "jwks_uri": .string(issuer + "/calling/keys"),
        ]
        return .json(200, document.bytes())
      }
      state.fetches += 1
      let keys = state.keys.map { name, key -> JSONValue in
        [
          "kty": "RSA", "kid": .string(name), "n": .string(encodeBase64(key.modulus, .url)),
          "e": .string(encodeBase64(key.exponent, .url)),
        ]
      }
      return .json(200, JSONValue.members(["keys": .array(keys)]).bytes())
    }
  }

  /// A token of now, with some claims and header members as asked.
  func token(
    _ claims: [String: JSONValue] = [:],
    header: [String: JSONValue] = [:],
    by key: RSAPrivateKey? = nil,
    now: Timestamp
  ) -> String {
    let seconds = Int(now.milliseconds / 1000)
    let ownHeader: [String: JSONValue] = ["alg": "RS256", "kid": "k1"]
    let own: [String: JSONValue] = [
      "iss": .string(issuer), "aud": .string(Self.audience), "nbf": .integer(seconds),
      "exp": .integer(seconds + 300),
    ]
    let parts = [ownHeader.merging(header) { $1 }, own.merging(claims) { $1 }].map {
      encodeBase64(JSONValue.object(JSONObject($0.map { ($0.key, $0.value) })).bytes(), .url)
    }
    let text = parts.joined(separator: ".")
    let signature = (key ?? signer).signature(of: Array(text.utf8)) ?? []
    return text + "." + encodeBase64(signature, .url)
  }
}
