/// An internet address: 4 or 16 bytes.
struct IPAddress: Hashable, Sendable {
  let bytes: [UInt8]

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Reads dotted or colon form; zones and version 4 inside version 6 are refused.
  init?(_ text: String) {
    guard
      let bytes = text.utf8.contains(UInt8(ascii: ":")) ? readVersion6(text) : readVersion4(text)
    else { return nil }
    self.bytes = bytes
  }

  /// The shortest form, RFC 5952.
  var text: String {
    bytes.count == 4 ? bytes.map { String($0) }.joined(separator: ".") : version6Text
  }

  var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }

  var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
  }

  var isMulticast: Bool { bytes.count == 4 ? bytes[0] & 0xF0 == 0xE0 : bytes[0] == 0xFF }

  var isLinkLocalMulticast: Bool {
    bytes.count == 4
      ? bytes.starts(with: [224, 0, 0]) : bytes[0] == 0xFF && bytes[1] & 0x0F == 0x02
  }

  var isLinkLocalUnicast: Bool {
    bytes.count == 4
      ? bytes.starts(with: [169, 254]) : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
  }

  /// As Go's `netip` has it, whose functions cel-go's extension `network` exposes: private
  /// addresses (10.0.0.0/8) count, the broadcast address does not.
  var isGlobalUnicast: Bool {
    !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast
      && bytes != [255, 255, 255, 255]
  }

  private var version6Text: String {
    let groups = (0..<8).map { UInt16(bytes[$0 * 2]) << 8 | UInt16(bytes[$0 * 2 + 1]) }
    let words = groups.map { String($0, radix: 16) }
    // RFC 5952, 4.2: the longest run of zeros is left out, the first of equals, and never a single
    // one.
    guard let gap = longestGap(groups) else { return words.joined(separator: ":") }
    return words[..<gap.lowerBound].joined(separator: ":") + "::"
      + words[gap.upperBound...].joined(separator: ":")
  }

  /// The first of the longest runs of at least two zeros.
  private func longestGap(_ groups: [UInt16]) -> Range<Int>? {
    var best: Range<Int>?
    var start = 0
    while start < groups.count {
      var end = start
      while end < groups.count, groups[end] == 0 { end += 1 }
      if end - start > max(1, best?.count ?? 0) { best = start..<end }
      start = max(end, start + 1)
    }
    return best
  }
}

/// Four numbers with dots between; a zero in front is refused, since some read it as octal and some
/// do not, and `010.0.0.1` would name two machines.
private func readVersion4(_ text: String) -> [UInt8]? {
  let parts = text.split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count == 4 else { return nil }
  var bytes: [UInt8] = []
  for part in parts {
    let isPlain = part.utf8.allSatisfy(\.isDigit) && (part.count == 1 || part.first != "0")
    guard isPlain, let byte = UInt8(part) else { return nil }
    bytes.append(byte)
  }
  return bytes
}

/// Up to eight groups, of which `::` stands for as many zeros as are missing, at least one (RFC
/// 4291, 2.2).
private func readVersion6(_ text: String) -> [UInt8]? {
  let halves = separate(text)
  guard let halves, let left = readGroups(halves.left) else { return nil }
  guard let rightText = halves.right else { return left.count == 16 ? left : nil }
  // Fourteen bytes at most, so that `::` means something.
  guard let right = readGroups(rightText), left.count + right.count <= 14 else { return nil }
  let zeros = Array(repeating: UInt8(0), count: 16 - left.count - right.count)
  return left + zeros + right
}

/// The text before and after `::`, or the whole without it; nil if it stands there twice.
private func separate(_ text: String) -> (left: Substring, right: Substring?)? {
  let bytes = Array(text.utf8)
  let colon = UInt8(ascii: ":")
  // `:::` has two gaps, which is refused as well.
  let gaps = bytes.indices.dropLast().filter { bytes[$0] == colon && bytes[$0 + 1] == colon }
  guard let gap = gaps.first else { return (text[...], nil) }
  guard gaps.count == 1 else { return nil }
  let utf8 = text.utf8
  let start = utf8.index(utf8.startIndex, offsetBy: gap)
  return (text[..<start], text[utf8.index(start, offsetBy: 2)...])
}

