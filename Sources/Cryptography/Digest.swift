internal import CCrypto

/// SHA-256 of the bytes: 32 bytes.
package func sha256(_ bytes: [UInt8]) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
  let result = SHA256(bytes, bytes.count, &digest)
  precondition(result != nil, "every libcrypto provides SHA-256")
  return digest
}

/// SHA-1 of the bytes: 20 bytes; for protocols that say so (RFC 6455), never as a proof.
package func sha1(_ bytes: [UInt8]) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
  let result = SHA1(bytes, bytes.count, &digest)
  precondition(result != nil, "every libcrypto provides SHA-1")
  return digest
}

/// HMAC-SHA256 of the bytes under a key of any length: 32 bytes.
package func hmacSHA256(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
  // A key longer than a block counts as its digest (RFC 2104, section 2), which also bounds its
  // length as a C int.
  let key = key.count > sha256BlockBytes ? sha256(key) : key
  var code = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
  var length: UInt32 = 0
  let result = HMAC(EVP_sha256(), key, Int32(key.count), bytes, bytes.count, &code, &length)
  precondition(result != nil, "every libcrypto provides HMAC-SHA256")
  return code
}

/// Whether both are equal, in a time that depends on the lengths only.
package func isEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}

/// The bytes SHA-256 takes in one go.
private let sha256BlockBytes = 64

/// Whether two texts of any lengths are the same; how long that takes to say tells nothing of either.
package func isSameInConstantTime(_ left: String, _ right: String) -> Bool {
  isEqualInConstantTime(sha256(Array(left.utf8)), sha256(Array(right.utf8)))
}
