internal import CCrypto

/// The key that proves who signed something with RS256: RSASSA-PKCS1-v1_5 over SHA-256 (RFC 7518,
/// section 3.3).
package struct RSAPublicKey: Hashable, Sendable {
  /// The key as libcrypto reads it: a SubjectPublicKeyInfo (RFC 5280, section 4.1), in DER.
  private let der: [UInt8]

  /// Makes a key of its two numbers, big-endian as in a JSON Web Key (RFC 7518, section 6.3.1).
  ///
  /// Nil where they are no key, or one that RS256 does not allow: it has 2,048 bits at least; one of
  /// more than 8,192 bits would make who checks it work for long.
  package init?(modulus: [UInt8], exponent: [UInt8]) {
    let modulus = Array(modulus.drop { $0 == 0 })
    let exponent = Array(exponent.drop { $0 == 0 })
    guard (256...1024).contains(modulus.count), (1...8).contains(exponent.count),
      let der = encodedKey(modulus: modulus, exponent: exponent)
    else { return nil }
    self.der = der
  }

  /// Whether whoever has the private key signed the bytes.
  package func isSignature(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
    // A signature that does not fit leaves a note of why; nobody reads it.
    defer { ERR_clear_error() }
    let key = der.withUnsafeBufferPointer { der in
      var place = der.baseAddress
      return d2i_PUBKEY(nil, &place, der.count)
    }
    guard let key else { return false }
    defer { EVP_PKEY_free(key) }
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    return EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1
      && EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
  }
}

/// A public key of its two numbers, in DER; nil where they are none.
private func encodedKey(modulus: [UInt8], exponent: [UInt8]) -> [UInt8]? {
  defer { ERR_clear_error() }
  guard let n = BN_bin2bn(modulus, Int32(modulus.count), nil) else { return nil }
  defer { BN_free(n) }
  guard let e = BN_bin2bn(exponent, Int32(exponent.count), nil) else { return nil }
  defer { BN_free(e) }
  guard let key = publicKey(n, e) else { return nil }
  defer { EVP_PKEY_free(key) }
  var start: UnsafeMutablePointer<UInt8>?
  let count = i2d_PUBKEY(key, &start)
  guard count > 0, let start else { return nil }
  defer { CRYPTO_free(start, #file, #line) }
  return Array(UnsafeBufferPointer(start: start, count: Int(count)))
}

private func publicKey(_ n: OpaquePointer, _ e: OpaquePointer) -> OpaquePointer? {
  // The parameters keep the addresses of their names, so these have to stay until the key is made.
  "n".withCString { modulusName in
    "e".withCString { exponentName in
      guard let builder = OSSL_PARAM_BLD_new() else { return nil }
      defer { OSSL_PARAM_BLD_free(builder) }
      guard OSSL_PARAM_BLD_push_BN(builder, modulusName, n) == 1,
        OSSL_PARAM_BLD_push_BN(builder, exponentName, e) == 1,
        let parameters = OSSL_PARAM_BLD_to_param(builder)
      else { return nil }
      defer { OSSL_PARAM_free(parameters) }
      guard let context = EVP_PKEY_CTX_new_from_name(nil, "RSA", nil) else { return nil }
      defer { EVP_PKEY_CTX_free(context) }
      var key: OpaquePointer?
      guard EVP_PKEY_fromdata_init(context) == 1,
        EVP_PKEY_fromdata(context, &key, publicKeySelection, parameters) == 1
      else { return nil }
      return key
    }
  }
}
