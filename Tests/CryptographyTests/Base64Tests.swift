import Cryptography
import Testing

@Suite struct Base64Tests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `texts of RFC 4648 go both ways`(plain: String, encoded: String) throws {
    #expect(encodeBase64(Array(plain.utf8)) == encoded)
    #expect(try decodeBase64(encoded) == Array(plain.utf8))
  }

  @Test func `the alphabets differ in two characters and in padding`() throws {
    let bytes: [UInt8] = [0xFB, 0xFF, 0xFE, 0xFF]
    #expect(encodeBase64(bytes) == "+//+/w==")
    #expect(encodeBase64(bytes, .url) == "-__-_w")
    #expect(try decodeBase64("-__-_w", .url) == bytes)
    #expect(try decodeBase64("-__-_w==", .url) == bytes)
  }

  @Test func `every length of random bytes goes both ways`() throws {
    for count in 0..<70 {
      let bytes = try randomBytes(count)
      #expect(try decodeBase64(encodeBase64(bytes)) == bytes)
      #expect(try decodeBase64(encodeBase64(bytes, .url), .url) == bytes)
    }
  }

  @Test(arguments: [
    ("Zg", Base64Failure.length), ("Zg=", .length), ("Zg===", .length), ("Z===", .length),
    ("====", .length), ("A", .length), ("Zm9v!AAA", .character(offset: 4)),
    ("Zm=v", .character(offset: 2)), ("-__-", .character(offset: 0)),
    ("Zé==", .character(offset: 1)), ("ééé=", .character(offset: 0)),
    ("***", .character(offset: 0)),
  ])
  func `what is no base64 says why`(text: String, failure: Base64Failure) {
    #expect(throws: failure) { try decodeBase64(text) }
  }
}

@Suite struct HexadecimalTests {
  @Test func `bytes go both ways, digits in either case`() {
    #expect(encodeHexadecimal([0, 0xAB, 0xFF]) == "00abff")
    #expect(decodeHexadecimal("00aBFf") == [0, 0xAB, 0xFF])
  }

  @Test(arguments: ["0", "0g", "é", "+1"])
  func `anything else is nil`(text: String) {
    #expect(decodeHexadecimal(text) == nil)
  }
}
