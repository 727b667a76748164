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
    let digits = Array(hexadecimal(high) + hexadecimal(low))
    let groups = [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20..<32]]
    return groups.map { String($0) }.joined(separator: "-")
  }

  /// That many hexadecimal digits, for what is opaque and long.
  mutating func digits(_ count: Int) -> String {
    var digits = ""
    while digits.count < count { digits += hexadecimal(numbers.next()) }
    return String(digits.prefix(count))
  }

  /// A number from 0 to less than 1.
  mutating func fraction() -> Double {
    Double(numbers.next() >> 11) / 0x1p53
  }

  private func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
