package import FieldCoding

/// A point in time in whole milliseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Hashable, Sendable, Comparable {
  /// Milliseconds since the Unix epoch.
  package let milliseconds: Int64

  /// Makes a point in time.
  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// Orders by time.
  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The time that much later; stays at the ends of the range instead of overflowing.
  package static func + (time: Timestamp, milliseconds: Milliseconds) -> Timestamp {
    let (sum, overflows) = time.milliseconds.addingReportingOverflow(milliseconds.count)
    return Timestamp(milliseconds: overflows ? (milliseconds.count < 0 ? .min : .max) : sum)
  }

  /// How much later the left time is.
  package static func - (left: Timestamp, right: Timestamp) -> Milliseconds {
    let (difference, overflows) = left.milliseconds.subtractingReportingOverflow(
      right.milliseconds
    )
    return Milliseconds(overflows ? (left < right ? .min : .max) : difference)
  }
}

extension Timestamp: FieldWrapper {
  /// Milliseconds since 1970.
  package var stored: Int64 { milliseconds }

  /// Reads the number of milliseconds.
  package init(stored: Int64) { self.init(milliseconds: stored) }

  /// Appends the number of milliseconds, or how far it is from the moment that it is seen from.
  package func write(to output: inout FieldOutput) throws(FieldFailure) {
    (output.likeness?.distance(to: milliseconds) ?? milliseconds).write(to: &output)
  }
}

/// A length of time in whole milliseconds: the engine's only unit.
package struct Milliseconds: Hashable, Sendable, Comparable {
  /// How many.
  package let count: Int64

  /// Makes a length of time.
  package init(_ count: Int64) {
    self.count = count
  }

  /// Makes a length of time of that many seconds; at most the range holds.
  package static func seconds(_ seconds: Int) -> Milliseconds {
    let (product, overflows) = Int64(seconds).multipliedReportingOverflow(by: 1000)
    return Milliseconds(overflows ? (seconds < 0 ? .min : .max) : product)
  }

  /// The whole milliseconds of a length of time.
  package init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self = .seconds(Int(seconds)) + Milliseconds(attoseconds / 1_000_000_000_000_000)
  }

  /// Whole seconds, rounded up, as the service counts them.
  package var secondsRoundedUp: Int {
    Int(count / 1000) + (count % 1000 > 0 ? 1 : 0)
  }

  /// Orders by length.
  package static func < (left: Milliseconds, right: Milliseconds) -> Bool {
    left.count < right.count
  }

  /// The sum; stays at the ends of the range instead of overflowing.
  package static func + (left: Milliseconds, right: Milliseconds) -> Milliseconds {
    let (sum, overflows) = left.count.addingReportingOverflow(right.count)
    return Milliseconds(overflows ? (left.count < 0 ? .min : .max) : sum)
  }
}

extension Milliseconds: FieldWrapper {
  /// How many.
  package var stored: Int64 { count }

  /// Reads the number.
  package init(stored: Int64) { self.init(stored) }
}

extension Duration {
  /// As long as that many milliseconds, and never negative.
  package init(_ milliseconds: Milliseconds) {
    self = .milliseconds(max(0, milliseconds.count))
  }
}
