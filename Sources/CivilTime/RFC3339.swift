/// What becomes of what an RFC 3339 text says beyond what we count in: digits after the ninth of a
/// second, and a leap second.
package enum ExcessPrecision: Sendable {
  /// The text is no time: CEL's times are exact, and have no leap seconds (cel-spec, "Timestamps").
  case refused
  /// The digits are dropped, and the leap second counts as the one before it: what the service
  /// sends is taken as it comes.
  case dropped
}

/// Reads a time of RFC 3339: `2009-02-13T23:31:30.5Z`, or with an offset such as `+01:00`.
///
/// Returns nil for anything else. Years are 0 to 9999 where they are written; in UTC a time can lie
/// up to a day outside.
package func readRFC3339(
  _ text: String,
  excess: ExcessPrecision
) -> (secondsSince1970: Int64, nanoseconds: Int64)? {
  var scanner = DigitScanner(text)
  guard let date = scanner.date(), scanner.consume("T") || scanner.consume("t"),
    let secondOfDay = scanner.secondOfDay(excess)
  else { return nil }
  var nanoseconds: Int64 = 0
  if scanner.consume(".") {
    guard let fraction = scanner.fraction(excess) else { return nil }
    nanoseconds = fraction
  }
  guard let offset = scanner.offsetSeconds(), scanner.isAtEnd else { return nil }
  return (date.daysSince1970 * 86_400 + Int64(secondOfDay - offset), nanoseconds)
}

/// Reads an offset from UTC in seconds: `+11:00`, and without a sign `02:00` (cel-spec,
/// "Timestamps": a fixed offset in place of a zone).
package func readUTCOffset(_ text: String) -> Int? {
  var scanner = DigitScanner(text)
  let isNegative = scanner.consumeSign() == "-"
  guard let offset = scanner.hoursAndMinutes(), scanner.isAtEnd else { return nil }
  return isNegative ? -offset : offset
}

/// Nanoseconds of a second as digits with their point, without zeros at the end; empty for none.
package func fractionText(_ nanoseconds: Int64) -> String {
  guard nanoseconds != 0 else { return "" }
  var digits = padded(Int(nanoseconds), 9)
  while digits.hasSuffix("0") { digits.removeLast() }
  return "." + digits
}

extension DigitScanner {
  fileprivate mutating func date() -> CivilDate? {
    guard let year = number(digits: 4), consume("-"), let month = number(digits: 2), consume("-"),
      let day = number(digits: 2)
    else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  fileprivate mutating func secondOfDay(_ excess: ExcessPrecision) -> Int? {
    guard let hour = number(digits: 2), hour <= 23, consume(":"),
      let minute = number(digits: 2), minute <= 59, consume(":"), let second = number(digits: 2)
    else { return nil }
    switch excess {
    case .refused: guard second <= 59 else { return nil }
    case .dropped: guard second <= 60 else { return nil }
    }
    return hour * 3_600 + minute * 60 + min(second, 59)
  }

  /// Nanoseconds from digits after the point; nil for none, and where there are too many.
  fileprivate mutating func fraction(_ excess: ExcessPrecision) -> Int64? {
    var nanoseconds: Int64 = 0
    var scale: Int64 = 100_000_000
    var count = 0
    while let digit = digit() {
      nanoseconds += digit * scale
      scale /= 10
      count += 1
    }
    switch excess {
    case .refused: return (1...9).contains(count) ? nanoseconds : nil
    case .dropped: return count > 0 ? nanoseconds : nil
    }
  }

  /// `Z`, or a sign, hours and minutes.
  fileprivate mutating func offsetSeconds() -> Int? {
    if consume("Z") || consume("z") { return 0 }
    guard let sign = consumeSign(), let offset = hoursAndMinutes() else { return nil }
    return sign == "-" ? -offset : offset
  }

  fileprivate mutating func hoursAndMinutes() -> Int? {
    guard let hours = number(digits: 2), hours <= 23, consume(":"),
      let minutes = number(digits: 2), minutes <= 59
    else { return nil }
    return hours * 3_600 + minutes * 60
  }
}
