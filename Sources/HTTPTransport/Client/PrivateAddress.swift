internal import Foundation

/// Whether a text is the address of a host that strangers must not reach through us: loopback,
/// private and link-local networks, where clouds keep their metadata, and all that is no address of
/// one host of the internet (RFC 6890).
///
/// What cannot be read as an address counts as one.
func isPrivateAddress(_ text: String) -> Bool {
  var four = in_addr()
  if inet_pton(AF_INET, text, &four) == 1 {
    return isPrivate(withUnsafeBytes(of: &four) { Array($0) })
  }
  var six = in6_addr()
  // A zone, as in `fe80::1%eth0`, is of link-local addresses alone.
  guard inet_pton(AF_INET6, text, &six) == 1 else { return true }
  return isPrivate(six: withUnsafeBytes(of: &six) { Array($0) })
}

/// Whether the host of a URL is written as an address, and that is a private one.
///
/// Other ways to write an address are found once a connection has one.
func hasPrivateAddress(_ url: String) -> Bool {
  guard let scheme = url.firstRange(of: "://") else { return false }
  let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
  let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
  guard host.hasPrefix("[") else {
    let name = String(host.prefix { $0 != ":" })
    var four = in_addr()
    return inet_pton(AF_INET, name, &four) == 1 && isPrivateAddress(name)
  }
  return isPrivateAddress(String(host.dropFirst().prefix { $0 != "]" }))
}

/// Blocks of IPv4 with the lengths of their prefixes.
private let privateBlocks: [(address: [UInt8], length: Int)] = [
  ([0, 0, 0, 0], 8), ([10, 0, 0, 0], 8), ([100, 64, 0, 0], 10), ([127, 0, 0, 0], 8),
  ([169, 254, 0, 0], 16), ([172, 16, 0, 0], 12), ([192, 0, 0, 0], 24), ([192, 168, 0, 0], 16),
  ([198, 18, 0, 0], 15), ([224, 0, 0, 0], 4), ([240, 0, 0, 0], 4),
  // What an Azure machine asks its own host.
  ([168, 63, 129, 16], 32),
]

private func isPrivate(_ four: [UInt8]) -> Bool {
  privateBlocks.contains { block in
    (0..<block.length).allSatisfy { bit in
      let mask = UInt8(0x80) >> UInt8(bit % 8)
      return four[bit / 8] & mask == block.address[bit / 8] & mask
    }
  }
}

private func isPrivate(six: [UInt8]) -> Bool {
  // ::/96 and ::ffff:0:0/96 hold an address of IPv4, as do 64:ff9b::/96 and 2002::/16.
  if six[0..<10].allSatisfy({ $0 == 0 }), six[10] == six[11], six[10] == 0 || six[10] == 0xFF {
    return six[10] == 0 || isPrivate(Array(six[12...]))
  }
  if six[0..<4] == [0, 0x64, 0xFF, 0x9B] { return isPrivate(Array(six[12...])) }
  if six[0..<2] == [0x20, 0x02] { return isPrivate(Array(six[2..<6])) }
  // Unique local, link-local, site-local and multicast.
  return six[0] & 0xFE == 0xFC || six[0] == 0xFE && six[1] & 0x80 != 0 || six[0] == 0xFF
}
