internal import CCrypto

/// The system has no randomness to give.
package struct RandomnessFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What happened, for an operator.
  package var description: String { "the system's source of randomness cannot be read" }
}

/// That many random bytes, fit for keys; at most 2 GiB.
package func randomBytes(_ count: Int) throws(RandomnessFailure) -> [UInt8] {
  guard let length = Int32(exactly: count), length >= 0 else { throw RandomnessFailure() }
  var bytes = [UInt8](repeating: 0, count: count)
  guard RAND_bytes(&bytes, length) == 1 else { throw RandomnessFailure() }
  return bytes
}
