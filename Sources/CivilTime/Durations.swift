/// How a length of time may be written.
package enum DurationForm: Sendable {
  /// As CEL has it: with a sign, units from `h` to `ns` in any order and repeated (cel-spec,
  /// "Durations"; Go's `ParseDuration`).
  case cel
  /// As authors of flows and caller scripts write it: `h`, `m`, `s` and `ms`, each at most once
  /// and the largest first, so that `30s1m` is seen as the slip it is.
  case descending
}

/// Reads a length of time in nanoseconds: numbers, each with its unit, such as `1h30m` or `1.5s`.
///
/// Returns nil for anything else, and for what 64 bits of nanoseconds do not hold (292 years).
package func readDuration(_ text: String, _ form: DurationForm) -> Int64? {
  var scanner = DigitScanner(text)
  let isSigned =
    switch form {
    case .cel: true
    case .descending: false
    }
  let isNegative = isSigned && scanner.consumeSign() == "-"
  // Go's one length without a unit.
  if isSigned, scanner.rest == "0" { return 0 }
  guard !scanner.isAtEnd else { return nil }
  var total: Int64 = 0
  var last = Int64.max
  while !scanner.isAtEnd {
    guard let part = scanner.durationPart(isNegative: isNegative, form) else { return nil }
    guard isSigned || part.unit < last else { return nil }
    last = part.unit
    let (sum, overflows) = total.addingReportingOverflow(part.nanoseconds)
    guard !overflows else { return nil }
    total = sum
  }
  return total
}

extension DigitScanner {
  /// A number with its unit, in nanoseconds.
  ///
  /// A negative one is added up from negative digits, for the least number of 64 bits has no
  /// positive one.
  fileprivate mutating func durationPart(
    isNegative: Bool,
    _ form: DurationForm
  ) -> (nanoseconds: Int64, unit: Int64)? {
    var whole: Int64 = 0
    var count = 0
    while let digit = digit() {
      let (scaled, isTooLong) = whole.multipliedReportingOverflow(by: 10)
      let (sum, overflows) = scaled.addingReportingOverflow(isNegative ? -digit : digit)
      guard !isTooLong, !overflows else { return nil }
      whole = sum
      count += 1
    }
    var fraction: [Int64] = []
    if consume(".") {
      while let digit = digit() { fraction.append(digit) }
    }
    guard count + fraction.count > 0, let unit = unit(form) else { return nil }
    let (scaled, overflows) = whole.multipliedReportingOverflow(by: unit)
    let rest = share(of: unit, fraction)
    let (sum, isTooLong) = scaled.addingReportingOverflow(isNegative ? -rest : rest)
    return overflows || isTooLong ? nil : (sum, unit)
  }

  /// The part of a unit that digits after the point mean; what is finer than a nanosecond is
  /// dropped.
  private func share(of unit: Int64, _ digits: [Int64]) -> Int64 {
    var rest: Int64 = 0
    var scale = unit
    // An hour has 13 digits of nanoseconds: those after it add nothing.
    for digit in digits.prefix(18) {
      rest += scale * digit / 10
      scale /= 10
    }
    return rest
  }

  private mutating func unit(_ form: DurationForm) -> Int64? {
    // `ms` before `m`: the first that fits is taken.
    if consume("ms") { return 1_000_000 }
    if consume("h") { return 3_600_000_000_000 }
    if consume("m") { return 60_000_000_000 }
    if consume("s") { return 1_000_000_000 }
    switch form {
    case .descending: return nil
    case .cel:
      if consume("ns") { return 1 }
      // Both the micro sign and the Greek letter, as Go reads them.
      return consume("us") || consume("µs") || consume("μs") ? 1_000 : nil
    }
  }
}
