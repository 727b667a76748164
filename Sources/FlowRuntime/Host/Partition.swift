package import CallModel

/// One of 256 shares of all calls, which a call belongs to by the first byte of its id.
///
/// A partition is the least that can be given to another core or another process.
package struct Partition: Hashable, Sendable {
  /// Its number.
  package let number: UInt8

  /// All partitions there are.
  package static let all = Set((0...UInt8.max).map { Partition(number: $0) })

  /// Makes the partition of a number.
  package init(number: UInt8) {
    self.number = number
  }

  /// The partition of a call.
  ///
  /// Ids are hexadecimal (`CallID.isWellFormed`); one that is not belongs somewhere all the same, and
  /// always there.
  package init(of id: CallID) {
    let digits = id.rawValue.prefix(2)
    number = UInt8(digits, radix: 16) ?? digits.utf8.reduce(0) { $0 &* 31 &+ $1 }
  }
}

extension Set<Partition> {
  /// Whether a call belongs to one of them.
  package func contain(_ id: CallID) -> Bool { contains(Partition(of: id)) }
}
