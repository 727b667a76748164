import Foundation
import TestSupport

/// A TCP server on loopback that treats each connection as a script says, well-formed or not.
///
/// It listens until it is stopped, or the tests end.
final class RawServer: Sendable {
  let port: Int
  private let listener: Int32

  /// Runs `script` for each connection, on a thread of its own, and closes the connection after it.
  init(_ script: @escaping @Sendable (RawConnection) -> Void) throws {
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
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }
}

/// One TCP connection, closed with its last reference.
///
/// Reading gives up after five minutes, and says so in what it returns: a test that waits for its turn
/// may be that late with its next request.
final class RawConnection: Sendable {
  private let descriptor: Int32

  init(_ descriptor: Int32) {
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

  /// Connects to loopback.
  convenience init(port: Int) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
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

  func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Tells the other side that nothing more comes.
  func finishWriting() {
    shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Reads until `end` has come, or the connection ends.
  func read(until end: String) -> String {
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

  /// Reads a request's or response's header.
  func readHead() -> String {
    read(until: "\r\n\r\n")
  }

  func readToEnd() -> String {
    read(until: "")
  }
}

/// Writes to a server and returns all it answers until it closes the connection.
func exchange(port: Int, _ text: String, finishing: Bool = false) async throws -> String {
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
func onThread<Value: Sendable>(
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
