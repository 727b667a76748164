import CallModel

/// The delivered events that are remembered, so that a second delivery is known.
///
/// Of each event 48 bits of a digest of its id are kept, the oldest first, written as one text of
/// twelve hexadecimal digits each: ids are long, and the state is stored after every input.
struct SeenEvents: Hashable, Sendable, Codable {
  private var digests: [UInt64] = []

  /// Makes an empty memory.
  init() {}

  /// Whether the event was seen.
  func contains(_ id: EventID) -> Bool {
    digests.contains(Self.digest(id))
  }

  /// Remembers an event, and forgets the oldest where there are too many.
  mutating func remember(_ id: EventID) {
    if digests.count >= EngineLimits.rememberedEvents { digests.removeFirst() }
    digests.append(Self.digest(id))
  }

  /// Reads the text.
  init(from decoder: any Decoder) throws {
    let text = Array(try decoder.singleValueContainer().decode(String.self).utf8)
    var index = 0
    while index + Self.digits <= text.count {
      let part = String(decoding: text[index..<(index + Self.digits)], as: UTF8.self)
      guard let digest = UInt64(part, radix: 16) else {
        throw DecodingError.dataCorrupted(
          DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "no digest")
        )
      }
      digests.append(digest)
      index += Self.digits
    }
  }

  /// Writes the text.
  func encode(to encoder: any Encoder) throws {
    var text = ""
    for digest in digests {
      let digits = String(digest, radix: 16)
      text += String(repeating: "0", count: max(0, Self.digits - digits.utf8.count)) + digits
    }
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  private static let digits = 12

  /// FNV-1a, folded to 48 bits: the same on every machine, unlike Swift's hashes.
  private static func digest(_ id: EventID) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in id.rawValue.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    return (hash ^ (hash >> 48)) & 0xffff_ffff_ffff
  }
}
