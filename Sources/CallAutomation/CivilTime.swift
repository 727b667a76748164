package import CallModel

/// A time of the Gregorian calendar in UTC, as HTTP dates and events spell it.
package struct CivilTime: Hashable, Sendable {
  /// The year.
  package let year: Int
  /// The month, from 1.
  package let month: Int
  /// The day of the month, from 1.
  package let day: Int
  /// The millisecond of the day, from 0.
  package let millisecondOfDay: Int
  /// Days since 1970-01-01.
  private let days: Int

  /// The time of a timestamp.
  ///
  /// The algorithm counts in eras of 400 years that begin with March, where a leap day is the last
  /// of its year.
  package init(_ time: Timestamp) {
    let millisecondsADay = 86_400_000
    let milliseconds = Int(time.milliseconds)
    let remainder = milliseconds % millisecondsADay
    millisecondOfDay = remainder < 0 ? remainder + millisecondsADay : remainder
    days = milliseconds / millisecondsADay - (remainder < 0 ? 1 : 0)

    let shifted = days + Self.daysFromMarchOfYearZero
    let era = (shifted >= 0 ? shifted : shifted - (Self.daysOfEra - 1)) / Self.daysOfEra
    let dayOfEra = shifted - era * Self.daysOfEra
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / (Self.daysOfEra - 1)) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days from 1970-01-01 to a date; nil for a date that no calendar has, or of before the year 1
  /// or after 9999.
  package static func days(year: Int, month: Int, day: Int) -> Int? {
    guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else {
      return nil
    }
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * daysOfEra + dayOfEra - daysFromMarchOfYearZero
    let back = CivilTime(Timestamp(milliseconds: Int64(days) * 86_400_000))
    return back.day == day && back.month == month ? days : nil
  }

  private static let daysOfEra = 146_097
  private static let daysFromMarchOfYearZero = 719_468
}

extension CivilTime {
  /// As an HTTP date, to the second: `Mon, 02 Mar 2026 09:05:07 GMT` (RFC 9110, IMF-fixdate).
  package var httpDate: String {
    let weekday = Self.weekdays[((days % 7) + 10) % 7]
    let date = "\(Self.padded(day, 2)) \(Self.months[month - 1]) \(Self.padded(year, 4))"
    return "\(weekday), \(date) \(clock) GMT"
  }

  /// As an event's time in UTC, to the millisecond: `2026-03-02T09:05:07.159` without a zone.
  package var isoDateTime: String {
    let date = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    return "\(date)T\(clock).\(Self.padded(millisecondOfDay % 1000, 3))"
  }

  private var clock: String {
    let seconds = millisecondOfDay / 1000
    let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60]
    return parts.map { Self.padded($0, 2) }.joined(separator: ":")
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  fileprivate static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}

extension Timestamp {
  /// Reads an IMF-fixdate; nil for any other text.
  ///
  /// The weekday is not compared with the date.
  package init?(httpDate text: String) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[5] == "GMT", parts[0].last == ",",
      let day = Int(parts[1]), let month = CivilTime.months.firstIndex(of: String(parts[2])),
      let year = Int(parts[3]),
      let days = CivilTime.days(year: year, month: month + 1, day: day),
      let seconds = secondOfDay(parts[4])
    else { return nil }
    self.init(milliseconds: (Int64(days) * 86_400 + Int64(seconds)) * 1000)
  }

  /// Reads a date and time as events have it (RFC 3339), dropping what is finer than a
  /// millisecond; nil for any other text.
  package init?(isoDateTime text: String) {
    let text = text.uppercased()
    let halves = text.split(separator: "T", omittingEmptySubsequences: false)
    guard halves.count == 2 else { return nil }
    let date = halves[0].split(separator: "-", omittingEmptySubsequences: false)
    guard date.count == 3, let year = Int(date[0]), let month = Int(date[1]),
      let day = Int(date[2]), let days = CivilTime.days(year: year, month: month, day: day),
      let zoneStart = halves[1].firstIndex(where: { "Z+-".contains($0) }),
      let zoneMinutes = zoneMinutes(halves[1][zoneStart...])
    else { return nil }
    let clock = halves[1][..<zoneStart].split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(clock.count), let seconds = secondOfDay(clock[0]) else { return nil }
    let fraction = clock.count == 2 ? String(clock[1].prefix(3)) : "0"
    guard let milliseconds = Int64(fraction + String(repeating: "0", count: 3 - fraction.count)),
      milliseconds >= 0
    else { return nil }
    let minutes = Int64(days) * 1440 - Int64(zoneMinutes)
    self.init(milliseconds: (minutes * 60 + Int64(seconds)) * 1000 + milliseconds)
  }
}

/// The second of the day of `09:05:07`; a leap second counts as the one before.
private func secondOfDay(_ text: Substring) -> Int? {
  let parts = text.split(separator: ":", omittingEmptySubsequences: false)
  guard parts.count == 3, parts.allSatisfy({ $0.utf8.count == 2 }),
    let hour = Int(parts[0]), let minute = Int(parts[1]), let second = Int(parts[2]),
    (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
  else { return nil }
  return hour * 3600 + minute * 60 + min(second, 59)
}

/// The minutes east of Greenwich of `Z`, `+01:00` or `-05:30`.
private func zoneMinutes(_ text: Substring) -> Int? {
  if text == "Z" { return 0 }
  let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
  guard parts.count == 2, let hours = Int(parts[0]), let minutes = Int(parts[1]),
    (0...23).contains(hours), (0...59).contains(minutes)
  else { return nil }
  let sum = hours * 60 + minutes
  return text.first == "-" ? -sum : sum
}
