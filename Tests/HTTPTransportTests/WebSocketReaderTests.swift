import TestSupport
import Testing

@testable import HTTPTransport

/// What is made of bytes over a socket (RFC 6455).
@Suite struct WebSocketReaderTests {
  @Test(arguments: [0, 1, 125, 126, 65_535, 65_536, 200_000], [nil, 0, 0xA1B2_C3D4] as [UInt32?])
  func `a message of any length comes as it was sent`(length: Int, mask: UInt32?) throws {
    let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let bytes = webSocketFrame(.binary, message, mask: mask)
    #expect(try events(bytes, isMasked: mask != nil) == [.message(message)])
  }

  @Test func `what comes byte by byte is the same`() throws {
    let bytes =
      webSocketFrame(.text, Array("héllo".utf8), mask: 1) + webSocketFrame(.ping, [1], mask: 2)
      + webSocketFrame(.close, [0x03, 0xE8], mask: 3)
    var reader = WebSocketReader(limit: 100, isMasked: true)
    var events: [WebSocketReader.Event] = []
    for byte in bytes {
      withUnsafeBytes(of: byte) { reader.append($0) }
      while let event = try reader.next() { events.append(event) }
    }
    #expect(events == [.message(Array("héllo".utf8)), .ping([1]), .close(.normal)])
  }

  @Test func `a message in pieces is whole, and a ping between them comes first`() throws {
    let pieces: [UInt8] = [0x01, 1, 0x61, 0x89, 0, 0x00, 1, 0x62, 0x80, 1, 0x63]
    #expect(try events(pieces) == [.ping([]), .message(Array("abc".utf8))])
  }

  @Test(
    arguments: [
      // Lengths that lie: told in more bytes than are needed, and beyond what a number holds.
      ([0x82, 126, 0, 5, 1, 2, 3, 4, 5], WebSocketCode.protocolError),
      ([0x82, 127, 0, 0, 0, 0, 0, 0, 0, 126], .protocolError),
      ([0x82, 127, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .protocolError),
      // Beyond the limit, before any of it has come.
      ([0x82, 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .tooLarge),
      ([0x82, 126, 0x03, 0xE9], .tooLarge),
      // Beyond the limit in pieces.
      ([0x02, 126, 0x03, 0xE8] + [UInt8](repeating: 0, count: 1000) + [0x80, 1, 0], .tooLarge),
      // Of a client that does not mask, where this one shall not; and of one that does.
      ([0x82, 0x81, 0, 0, 0, 0, 1], .protocolError),
      // Bits and kinds that mean nothing.
      ([0xC2, 0], .protocolError), ([0x83, 0], .protocolError), ([0x8B, 0], .protocolError),
      // A ping that is long, or in pieces; a close of one byte.
      ([0x89, 126, 0, 126], .protocolError), ([0x09, 0], .protocolError),
      ([0x88, 1, 0], .protocolError),
      // A piece of nothing, and a message within another.
      ([0x80, 0], .protocolError), ([0x01, 0, 0x81, 0], .protocolError),
      // Text that is none.
      ([0x81, 2, 0xC3, 0x28], .notUTF8),
    ] as [([UInt8], WebSocketCode)]
  )
  func `what breaks the protocol is told by its code`(bytes: [UInt8], code: WebSocketCode) {
    #expect(throws: code) { try events(bytes, limit: 1000) }
  }

  @Test func `a client that does not mask is refused`() {
    let bytes = webSocketFrame(.text, [0x61], mask: nil)
    #expect(throws: WebSocketCode.protocolError) { try events(bytes, isMasked: true) }
  }

  @Test func `a frame that promises more than it has is waited for`() throws {
    #expect(try events([0x82, 100, 1, 2, 3]) == [])
  }

  @Test func `no bytes trap`() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      var bytes = webSocketFrame(.text, Array("hello".utf8), mask: 7)
      bytes += webSocketFrame(.binary, [UInt8](repeating: 1, count: 300), mask: 9)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      do { _ = try events(bytes, isMasked: true) } catch {}
    }
  }

  private func events(
    _ bytes: [UInt8],
    isMasked: Bool = false,
    limit: Int = 1 << 20
  ) throws -> [WebSocketReader.Event] {
    var reader = WebSocketReader(limit: limit, isMasked: isMasked)
    bytes.withUnsafeBytes { reader.append($0) }
    var events: [WebSocketReader.Event] = []
    while let event = try reader.next() { events.append(event) }
    return events
  }
}

@Suite struct MessageQueueTests {
  @Test func `a full queue loses the oldest, and says so before what comes next`() {
    var queue = MessageQueue(limit: 3)
    for number in 1...5 { queue.add([UInt8(number)]) }
    #expect(queue.lost == 2)
    var taken: [[UInt8]] = []
    while let message = queue.next(notice: { [100, UInt8($0)] }) { taken.append(message) }
    #expect(taken == [[100, 2], [3], [4], [5]])
    #expect(queue.untold == 0)
  }

  @Test func `thousands pass in order`() {
    var queue = MessageQueue(limit: 100)
    var taken: [[UInt8]] = []
    for number in 0..<5000 {
      queue.add([UInt8(truncatingIfNeeded: number)])
      if number % 3 != 0, let message = queue.next(notice: nil) { taken.append(message) }
    }
    while let message = queue.next(notice: nil) { taken.append(message) }
    #expect(taken.count + queue.lost == 5000)
    #expect(taken.suffix(100).map { Int($0[0]) } == (4900..<5000).map { $0 & 0xFF })
  }

  @Test func `what is forgotten is not told of`() {
    var queue = MessageQueue(limit: 2)
    queue.add([1])
    queue.clear()
    #expect(queue.isEmpty)
    #expect(queue.next(notice: { [UInt8($0)] }) == nil)
  }
}
