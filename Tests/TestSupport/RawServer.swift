import Cryptography
import Foundation

/// A TCP server on loopback that treats each connection as a script says, well-formed or not.
///
/// It listens until it is stopped, or the tests end.
package final class RawServer: Sendable {
  /// Where it listens.
  package let port: Int
  private let listener: Int32

  /// Runs `script` for each connection, on a thread of its own, and closes the connection after it.
  package init(_ script: @escaping @Sendable (RawConnection) -> Void) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    guard listener >= 0, let port = bindToLoopback(listener), listen(listener, 64) == 0 else {
      throw POSIXError(.EIO)
    }
    self.port = port
    Thread {
      while true {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return }
        Thread { script(RawConnection(descriptor)) }.start()
      }
    }.start()
  }

  /// Refuses connections from now on.
  package func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }
}

/// One TCP connection, closed with its last reference.
///
/// Reading gives up after five minutes, and says so in what it returns: a test that waits for its turn
/// may be that late with its next request.
package final class RawConnection: Sendable {
  private let descriptor: Int32

  /// Takes over a descriptor.
  package init(_ descriptor: Int32) {
    self.descriptor = descriptor
    var patience = timeval(tv_sec: 300, tv_usec: 0)
    setsockopt(
      descriptor,
      SOL_SOCKET,
      SO_RCVTIMEO,
      &patience,
      socklen_t(MemoryLayout<timeval>.size)
    )
  }

  /// Connects to loopback, from any address of it.
  package convenience init(port: Int, from source: String = "127.0.0.1") throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard bindToLoopback(descriptor, address: source) != nil else {
      close(descriptor)
      throw POSIXError(.EADDRNOTAVAIL)
    }
    var address = loopbackAddress(port: port)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      close(descriptor)
      throw POSIXError(.ECONNREFUSED)
    }
    self.init(descriptor)
  }

  deinit {
    close(descriptor)
  }

  /// Sends a text; what the other side no longer takes is lost.
  package func write(_ text: String) {
    write(Array(text.utf8))
  }

  /// Sends bytes; what the other side no longer takes is lost.
  package func write(_ bytes: [UInt8]) {
    var bytes = bytes[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Carries bytes between this connection and another until either ends.
  package func join(_ other: RawConnection) {
    var ends = [self, other].map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while poll(&ends, 2, 300_000) > 0 {
      for (index, connections) in [(self, other), (other, self)].enumerated()
      where ends[index].revents != 0 {
        let count = recv(connections.0.descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return }
        connections.1.write(Array(buffer[..<count]))
      }
    }
  }

  /// Tells the other side that nothing more comes.
  package func finishWriting() {
    shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Reads until `end` has come, or the connection ends.
  package func read(until end: String) -> String {
    var bytes: [UInt8] = []
    let suffix = Array(end.utf8)
    while suffix.isEmpty || !bytes.ends(with: suffix) {
      var byte: UInt8 = 0
      let count = recv(descriptor, &byte, 1, 0)
      if count < 0 && errno == EAGAIN {
        bytes += Array("<nothing came for five minutes>".utf8)
      }
      guard count == 1 else { break }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads so many bytes; nil where the connection ends before.
  package func read(count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let taken = bytes[filled...].withUnsafeMutableBytes {
        recv(descriptor, $0.baseAddress, $0.count, 0)
      }
      guard taken > 0 else { return nil }
      filled += taken
    }
    return bytes
  }

  /// Reads a request's or response's header.
  package func readHead() -> String {
    read(until: "\r\n\r\n")
  }

  /// Reads until the connection ends.
  package func readToEnd() -> String {
    read(until: "")
  }
}

/// Writes to a server and returns all it answers until it closes the connection.
package func exchange(port: Int, _ text: String, finishing: Bool = false) async throws -> String {
  try await onThread {
    let connection = try RawConnection(port: port)
    connection.write(text)
    if finishing {
      connection.finishWriting()
    }
    return connection.readToEnd()
  }
}

/// Does blocking work on a thread of its own, so that the pool stays free.
package func onThread<Value: Sendable>(
  _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread { continuation.resume(with: Result { try work() }) }.start()
  }
}

extension [UInt8] {
  fileprivate func ends(with suffix: [UInt8]) -> Bool {
    count >= suffix.count && self[(count - suffix.count)...].elementsEqual(suffix)
  }
}

extension RawConnection {
  /// Answers a request for a WebSocket as a server that takes it (RFC 6455, section 4.2.2).
  package func acceptWebSocket() {
    let name = "sec-websocket-key: "
    let line = readHead().components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix(name) }
    let key = line.map { String($0.dropFirst(name.count)) } ?? ""
    let digest = sha1(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
    write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: \(encodeBase64(digest))\r\n\r\n"
    )
  }
}
