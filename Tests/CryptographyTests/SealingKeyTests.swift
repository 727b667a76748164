import Testing

@testable import Cryptography

@Suite struct SealingKeyTests {
  /// A text that is sealed, as others have published it.
  struct Vector: Sendable, CustomStringConvertible {
    let name: String
    let key: String
    let nonce: String
    let clear: String
    let label: String
    let sealed: String
    let tag: String

    var description: String { name }
  }

  /// McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13 to 16: those of
  /// AES-256 with a nonce of 96 bits.
  static let vectors = [
    Vector(
      name: "13",
      key: String(repeating: "00", count: 32),
      nonce: "000000000000000000000000",
      clear: "",
      label: "",
      sealed: "",
      tag: "530f8afbc74536b9a963b4f1c4cb738b"
    ),
    Vector(
      name: "14",
      key: String(repeating: "00", count: 32),
      nonce: "000000000000000000000000",
      clear: "00000000000000000000000000000000",
      label: "",
      sealed: "cea7403d4d606b6e074ec5d3baf39d18",
      tag: "d0d1c8a799996bf0265b98b5d48ab919"
    ),
    Vector(
      name: "15",
      key: key,
      nonce: "cafebabefacedbaddecaf888",
      clear: clear,
      label: "",
      sealed: sealed,
      tag: "b094dac5d93471bdec1a502270e3cc6c"
    ),
    Vector(
      name: "16",
      key: key,
      nonce: "cafebabefacedbaddecaf888",
      clear: String(clear.dropLast(8)),
      label: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
      sealed: String(sealed.dropLast(8)),
      tag: "76fc6ece0f4e1768cddf8853bb2d551b"
    ),
  ]

  private static let key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
  private static let clear =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
  private static let sealed =
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"

  @Test(arguments: vectors)
  func `texts are sealed and opened as others do it`(_ vector: Vector) throws {
    let key = try #require(SealingKey(try bytes(vector.key)))
    let (clear, label) = (try bytes(vector.clear), try bytes(vector.label))
    let nonce = try bytes(vector.nonce)
    let sealed = try bytes(vector.sealed) + bytes(vector.tag)
    #expect(key.seal(clear, label: label, nonce: nonce) == sealed)
    #expect(key.open(nonce + sealed, label: label) == clear)
  }

  @Test func `what is damaged, relabelled or under another key does not open`() throws {
    let key = try SealingKey()
    let clear = Array("4711".utf8)
    let sealed = try key.seal(clear, label: [1])
    #expect(key.open(sealed, label: [1]) == clear)
    #expect(key.open(sealed, label: [2]) == nil && key.open(sealed) == nil)
    #expect(try SealingKey().open(sealed, label: [1]) == nil)
    for place in sealed.indices {
      var damaged = sealed
      damaged[place] ^= 1
      #expect(key.open(damaged, label: [1]) == nil, "byte \(place)")
    }
    for count in 0..<sealed.count {
      #expect(key.open(Array(sealed.prefix(count)), label: [1]) == nil, "\(count) bytes")
    }
  }

  @Test func `no two texts are sealed alike, and none shows what it was`() throws {
    let key = try SealingKey()
    let clear = Array(repeating: UInt8(ascii: "4"), count: 100)
    let sealed = try (0..<100).map { _ in try key.seal(clear) }
    #expect(Set(sealed).count == 100)
    #expect(sealed.allSatisfy { $0.count == 128 && key.open($0) == clear })
  }

  @Test func `a key is 32 bytes, drawn anew each time, and is not printed`() throws {
    let key = try SealingKey()
    #expect(key.bytes.count == 32)
    #expect(try SealingKey() != key)
    #expect(SealingKey(key.bytes) == key)
    #expect(SealingKey(Array(key.bytes.dropLast())) == nil && SealingKey([]) == nil)
    var dumped = ""
    dump([key], to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped] {
      #expect(!text.contains("\(key.bytes[0]), \(key.bytes[1])"), "\(text)")
      #expect(!text.contains("- \(key.bytes[0])"), "\(text)")
    }
  }

  private func bytes(_ hexadecimal: String) throws -> [UInt8] {
    try #require(decodeHexadecimal(hexadecimal))
  }
}
