import Cryptography
import Testing

@Suite struct RSATests {
  /// A key that OpenSSL's command drew, and its signature of `header.claims` (`openssl dgst`).
  private static let modulus = """
    8978ec35752d13bcf368dfef871936a1c35b2e5e0aa56d5331c5d7fafe2973506e4e01d09985cbaaaf267dadea\
    597691649a496410e36f1841c7db094826671699472836ff5ebb958644101e852f5c30d50d4363b9a8d02f3bdc\
    7904d22e30050ed0d5e0ee2c9df116c24adbdc20df939b3152cc1cd650a57bbb78baadabacd07dc59284de8a02\
    d00238e3d3b007f24f1fb1f7c1db2d110787c0be3964c6ed263e9e9873edd56ba1fffd9d65c53d30c2c349f094\
    d342e6c05a10f9fe6f0fd51f20de8990f19c32974f44d4fac4ab44291598f591944dc66e5a1c12fcc1297771b6\
    824172b46c2aaa3cabc5f1af72a6c73d747c9e1f98cd7c9302ae0e7c7a5a71
    """
  private static let signature = """
    5bbb806113143add6035cd982e7cbec5b4c58b4a961667410f2380302875e6e6e72f4c984a9e43561bfc6b1fda\
    003a87d614ce133d4b20ce79857556600ccf344c9c2d3c1633b4e690f1f032b8c99b358476132cc28e324342aa\
    0e39fbc5c632472a815e57ae60e70338d2c316070a64eaed1c553bf1cbce1827579daccfb2bbe49757b4a9b764\
    5a7bcd63ed36e6684fcc6f11b433698831a9e02506cb1c97da3a325f2b62c2217d19eb550700aab17efa44be5c\
    115892a603d26df7c6a803da12f101831b38229d5b2086d00b9ca165641845daadf20593018b5b6621baf846dc\
    3724c6738b518c4817f4a94d902ef3c9a967c37e0dd91f6635eab47b38d394
    """

  @Test func `a signature that OpenSSL's command made is one`() throws {
    let key = try #require(
      RSAPublicKey(modulus: bytes(Self.modulus), exponent: [0x01, 0x00, 0x01])
    )
    let signature = bytes(Self.signature)
    #expect(key.isSignature(signature, of: Array("header.claims".utf8)))
    #expect(!key.isSignature(signature, of: Array("header.claimt".utf8)))
    #expect(!key.isSignature(Array(signature.dropLast()), of: Array("header.claims".utf8)))
    #expect(!key.isSignature([], of: Array("header.claims".utf8)))
    let other = try #require(RSAPublicKey(modulus: bytes(Self.modulus), exponent: [3]))
    #expect(!other.isSignature(signature, of: Array("header.claims".utf8)))
  }

  @Test func `what a drawn key signs, its public key knows`() throws {
    let key = try #require(RSAPrivateKey())
    #expect(key.modulus.count == 256)
    let known = try #require(RSAPublicKey(modulus: [0] + key.modulus, exponent: key.exponent))
    for text in ["", "a", String(repeating: "long", count: 1000)] {
      let signature = try #require(key.signature(of: Array(text.utf8)))
      #expect(known.isSignature(signature, of: Array(text.utf8)))
      #expect(!known.isSignature(signature, of: Array((text + "!").utf8)))
    }
  }

  @Test func `numbers that are no key, too short a one or too long a one make none`() {
    let modulus = bytes(Self.modulus)
    #expect(RSAPublicKey(modulus: Array(modulus.dropLast()), exponent: [3]) == nil)
    #expect(RSAPublicKey(modulus: [], exponent: [3]) == nil)
    #expect(RSAPublicKey(modulus: modulus, exponent: []) == nil)
    #expect(RSAPublicKey(modulus: modulus, exponent: [0, 0]) == nil)
    #expect(
      RSAPublicKey(modulus: [UInt8](repeating: 0xFF, count: 1025), exponent: [3]) == nil
    )
  }

  private func bytes(_ digits: String) -> [UInt8] {
    let digits = Array(digits)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
  }
}
