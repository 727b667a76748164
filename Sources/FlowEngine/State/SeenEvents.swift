import CallModel
import FieldCoding
import JSON

/// The delivered events that are remembered, so that a second delivery is known.
///
/// Of each event 48 bits of a digest of its id are kept, the oldest first, in six bytes each: ids
/// are long, and the state is stored after every input.
struct SeenEvents: Hashable, Sendable {
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

  /// FNV-1a, folded to 48 bits: the same on every machine, unlike Swift's hashes.
  private static func digest(_ id: EventID) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in id.rawValue.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    return (hash ^ (hash >> 48)) & 0xffff_ffff_ffff
  }
}

extension SeenEvents: FieldValue {
  /// Appends the digests, the lowest byte of each first.
  func write(to output: inout FieldOutput) {
    for digest in digests {
      for byte in 0..<UInt64(Self.bytes) {
        output.append(byte: UInt8(truncatingIfNeeded: digest >> (byte * 8)))
      }
    }
  }

  /// Reads digests.
  static func read(from input: inout FieldInput) throws(FieldFailure) -> SeenEvents {
    var seen = SeenEvents()
    while !input.isAtEnd {
      var digest: UInt64 = 0
      for byte in 0..<UInt64(bytes) { digest |= UInt64(try input.byte()) << (byte * 8) }
      seen.digests.append(digest)
    }
    return seen
  }

  /// How many are remembered.
  var readableJSON: JSONValue { .string("\(digests.count) events") }

  private static let bytes = 6
}
