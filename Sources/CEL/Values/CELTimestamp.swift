internal import CivilTime

/// A point in time between the years 1 and 9999, to the nanosecond.
package struct CELTimestamp: Hashable, Sendable, Comparable {
  /// Whole seconds since 1970-01-01T00:00:00Z.
  package let seconds: Int64
  /// Nanoseconds after that second, from 0 to 999,999,999.
  package let nanoseconds: Int32

  /// The first second of the year 1.
  static let firstSecond: Int64 = -62_135_596_800
  /// The last second of the year 9999.
  static let lastSecond: Int64 = 253_402_300_799
  static let nanosecondsPerSecond: Int64 = 1_000_000_000

  /// Makes a point in time, or nil if it lies outside the years 1 to 9999.
  package init?(seconds: Int64, nanoseconds: Int64 = 0) {
    let (carried, rest) = nanoseconds.dividedDown(by: Self.nanosecondsPerSecond)
    let (whole, overflow) = seconds.addingReportingOverflow(carried)
    guard !overflow, whole >= Self.firstSecond, whole <= Self.lastSecond else { return nil }
    self.seconds = whole
    self.nanoseconds = Int32(truncatingIfNeeded: rest)
  }

  /// Makes a point in time from milliseconds since 1970, or nil if it lies outside the years.
  package init?(millisecondsSince1970 milliseconds: Int64) {
    let (seconds, rest) = milliseconds.dividedDown(by: 1_000)
    self.init(seconds: seconds, nanoseconds: rest * 1_000_000)
  }

  /// Whole milliseconds since 1970, rounded down.
  package var millisecondsSince1970: Int64 {
    seconds * 1_000 + Int64(nanoseconds) / 1_000_000
  }

  /// Orders by time.
  package static func < (left: CELTimestamp, right: CELTimestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// The time that much later, or nil outside the years.
  func adding(_ duration: CELDuration) -> CELTimestamp? {
    let (whole, rest) = duration.nanoseconds.dividedDown(by: Self.nanosecondsPerSecond)
    return CELTimestamp(seconds: seconds + whole, nanoseconds: Int64(nanoseconds) + rest)
  }

  /// The time that much earlier, or nil outside the years.
  func subtracting(_ duration: CELDuration) -> CELTimestamp? {
    let (whole, rest) = duration.nanoseconds.dividedDown(by: Self.nanosecondsPerSecond)
    return CELTimestamp(seconds: seconds - whole, nanoseconds: Int64(nanoseconds) - rest)
  }

  /// How much later this is than the other, or nil if a duration cannot say it.
  func subtracting(_ other: CELTimestamp) -> CELDuration? {
    let seconds = self.seconds - other.seconds
    let (scaled, isTooLong) = seconds.multipliedReportingOverflow(by: Self.nanosecondsPerSecond)
    let rest = Int64(nanoseconds) - Int64(other.nanoseconds)
    let (sum, overflows) = scaled.addingReportingOverflow(rest)
    return isTooLong || overflows ? nil : CELDuration(nanoseconds: sum)
  }
}

/// A length of time: one 64-bit count of nanoseconds, a little over 292 years either way.
package struct CELDuration: Hashable, Sendable, Comparable {
  /// The whole of it.
  package let nanoseconds: Int64

  /// Makes a duration.
  package init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Makes a duration from milliseconds, or nil if it is too long.
  package init?(milliseconds: Int64) {
    let (scaled, overflows) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    guard !overflows else { return nil }
    nanoseconds = scaled
  }

  /// Whole milliseconds, without the rest.
  package var milliseconds: Int64 { nanoseconds / 1_000_000 }

  /// Orders by length.
  package static func < (left: CELDuration, right: CELDuration) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}
