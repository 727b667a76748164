/// A date of the proleptic Gregorian calendar: today's rules, also for the years before 1582, as
/// RFC 3339 and CEL have it.
package struct CivilDate: Hashable, Sendable, Comparable {
  /// The year; 0 is the one before the year 1.
  package let year: Int
  /// The month, from 1.
  package let month: Int
  /// The day of the month, from 1.
  package let day: Int
  /// Days since 1970-01-01.
  package let daysSince1970: Int64

  /// The date so many days after 1970-01-01; every number of days has one.
  ///
  /// After Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms": years are counted from
  /// 1 March, so that a leap day is the last of its year, in eras of 400 years, which are all
  /// equally long.
  package init(daysSince1970 days: Int64) {
    daysSince1970 = days
    // The era is taken out before the days to 1970 are added: the sum of both could overflow.
    let (eras, rest) = days.dividedDown(by: Self.daysOfEra)
    let (carried, dayOfEra) = (rest + Self.daysToEpoch).dividedDown(by: Self.daysOfEra)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / (Self.daysOfEra - 1)) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
    year = Int(yearOfEra + (eras + carried) * 400) + (month <= 2 ? 1 : 0)
  }

  /// A date as it is written; nil for one that the calendar does not have, and outside the years
  /// 0 to 9999, the four digits of RFC 3339.
  package init?(year: Int, month: Int, day: Int) {
    guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.days(in: month, of: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    // Of 1 January and 1 February, year and era are those of the March before: 400 years more
    // keep all of it from becoming negative in the year 0.
    let shifted = Int64((month <= 2 ? year - 1 : year) + 400)
    let dayOfYear = Int64((153 * ((month + 9) % 12) + 2) / 5 + day - 1)
    let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear
    daysSince1970 = days - Self.daysOfEra - Self.daysToEpoch
  }

  /// The day of the week, from 0 for Sunday.
  package var weekday: Int {
    // 1970-01-01 was a Thursday. The remainder comes first: adding could overflow.
    Int((daysSince1970.dividedDown(by: 7).remainder + 4) % 7)
  }

  /// The day of the year, from 0.
  package var dayOfYear: Int {
    (1..<month).reduce(day - 1) { $0 + Self.days(in: $1, of: year) }
  }

  /// Whether a year has a 29 February.
  package static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }

  /// How many days a month from 1 to 12 has.
  package static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: isLeap(year) ? 29 : 28
    default: 31
    }
  }

  /// Orders by time.
  package static func < (left: CivilDate, right: CivilDate) -> Bool {
    left.daysSince1970 < right.daysSince1970
  }

  private static let daysOfEra: Int64 = 146_097
  /// The days from 0000-03-01 to 1970-01-01.
  private static let daysToEpoch: Int64 = 719_468
}

extension Int64 {
  /// Division that rounds down, with a remainder that is not negative, so that times before 1970
  /// fall on the right day; the divisor is positive.
  package func dividedDown(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
