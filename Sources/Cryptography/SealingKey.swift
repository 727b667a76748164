internal import CCrypto

/// A key under which bytes are sealed: AES-256-GCM (NIST SP 800-38D), with a random nonce of 96 bits
/// each time.
///
/// One key may seal some 2³² times before a nonce is likely to come again (section 8.3 there).
package struct SealingKey: Hashable, Sendable {
  /// How long a key is.
  package static let byteCount = 32
  private static let nonceBytes = 12
  private static let tagBytes = 16

  /// The key itself, to be stored.
  package let bytes: [UInt8]

  /// Draws a key.
  package init() throws(RandomnessFailure) {
    bytes = try randomBytes(Self.byteCount)
  }

  /// Takes a key that was stored; nil where that is no key.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  /// The bytes sealed: the nonce, the ciphertext and the tag.
  ///
  /// They open under the same label alone.
  package func seal(
    _ clear: [UInt8],
    label: [UInt8] = []
  ) throws(RandomnessFailure) -> [UInt8] {
    let nonce = try randomBytes(Self.nonceBytes)
    return nonce + seal(clear, label: label, nonce: nonce)
  }

  /// The ciphertext and the tag under a nonce, which no two texts may have.
  func seal(_ clear: [UInt8], label: [UInt8], nonce: [UInt8]) -> [UInt8] {
    var cipher = Cipher(key: bytes, nonce: nonce, direction: .seal)
    cipher.authenticate(label)
    var sealed = cipher.update(clear)
    let isDone = cipher.finish(tag: nil)
    precondition(isDone, "GCM has no padding that could be missing")
    sealed += cipher.tag(Self.tagBytes)
    return sealed
  }

  /// What was sealed; nil where it was sealed under another key or label, or is damaged.
  package func open(_ sealed: [UInt8], label: [UInt8] = []) -> [UInt8]? {
    guard sealed.count >= Self.nonceBytes + Self.tagBytes else { return nil }
    let nonce = Array(sealed.prefix(Self.nonceBytes))
    let text = Array(sealed.dropFirst(Self.nonceBytes).dropLast(Self.tagBytes))
    var cipher = Cipher(key: bytes, nonce: nonce, direction: .open)
    cipher.authenticate(label)
    let clear = cipher.update(text)
    return cipher.finish(tag: Array(sealed.suffix(Self.tagBytes))) ? clear : nil
  }
}

extension SealingKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Never the key: it would stand in a log.
  package var description: String { "a key" }

  /// The same.
  package var debugDescription: String { description }

  /// Nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// One text going through AES-256-GCM.
private struct Cipher: ~Copyable {
  enum Direction: Int32 {
    case open = 0
    case seal = 1
  }

  private let context: OpaquePointer
  private let direction: Direction

  init(key: [UInt8], nonce: [UInt8], direction: Direction) {
    guard let context = EVP_CIPHER_CTX_new() else { preconditionFailure("there is no memory left") }
    self.context = context
    self.direction = direction
    let result = EVP_CipherInit_ex(
      context,
      EVP_aes_256_gcm(),
      nil,
      key,
      nonce,
      direction.rawValue
    )
    precondition(result == 1, "every libcrypto provides AES-256-GCM")
  }

  deinit {
    EVP_CIPHER_CTX_free(context)
  }

  /// Takes in what is not sealed and yet must be the same when it is opened.
  mutating func authenticate(_ label: [UInt8]) {
    guard !label.isEmpty else { return }
    var count: Int32 = 0
    let result = EVP_CipherUpdate(context, nil, &count, label, Int32(label.count))
    precondition(result == 1, "GCM takes any label")
  }

  /// The text on the other side.
  mutating func update(_ text: [UInt8]) -> [UInt8] {
    precondition(text.count <= Int32.max, "a text is below 2 GiB")
    return [UInt8](unsafeUninitializedCapacity: text.count) { buffer, written in
      var count: Int32 = 0
      let result = EVP_CipherUpdate(context, buffer.baseAddress, &count, text, Int32(text.count))
      precondition(result == 1, "GCM takes any text")
      written = Int(count)
    }
  }

  /// Whether all of it is as it was sealed; of what is being sealed it always is.
  mutating func finish(tag: [UInt8]?) -> Bool {
    // A tag that does not fit leaves a note of why; nobody reads it.
    defer { ERR_clear_error() }
    if var tag {
      let count = Int32(tag.count)
      let result = EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, count, &tag)
      precondition(result == 1, "GCM takes a tag of 16 bytes")
    }
    var nothing: [UInt8] = [0]
    var count: Int32 = 0
    return EVP_CipherFinal_ex(context, &nothing, &count) == 1
  }

  /// The tag of what was sealed.
  mutating func tag(_ count: Int) -> [UInt8] {
    var tag = [UInt8](repeating: 0, count: count)
    let result = EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(count), &tag)
    precondition(result == 1, "GCM gives a tag when it is done")
    return tag
  }
}
