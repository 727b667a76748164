/// Draws the service's ids from a seed, so that a run can be repeated.
struct SeededIDs: Hashable, Sendable {
  private var numbers: SeededNumbers

  init(seed: UInt64) {
    numbers = SeededNumbers(seed: seed)
  }

  /// The next UUID of version 4.
  mutating func uuid() -> String {
    let high = numbers.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = numbers.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for (place, digit) in (hexadecimal(high) + hexadecimal(low)).enumerated() {
      switch place {
      case 8, 12, 16, 20: text.append(UInt8(ascii: "-"))
      default: break
      }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// That many hexadecimal digits, for what is opaque and long.
  mutating func digits(_ count: Int) -> String {
    var digits: [UInt8] = []
    while digits.count < count { digits += hexadecimal(numbers.next()) }
    return String(decoding: digits.prefix(count), as: UTF8.self)
  }

  /// A number from 0 to less than 1.
  mutating func fraction() -> Double {
    Double(numbers.next() >> 11) / 0x1p53
  }

  private func hexadecimal(_ number: UInt64) -> [UInt8] {
    (0..<16).map { place in
      let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * place) & 15)
      return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
  }
}
