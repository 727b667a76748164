/// A date and a time of day, without a zone.
package struct CivilDateTime: Hashable, Sendable {
  /// The date.
  package let date: CivilDate
  /// The second of the day, from 0 to 86,399.
  package let secondOfDay: Int

  /// The date and time of day of a number of seconds since 1970-01-01T00:00:00, in UTC or, with a
  /// zone's offset added, in that zone; every number has one.
  package init(secondsSince1970 seconds: Int64) {
    let (days, rest) = seconds.dividedDown(by: 86_400)
    date = CivilDate(daysSince1970: days)
    secondOfDay = Int(rest)
  }

  /// The hour, from 0.
  package var hour: Int { secondOfDay / 3_600 }
  /// The minute of the hour, from 0.
  package var minute: Int { secondOfDay / 60 % 60 }
  /// The second of the minute, from 0.
  package var second: Int { secondOfDay % 60 }

  /// `2026-03-02T09:05:07`, without a zone.
  package var text: String {
    let day = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    return "\(day)T\(clock)"
  }

  /// `09:05:07`.
  var clock: String { "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))" }
}

/// A number with zeros before it.
func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
