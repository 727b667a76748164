// The extension `network` of Kubernetes and cel-go; host names are never looked up, for expressions
// do no IO.
/// Internet addresses and blocks of them.
let networkFunctions: [CELFunction] = [
  CELFunction(
    "ip",
    "An address from its text, or the address of a block.",
    example: .init("string(ip('2001:DB8::1'))", "'2001:db8::1'"),
    .of(canFail: true) { (text: String) throws(CELFailure) in try readAddress(text) },
    .of(member: true) { (block: AddressBlock) in block.address }
  ),
  CELFunction(
    "isIP",
    "Whether the text is an address.",
    example: .init("isIP('10.0.0.256')", "false"),
    .of { (text: String) in IPAddress(text) != nil }
  ),
  CELFunction(
    "ip.isCanonical",
    "Whether the address is written in its shortest form; fails for what is no address.",
    example: .init("ip.isCanonical('2001:DB8::68')", "false"),
    .of(canFail: true) { (text: String) throws(CELFailure) in
      // Compared as text: `2001:DB8::1` is an address, but not as RFC 5952 writes it.
      try readAddress(text).text == text
    }
  ),
  CELFunction(
    "family",
    "4 or 6.",
    example: .init("ip('127.0.0.1').family()", "4"),
    .of(member: true) { (address: IPAddress) in Int64(address.bytes.count == 4 ? 4 : 6) }
  ),
  predicate("isUnspecified", "Whether the address is all zeros.", "0.0.0.0") {
    $0.isUnspecified
  },
  predicate("isLoopback", "Whether the address is the machine itself.", "127.0.0.1") {
    $0.isLoopback
  },
  predicate("isGlobalUnicast", "Whether the address names one machine anywhere.", "8.8.8.8") {
    $0.isGlobalUnicast
  },
  predicate(
    "isLinkLocalMulticast",
    "Whether the address names a group on the same link.",
    "224.0.0.1"
  ) { $0.isLinkLocalMulticast },
  predicate(
    "isLinkLocalUnicast",
    "Whether the address names one machine on the same link.",
    "169.254.1.1"
  ) { $0.isLinkLocalUnicast },
  CELFunction(
    "cidr",
    "A block of addresses from its text.",
    example: .init("string(cidr('10.0.0.0/8'))", "'10.0.0.0/8'"),
    .of(canFail: true) { (text: String) throws(CELFailure) in try readBlock(text) }
  ),
  CELFunction(
    "isCIDR",
    "Whether the text is a block of addresses.",
    example: .init("isCIDR('10.0.0.0/33')", "false"),
    .of { (text: String) in AddressBlock(text) != nil }
  ),
  CELFunction(
    "containsIP",
    "Whether the address lies in the block.",
    example: .init("cidr('10.0.0.0/8').containsIP('10.1.2.3')", "true"),
    .of(member: true) { (block: AddressBlock, address: IPAddress) in block.contains(address) },
    .of(member: true, canFail: true) { (block: AddressBlock, text: String) throws(CELFailure) in
      block.contains(try readAddress(text))
    }
  ),
  CELFunction(
    "containsCIDR",
    "Whether the other block lies in the block.",
    example: .init("cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')", "true"),
    .of(member: true) { (block: AddressBlock, other: AddressBlock) in block.contains(other) },
    .of(member: true, canFail: true) { (block: AddressBlock, text: String) throws(CELFailure) in
      block.contains(try readBlock(text))
    }
  ),
  CELFunction(
    "prefixLength",
    "How many bits all addresses of the block share.",
    example: .init("cidr('10.0.0.0/8').prefixLength()", "8"),
    .of(member: true) { (block: AddressBlock) in Int64(block.prefixLength) }
  ),
  CELFunction(
    "masked",
    "The block with all bits after its prefix zero.",
    example: .init("string(cidr('10.1.2.3/8').masked())", "'10.0.0.0/8'"),
    .of(member: true) { (block: AddressBlock) in block.masked }
  ),
  CELFunction(
    "string",
    "The value as a text.",
    .of { (address: IPAddress) in address.text },
    .of { (block: AddressBlock) in "\(block.address.text)/\(block.prefixLength)" }
  ),
]

private func predicate(
  _ name: String,
  _ documentation: String,
  _ example: String,
  _ holds: @escaping @Sendable (IPAddress) -> Bool
) -> CELFunction {
  CELFunction(
    name,
    documentation,
    example: .init("ip('\(example)').\(name)()", "true"),
    .of(member: true) { (address: IPAddress) in holds(address) }
  )
}

private func readAddress(_ text: String) throws(CELFailure) -> IPAddress {
  guard let address = IPAddress(text) else {
    throw CELFailure(.malformedValue, "this text is no IP address")
  }
  return address
}

private func readBlock(_ text: String) throws(CELFailure) -> AddressBlock {
  guard let block = AddressBlock(text) else {
    throw CELFailure(.malformedValue, "this text is no block of IP addresses")
  }
  return block
}
