/// Numbers of rows, kept as bits: a few bytes for each eight that are near one another.
struct NumberSet {
  private static let wordBits = 64
  private static let blockWords = 64

  private var blocks: [Int64: [UInt64]] = [:]

  /// Puts a number in.
  mutating func insert(_ number: Int64) {
    let (block, word, bit) = Self.place(of: number)
    blocks[block, default: Array(repeating: 0, count: Self.blockWords)][word] |= bit
  }

  /// Whether a number was put in.
  func contains(_ number: Int64) -> Bool {
    let (block, word, bit) = Self.place(of: number)
    return (blocks[block]?[word] ?? 0) & bit != 0
  }

  private static func place(of number: Int64) -> (block: Int64, word: Int, bit: UInt64) {
    let within = Int(UInt64(bitPattern: number) % UInt64(wordBits * blockWords))
    return (number >> 12, within / wordBits, 1 << UInt64(within % wordBits))
  }
}
