import CivilTime
import TestSupport
import Testing

@Suite struct DurationTests {
  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
  ]

  @Test func `random numbers with units, the largest first, are their sum in both forms`() {
    var random = SeededGenerator()
    for _ in 0..<1_000 {
      let parts = random.some(Self.units, atLeast: 1).map { ($0, Int64(random.below(100_000))) }
      let text = parts.map { "\($1)\($0.name)" }.joined()
      let sum = parts.reduce(0) { $0 + $1.0.nanoseconds * $1.1 }
      #expect(readDuration(text, .cel) == sum, "\(text), seed \(random.seed)")
      #expect(readDuration(text, .descending) == sum, "\(text), seed \(random.seed)")
      #expect(readDuration("-" + text, .cel) == -sum, "\(text), seed \(random.seed)")
    }
  }

  @Test(
    arguments: [
      ("1.5s", 1_500_000_000), ("0.1h", 360_000_000_000), (".5m", 30_000_000_000),
      ("5.s", 5_000_000_000), ("0.0001ms", 100), ("0s", 0), ("2562047h", 9_223_369_200_000_000_000),
    ] as [(String, Int64)]
  )
  func `fractions are of the unit after them`(text: String, nanoseconds: Int64) {
    #expect(readDuration(text, .descending) == nanoseconds)
    #expect(readDuration(text, .cel) == nanoseconds)
  }

  @Test(arguments: [
    ("9223372036854775807ns", Int64.max), ("-9223372036854775808ns", .min), ("0", 0), ("-0", 0),
    ("+1us", 1_000), ("1µs", 1_000), ("1μs", 1_000), ("1s1h1s", 3_602_000_000_000),
  ])
  func `CEL has signs, finer units and any order`(text: String, nanoseconds: Int64) {
    #expect(readDuration(text, .cel) == nanoseconds)
    #expect(readDuration(text, .descending) == nil)
  }

  @Test(arguments: [
    "", "s", ".s", "1", "1.2.3s", "1x", "1 s", "s1", "1s ", "１s", "2562048h",
    "99999999999999999999s",
    "9223372036854775807ms", "9223372036854.775808s1ms1h",
  ])
  func `what is no length of time, or too long, is nil`(text: String) {
    #expect(readDuration(text, .cel) == nil)
    #expect(readDuration(text, .descending) == nil)
  }
}