/// Groups of up to four hexadecimal digits with colons between.
private func readGroups(_ text: Substring) -> [UInt8]? {
  guard !text.isEmpty else { return [] }
  var bytes: [UInt8] = []
  for part in text.split(separator: ":", omittingEmptySubsequences: false) {
    let isPlain = (1...4).contains(part.utf8.count) && part.utf8.allSatisfy(\.isHexDigit)
    guard isPlain, let group = UInt16(part, radix: 16) else { return nil }
    bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
  }
  return bytes.count <= 16 ? bytes : nil
}

extension IPAddress: CELRepresentable {
  static var celType: CELType { .opaque("net.IP", []) }

  init?(cel value: CELValue) {
    guard case .record(let record) = value, record.typeName == "net.IP",
      case .bytes(let bytes) = record["bytes"]
    else { return nil }
    self.bytes = bytes
  }

  /// Equal to the same address of the other version: an address of version 4, and the same one
  /// mapped into version 6 (RFC 4291, 2.5.5.2), name one machine.
  var celValue: CELValue {
    .record(
      CELRecord(
        typeName: "net.IP",
        fields: ["bytes": .bytes(bytes), "machine": .bytes(unmapped.bytes)],
        key: "machine"
      )
    )
  }

  /// The address of version 4 where this is one mapped into version 6, else itself.
  fileprivate var unmapped: IPAddress {
    bytes.starts(with: mapping) ? IPAddress(bytes: Array(bytes.dropFirst(mapping.count))) : self
  }
}

/// What stands before an address of version 4 that is mapped into version 6.
private let mapping: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

/// A block of addresses: an address and how many of its bits all of them share.
struct AddressBlock: Hashable, Sendable {
  let address: IPAddress
  let prefixLength: Int

  init(address: IPAddress, prefixLength: Int) {
    self.address = address
    self.prefixLength = prefixLength
  }

  /// Reads `address/length`.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(String(parts[0])),
      // Digits alone: `Int` would also take a sign.
      (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(\.isDigit),
      let length = Int(parts[1]), length <= address.bytes.count * 8
    else { return nil }
    self.init(address: address, prefixLength: length)
  }

  /// The block with all bits after the prefix zero.
  var masked: AddressBlock {
    let bytes = address.bytes.enumerated().map { index, byte in
      let kept = min(8, max(0, prefixLength - index * 8))
      // The lower byte of 0xFF00 shifted by the bits that are kept has exactly those set.
      return byte & UInt8(truncatingIfNeeded: 0xFF00 >> kept)
    }
    return AddressBlock(address: IPAddress(bytes: bytes), prefixLength: prefixLength)
  }

  /// Addresses are taken as they are, or both out of their mapping: one that equals an address of
  /// the block is in it.
  func contains(_ other: IPAddress) -> Bool {
    covers(other) || unmapped.covers(other.unmapped)
  }

  private func covers(_ other: IPAddress) -> Bool {
    guard other.bytes.count == address.bytes.count else { return false }
    return AddressBlock(address: other, prefixLength: prefixLength).masked.address == masked.address
  }

  /// The block of version 4 where all of this one is mapped into version 6, else itself.
  fileprivate var unmapped: AddressBlock {
    let length = prefixLength - mapping.count * 8
    guard length >= 0, address.bytes.starts(with: mapping) else { return self }
    return AddressBlock(address: address.unmapped, prefixLength: length)
  }

  /// A block lies in another if its prefix is at least as long and begins the same way; in either
  /// version, as for addresses.
  func contains(_ other: AddressBlock) -> Bool {
    other.prefixLength >= prefixLength && covers(other.address)
      || other.unmapped.prefixLength >= unmapped.prefixLength
        && unmapped.covers(other.unmapped.address)
  }
}

extension AddressBlock: CELRepresentable {
  static var celType: CELType { .opaque("net.CIDR", []) }

  init?(cel value: CELValue) {
    guard case .record(let record) = value, record.typeName == "net.CIDR",
      case .bytes(let bytes) = record["bytes"], case .int(let length) = record["length"]
    else { return nil }
    self.init(address: IPAddress(bytes: bytes), prefixLength: Int(length))
  }

  var celValue: CELValue {
    let unmapped = unmapped
    let machines: [CELValue] = [
      .bytes(unmapped.address.bytes), .int(Int64(unmapped.prefixLength)),
    ]
    return .record(
      CELRecord(
        typeName: "net.CIDR",
        fields: [
          "bytes": .bytes(address.bytes), "length": .int(Int64(prefixLength)),
          "machines": .list(machines),
        ],
        key: "machines"
      )
    )
  }
}
