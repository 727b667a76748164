package import Foundation

/// An address of the loopback interface, which has all of 127.0.0.0/8.
package func loopbackAddress(port: Int, _ text: String = "127.0.0.1") -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
  inet_pton(AF_INET, text, &address.sin_addr)
  return address
}

/// Binds a socket to a port of the loopback interface, 0 for any that is free; gives the port, or
/// nil where that failed.
package func bindToLoopback(
  _ descriptor: Int32,
  port: Int = 0,
  address text: String = "127.0.0.1"
) -> Int? {
  var address = loopbackAddress(port: port, text)
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
    }
  }
  return isBound ? Int(UInt16(bigEndian: address.sin_port)) : nil
}
