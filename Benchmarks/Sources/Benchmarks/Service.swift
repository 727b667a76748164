import CallAutomation
import CallModel
import Cryptography
import Foundation

/// What a request to the service and a callback from it cost beside the network, in one thread.
func serviceSteps() {
  signing()
  tokenChecks()
  decoding()
}

private let body =
  Array(
    #"{"playSources":[{"kind":"file","file":{"uri":"https://media.contoso.com/hello.wav"}}],"#.utf8
  ) + Array(#""playTo":[],"interruptCallMediaOperation":false,"operationContext":"2.1"}"#.utf8)

private func signing() {
  let request = ServiceRequest(
    method: "POST",
    path: "/calling/callConnections/5f1e0c00-93ab-4d07-8a55-2b6c1d4e9f10:play",
    query: "api-version=2026-03-12",
    headers: [ServiceRequest.Header("Content-Type", "application/json")],
    body: body
  )
  let key = [UInt8](0..<32)
  let now = Timestamp(milliseconds: 1_772_442_300_000)
  report("requests signed", rounds: 20_000) {
    _ = signed(request, key: key, host: "demo.communication.azure.com", date: now)
  }
}

/// A token like the service's: RS256 under a key of 2,048 bits.
private func tokenChecks() {
  guard let signer = RSAPrivateKey(),
    let key = RSAPublicKey(modulus: signer.modulus, exponent: signer.exponent)
  else { return print("no key could be made") }
  let audience = "e5b7f628-ea94-4fdc-b3d9-1af1fe231111"
  let issuer = "https://acscallautomation.communication.azure.com"
  let parts = [
    #"{"alg":"RS256","kid":"k1","typ":"JWT"}"#,
    #"{"iss":"\#(issuer)","aud":"\#(audience)","nbf":1772442300,"exp":1772442600}"#,
  ]
  let text = parts.map { encodeBase64(Array($0.utf8), .url) }.joined(separator: ".")
  let signature = signer.signature(of: Array(text.utf8)) ?? []
  let token = text + "." + encodeBase64(signature, .url)
  let rules = TokenRules(issuers: [issuer], audiences: [audience])
  let now = Timestamp(milliseconds: 1_772_442_400_000)
  report("tokens checked", rounds: 5_000) {
    do throws(TokenRefusal) {
      try BearerToken(parsing: token).check(rules, key: key, now: now)
    } catch {
      fatalError("a right token is refused: \(error)")
    }
  }
}

/// The recorded bodies of all events.
private func decoding() {
  let folder = "Tests/CallAutomationTests/Fixtures/Events"
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  let bodies = names.compactMap { FileManager.default.contents(atPath: folder + "/" + $0) }
    .map { [UInt8]($0) }
  guard !bodies.isEmpty else { return print("\(folder) is not here: run in the root") }
  let bytes = bodies.reduce(0) { $0 + $1.count } / bodies.count
  report("callbacks decoded (\(bytes) bytes on average)", rounds: 300, each: bodies.count) {
    for body in bodies {
      guard case .success(let events) = decodeCallbacks(body), !events.isEmpty else {
        fatalError("a recorded body is not read")
      }
    }
  }
}

private func report(_ what: String, rounds: Int, each: Int = 1, _ work: () -> Void) {
  let time = best(of: 5) { for _ in 0..<rounds { work() } } / Double(rounds * each)
  print("\(what): \(Int(1 / time))/s, \(String(format: "%.2f", time * 1e6)) µs each, one thread")
}
