internal import Cryptography

/// How `flowctl doctor` and a server know each other: both have Event Grid's secret, and neither tells
/// it.
///
/// Who asks proves it first, so that nobody else is given anything to guess the secret by; what the
/// server answers is another code of the same number, which who only repeats what came does not have.
struct ServerProof: Sendable {
  /// Where a server is asked for its proof.
  static let path = "/api/proof"
  /// The header with the number that was drawn for one question.
  static let numberHeader = "X-Flowctl-Number"
  /// The header with the proof of who asks.
  static let proofHeader = "X-Flowctl-Proof"

  private let secret: Secret

  init(of secret: Secret) {
    self.secret = secret
  }

  /// What who asks sends with a number.
  func question(_ number: String) -> String { code("flowctl asks", number) }

  /// What the server answers.
  func answer(_ number: String) -> String { code("flowctl answers", number) }

  private func code(_ what: String, _ number: String) -> String {
    let text = "\(what)\n\(number)"
    return encodeHexadecimal(hmacSHA256(Array(text.utf8), key: Array(secret.text.utf8)))
  }
}
