internal import Foundation

/// A source of random numbers that a seed makes repeatable (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  /// What it began with, to be printed by a test that fails.
  package let seed: UInt64
  private var state: UInt64

  /// Makes a generator; without a seed it takes the environment's `TEST_SEED`, or 1.
  package init(seed: UInt64? = nil) {
    let given = ProcessInfo.processInfo.environment["TEST_SEED"].flatMap { UInt64($0) }
    self.seed = seed ?? given ?? 1
    self.state = self.seed
  }

  /// The next number.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
