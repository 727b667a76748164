/// Makes messages of what comes over a socket, byte by byte (RFC 6455, section 5).
///
/// Nothing is kept of a message that is too long, and nothing is believed of a length but what has
/// come: a frame that lies about it waits for the rest, which the silence of its sender ends.
struct WebSocketReader {
  /// What comes over a socket.
  enum Event: Equatable {
    /// A whole message, whether text or not.
    case message([UInt8])
    case ping([UInt8])
    case pong
    /// The other side ends; with the code it gives, if it gives one.
    case close(WebSocketCode?)
  }

  /// The longest message, in bytes.
  private let limit: Int
  /// Whether the other side masks what it sends: clients do, servers do not.
  private let isMasked: Bool
  private var bytes: [UInt8] = []
  private var offset = 0
  /// What has come of a message in several frames.
  private var fragments: (isText: Bool, payload: [UInt8])?

  init(limit: Int, isMasked: Bool) {
    self.limit = limit
    self.isMasked = isMasked
  }

  /// Takes what has come.
  mutating func append(_ more: UnsafeRawBufferPointer) {
    if offset == bytes.count {
      bytes.removeAll(keepingCapacity: bytes.count <= Self.keptCapacity)
      offset = 0
    } else if offset > Self.keptCapacity {
      bytes.removeFirst(offset)
      offset = 0
    }
    bytes.append(contentsOf: more)
  }

  /// The next thing that has come whole; nil where more has to come.
  ///
  /// - Throws: the code to close with; nothing after that can be understood.
  mutating func next() throws(WebSocketCode) -> Event? {
    while let frame = try nextFrame() {
      if let event = try event(of: frame) { return event }
    }
    return nil
  }

  private static let keptCapacity = 64 * 1024

  private struct Frame {
    let isFinal: Bool
    let opcode: WebSocketOpcode
    let payload: [UInt8]
  }

  private mutating func event(of frame: Frame) throws(WebSocketCode) -> Event? {
    switch frame.opcode {
    case .ping: return .ping(frame.payload)
    case .pong: return .pong
    case .close:
      guard frame.payload.count != 1 else { throw .protocolError }
      return .close(frame.payload.count < 2 ? nil : WebSocketCode(frame.payload))
    case .text, .binary:
      guard fragments == nil else { throw .protocolError }
      let isText = frame.opcode == .text
      guard !frame.isFinal else { return try message(frame.payload, isText: isText) }
      fragments = (isText, frame.payload)
    case .continuation:
      guard var whole = fragments else { throw .protocolError }
      fragments = nil
      guard frame.payload.count <= limit - whole.payload.count else { throw .tooLarge }
      whole.payload += frame.payload
      guard !frame.isFinal else { return try message(whole.payload, isText: whole.isText) }
      fragments = whole
    }
    return nil
  }

  private func message(_ payload: [UInt8], isText: Bool) throws(WebSocketCode) -> Event {
    guard !isText || isUTF8(payload) else { throw .notUTF8 }
    return .message(payload)
  }

  private mutating func nextFrame() throws(WebSocketCode) -> Frame? {
    guard bytes.count - offset >= 2 else { return nil }
    let (first, second) = (bytes[offset], bytes[offset + 1])
    guard first & 0x70 == 0, let opcode = WebSocketOpcode(rawValue: first & 0x0F),
      (second & 0x80 != 0) == isMasked
    else { throw .protocolError }
    let isFinal = first & 0x80 != 0
    guard let (length, headBytes) = try length(second & 0x7F) else { return nil }
    if opcode.isControl {
      guard isFinal, length <= 125 else { throw .protocolError }
    }
    guard length <= limit else { throw .tooLarge }
    let start = offset + headBytes + (isMasked ? 4 : 0)
    guard bytes.count - start >= length else { return nil }
    let mask = isMasked ? Array(bytes[(start - 4)..<start]) : nil
    let payload = masked(bytes[start..<(start + length)], with: mask)
    offset = start + length
    return Frame(isFinal: isFinal, opcode: opcode, payload: payload)
  }

  /// The payload's length and how many bytes tell it; it is told in as few as can be.
  private func length(_ told: UInt8) throws(WebSocketCode) -> (length: Int, headBytes: Int)? {
    guard told >= 126 else { return (Int(told), 2) }
    let count = told == 126 ? 2 : 8
    guard bytes.count - offset >= 2 + count else { return nil }
    let digits = bytes[(offset + 2)..<(offset + 2 + count)]
    let length = digits.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length >= (told == 126 ? 126 : 65_536), length >> 63 == 0 else { throw .protocolError }
    return (Int(length), 2 + count)
  }
}

/// The kinds of frames (RFC 6455, section 5.2).
enum WebSocketOpcode: UInt8 {
  case continuation = 0
  case text = 1
  case binary = 2
  case close = 8
  case ping = 9
  case pong = 10

  /// Whether it is about the connection.
  var isControl: Bool { rawValue >= 8 }
}

/// A frame with the whole of a message; masked where a client sends it.
func webSocketFrame(_ opcode: WebSocketOpcode, _ payload: [UInt8], mask: UInt32?) -> [UInt8] {
  var frame: [UInt8] = []
  frame.reserveCapacity(payload.count + 14)
  frame.append(0x80 | opcode.rawValue)
  let maskBit: UInt8 = mask == nil ? 0 : 0x80
  switch payload.count {
  case ..<126: frame.append(maskBit | UInt8(payload.count))
  case ..<65_536:
    frame.append(maskBit | 126)
    frame += bigEndian(payload.count, bytes: 2)
  default:
    frame.append(maskBit | 127)
    frame += bigEndian(payload.count, bytes: 8)
  }
  guard let mask else { return frame + payload }
  let key = bigEndian(Int(mask), bytes: 4)
  frame += key
  return frame + masked(payload[...], with: key)
}

private func bigEndian(_ number: Int, bytes: Int) -> [UInt8] {
  (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * (bytes - 1 - $0))) }
}

/// The bytes under a mask of four, which is taken off in the same way; as they are without one.
private func masked(_ bytes: ArraySlice<UInt8>, with mask: [UInt8]?) -> [UInt8] {
  guard let mask else { return Array(bytes) }
  let key = mask.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
  return Array(unsafeUninitializedCapacity: bytes.count) { output, count in
    bytes.withUnsafeBytes { input in
      let output = UnsafeMutableRawBufferPointer(output)
      let words = input.count / 4
      for word in 0..<words {
        let value = input.loadUnaligned(fromByteOffset: 4 * word, as: UInt32.self)
        output.storeBytes(of: value ^ key, toByteOffset: 4 * word, as: UInt32.self)
      }
      for place in (4 * words)..<input.count { output[place] = input[place] ^ mask[place % 4] }
      count = input.count
    }
  }
}

private func isUTF8(_ bytes: [UInt8]) -> Bool {
  String(validating: bytes, as: UTF8.self) != nil
}
