package import CallModel
internal import Cryptography

extension CallID {
  /// Names the call where people and logs read: 12 hexadecimal digits.
  ///
  /// Who knows the id itself can post events to the call, so it is shown to nobody; `flowctl calls`
  /// finds a call by its digest.
  package var digest: String {
    String(encodeHexadecimal(sha256(Array(rawValue.utf8))).prefix(12))
  }
}
