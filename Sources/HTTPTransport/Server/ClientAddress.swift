internal import Foundation
internal import NIOCore

/// Who a connection is counted for: an address of IPv4, or the network of 64 bits that one client of
/// IPv6 has to itself (RFC 6177).
struct ClientAddress: Hashable {
  private let bytes: [UInt8]

  init(_ address: SocketAddress?) {
    let text = address?.ipAddress ?? ""
    var six = in6_addr()
    guard inet_pton(AF_INET6, text, &six) == 1 else {
      bytes = Array(text.utf8)
      return
    }
    let all = withUnsafeBytes(of: &six) { Array($0) }
    // ::ffff:0:0/96 are addresses of IPv4, as a server sees them that listens to both.
    let isFour = all[..<10].allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
    bytes =
      isFour ? Array(all[12...].map(String.init).joined(separator: ".").utf8) : Array(all[..<8])
  }
}
