internal import CCrypto

/// A key that signs with RS256 (RFC 7518, section 3.3); the emulated service has one.
package struct RSAPrivateKey: Sendable {
  /// The key as libcrypto reads it, in DER.
  private let der: [UInt8]
  /// The public key's modulus, big-endian.
  package let modulus: [UInt8]
  /// The public key's exponent, big-endian.
  package let exponent: [UInt8]

  /// Draws a key of 2,048 bits; nil where the system gives no randomness.
  ///
  /// That takes some tens of milliseconds.
  package init?() {
    guard let context = EVP_PKEY_CTX_new_from_name(nil, "RSA", nil) else { return nil }
    defer { EVP_PKEY_CTX_free(context) }
    var drawn: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1,
      EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) == 1,
      EVP_PKEY_generate(context, &drawn) == 1, let drawn
    else { return nil }
    defer { EVP_PKEY_free(drawn) }
    var start: UnsafeMutablePointer<UInt8>?
    let count = i2d_PrivateKey(drawn, &start)
    guard count > 0, let start, let modulus = number("n", of: drawn),
      let exponent = number("e", of: drawn)
    else { return nil }
    defer { CRYPTO_free(start, #file, #line) }
    der = Array(UnsafeBufferPointer(start: start, count: Int(count)))
    self.modulus = modulus
    self.exponent = exponent
  }

  /// The bytes' signature; nil where the system has no memory left.
  package func signature(of bytes: [UInt8]) -> [UInt8]? {
    let key = der.withUnsafeBufferPointer { der in
      var place = der.baseAddress
      return d2i_PrivateKey(EVP_PKEY_RSA, nil, &place, der.count)
    }
    guard let key else { return nil }
    defer { EVP_PKEY_free(key) }
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1 else { return nil }
    var signature = [UInt8](repeating: 0, count: modulus.count)
    var count = signature.count
    guard EVP_DigestSign(context, &signature, &count, bytes, bytes.count) == 1 else { return nil }
    return Array(signature.prefix(count))
  }
}

/// One of the two numbers of a public key, big-endian.
private func number(_ name: String, of key: OpaquePointer) -> [UInt8]? {
  var number: OpaquePointer?
  guard EVP_PKEY_get_bn_param(key, name, &number) == 1, let number else { return nil }
  defer { BN_free(number) }
  var bytes = [UInt8](repeating: 0, count: (Int(BN_num_bits(number)) + 7) / 8)
  BN_bn2bin(number, &bytes)
  return bytes
}
