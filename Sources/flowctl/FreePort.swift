import FlowServer
import Foundation

/// An address to listen on as `HOST:PORT`, where port 0 is replaced by one that is free now.
///
/// Server and emulator must know each other's address before either listens.
func addressWithPort(_ text: String) throws -> ListenAddress {
  let address = try ListenAddress(parsing: text)
  guard address.port == 0 else { return address }
  guard let port = freePort() else { throw Complaint("there is no free port on this machine") }
  return try ListenAddress(parsing: "\(text.dropLast(2)):\(port)")
}

/// A port of the loopback interface that nobody listens on.
private func freePort() -> Int? {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  guard inet_pton(AF_INET, "127.0.0.1", &address.sin_addr) == 1 else { return nil }
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
    }
  }
  return isBound ? Int(UInt16(bigEndian: address.sin_port)) : nil
}
