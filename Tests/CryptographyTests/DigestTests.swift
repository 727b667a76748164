import Cryptography
import Testing

@Suite struct DigestTests {
  @Test func `SHA-256 of nothing and of abc are those of FIPS 180-4`() {
    #expect(
      encodeHexadecimal(sha256([]))
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    #expect(
      encodeHexadecimal(sha256(Array("abc".utf8)))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
  }

  @Test func `HMAC-SHA256 gives the codes of RFC 4231, cases 2 and 6`() {
    let short = hmacSHA256(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
    #expect(
      encodeHexadecimal(short)
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )
    let text = "Test Using Larger Than Block-Size Key - Hash Key First"
    let long = hmacSHA256(Array(text.utf8), key: [UInt8](repeating: 0xAA, count: 131))
    #expect(
      encodeHexadecimal(long)
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    )
  }

  @Test func `an empty key signs`() {
    #expect(
      encodeHexadecimal(hmacSHA256([], key: []))
        == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
    )
  }

  @Test func `comparison sees length and content`() {
    #expect(isEqualInConstantTime([], []))
    #expect(isEqualInConstantTime([1, 2], [1, 2]))
    #expect(!isEqualInConstantTime([1, 2], [1, 3]))
    #expect(!isEqualInConstantTime([1, 2], [1, 2, 3]))
  }
}
