package import CallModel
internal import Cryptography
package import Logging

extension CallID {
  /// Names the call where people and logs read: 12 hexadecimal digits.
  ///
  /// Who knows the id itself can post events to the call, so it is shown to nobody; `flowctl calls`
  /// finds a call by its digest.
  package var digest: String {
    String(encodeHexadecimal(sha256(Array(rawValue.utf8))).prefix(12))
  }
}

extension Logger.Metadata {
  /// What every line of the log about a call has: its digest, and its flow where that is known.
  package static func call(_ id: CallID, _ flow: String?) -> Logger.Metadata {
    var metadata: Logger.Metadata = ["call": "\(id.digest)"]
    metadata["flow"] = flow.map { "\($0)" }
    return metadata
  }
}
