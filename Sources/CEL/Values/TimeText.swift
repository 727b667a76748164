/// A date and time of day in the Gregorian calendar, without a zone.
struct CalendarTime: Hashable {
  let year: Int
  /// From 1.
  let month: Int
  /// From 1.
  let day: Int
  let hour: Int
  let minute: Int
  let second: Int
  /// From 0, Sunday.
  let dayOfWeek: Int
  /// From 0.
  let dayOfYear: Int

  /// The calendar's view of seconds since 1970.
  ///
  /// The algorithm counts days from 0000-03-01 in eras of 400 years, after Howard Hinnant's
  /// "chrono-Compatible Low-Level Date Algorithms".
  init(secondsSince1970 seconds: Int64) {
    let (days, timeOfDay) = seconds.dividedDown(by: 86_400)
    let shifted = Int(days) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfShiftedYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfShiftedYear + 2) / 153
    day = dayOfShiftedYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    hour = Int(timeOfDay) / 3_600
    minute = Int(timeOfDay) / 60 % 60
    second = Int(timeOfDay) % 60
    dayOfWeek = Int((days + 4).dividedDown(by: 7).remainder)
    dayOfYear = Int(days - daysSince1970(year: year, month: 1, day: 1))
  }
}

/// The days from 1970-01-01 to a date of the Gregorian calendar.
func daysSince1970(year: Int, month: Int, day: Int) -> Int64 {
  let year = month <= 2 ? year - 1 : year
  let era = (year >= 0 ? year : year - 399) / 400
  let yearOfEra = year - era * 400
  let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return Int64(era * 146_097 + dayOfEra - 719_468)
}

private func daysIn(month: Int, year: Int) -> Int {
  switch month {
  case 4, 6, 9, 11: 30
  case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  default: 31
  }
}

/// Reads RFC 3339: `2009-02-13T23:31:30.5Z`, or with an offset such as `+01:00`.
func readTimestamp(_ text: String) -> CELTimestamp? {
  var reader = TextReader(text)
  guard let year = reader.number(digits: 4), reader.take("-"),
    let month = reader.number(digits: 2), (1...12).contains(month), reader.take("-"),
    let day = reader.number(digits: 2), day >= 1, day <= daysIn(month: month, year: year),
    reader.take("T") || reader.take("t"),
    let hour = reader.number(digits: 2), hour <= 23, reader.take(":"),
    let minute = reader.number(digits: 2), minute <= 59, reader.take(":"),
    let second = reader.number(digits: 2), second <= 59
  else { return nil }
  var nanoseconds: Int64 = 0
  if reader.take(".") {
    guard let fraction = reader.fraction() else { return nil }
    nanoseconds = fraction
  }
  guard let offset = reader.offsetSeconds(), reader.isAtEnd else { return nil }
  let days = daysSince1970(year: year, month: month, day: day)
  let seconds = days * 86_400 + Int64(hour * 3_600 + minute * 60 + second - offset)
  return CELTimestamp(seconds: seconds, nanoseconds: nanoseconds)
}

/// A timestamp in RFC 3339, in UTC, with as many digits of the second as it needs.
func timestampText(_ time: CELTimestamp) -> String {
  let calendar = CalendarTime(secondsSince1970: time.seconds)
  let date = "\(padded(calendar.year, 4))-\(padded(calendar.month, 2))-\(padded(calendar.day, 2))"
  let clock =
    "\(padded(calendar.hour, 2)):\(padded(calendar.minute, 2)):\(padded(calendar.second, 2))"
  return "\(date)T\(clock)\(fractionText(Int64(time.nanoseconds)))Z"
}

/// Reads a duration: numbers, each with its unit, largest first by custom: `-1h45m47.5s`.
func readDuration(_ text: String) -> CELDuration? {
  var reader = TextReader(text)
  let isNegative = reader.take("-")
  if !isNegative { _ = reader.take("+") }
  if reader.rest == "0" { return CELDuration(nanoseconds: 0) }
  var total: Int64 = 0
  guard !reader.isAtEnd else { return nil }
  while !reader.isAtEnd {
    guard let part = reader.durationPart(isNegative: isNegative) else { return nil }
    let (sum, overflows) = total.addingReportingOverflow(part)
    guard !overflows else { return nil }
    total = sum
  }
  return CELDuration(nanoseconds: total)
}

/// A duration in seconds: `90s`, `0.5s`.
func durationText(_ duration: CELDuration) -> String {
  let magnitude = duration.nanoseconds.magnitude
  let (seconds, rest) = magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
  return "\(duration.nanoseconds < 0 ? "-" : "")\(seconds)\(fractionText(Int64(rest)))s"
}

/// Nanoseconds as the digits after the point, without zeros at the end; empty for none.
private func fractionText(_ nanoseconds: Int64) -> String {
  guard nanoseconds != 0 else { return "" }
  var digits = padded(Int(nanoseconds), 9)
  while digits.hasSuffix("0") { digits.removeLast() }
  return "." + digits
}

private func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// Reads a fixed offset from UTC: `Z`, `+11:00`, and without a sign `02:00`.
func readFixedOffset(_ text: String) -> Int? {
  var reader = TextReader(text)
  let isNegative = reader.take("-")
  if !isNegative { _ = reader.take("+") }
  guard let hours = reader.number(digits: 2), hours <= 23, reader.take(":"),
    let minutes = reader.number(digits: 2), minutes <= 59, reader.isAtEnd
  else { return nil }
  return (hours * 3_600 + minutes * 60) * (isNegative ? -1 : 1)
}

/// Takes a text apart from the left.
private struct TextReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  var isAtEnd: Bool { position == bytes.count }

  var rest: String { String(decoding: bytes[position...], as: UTF8.self) }

  mutating func take(_ sign: String) -> Bool {
    let wanted = Array(sign.utf8)
    guard bytes[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  mutating func number(digits: Int) -> Int? {
    guard position + digits <= bytes.count else { return nil }
    var number = 0
    for byte in bytes[position..<position + digits] {
      guard byte.isDigit else { return nil }
      number = number * 10 + Int(byte - UInt8(ascii: "0"))
    }
    position += digits
    return number
  }

  /// Nanoseconds from one to nine digits.
  mutating func fraction() -> Int64? {
    var nanoseconds: Int64 = 0
    var scale: Int64 = 100_000_000
    let start = position
    while position < bytes.count, bytes[position].isDigit, scale > 0 {
      nanoseconds += Int64(bytes[position] - UInt8(ascii: "0")) * scale
      scale /= 10
      position += 1
    }
    return position == start ? nil : nanoseconds
  }

  /// `Z`, or a sign, hours and minutes.
  mutating func offsetSeconds() -> Int? {
    if take("Z") || take("z") { return 0 }
    let isNegative = take("-")
    guard isNegative || take("+"), let hours = number(digits: 2), hours <= 23, take(":"),
      let minutes = number(digits: 2), minutes <= 59
    else { return nil }
    return (hours * 3_600 + minutes * 60) * (isNegative ? -1 : 1)
  }

  /// A number with its unit, in nanoseconds.
  mutating func durationPart(isNegative: Bool) -> Int64? {
    var whole: Int64 = 0
    let start = position
    while position < bytes.count, bytes[position].isDigit {
      let (scaled, isTooLong) = whole.multipliedReportingOverflow(by: 10)
      let digit = Int64(bytes[position] - UInt8(ascii: "0"))
      let (sum, overflows) = scaled.addingReportingOverflow(isNegative ? -digit : digit)
      guard !isTooLong, !overflows else { return nil }
      whole = sum
      position += 1
    }
    var digits = position - start
    var fraction: [UInt8] = []
    if take(".") {
      while position < bytes.count, bytes[position].isDigit {
        fraction.append(bytes[position] - UInt8(ascii: "0"))
        position += 1
        digits += 1
      }
    }
    guard digits > 0, let unit = unit() else { return nil }
    let (scaled, overflows) = whole.multipliedReportingOverflow(by: unit)
    guard !overflows else { return nil }
    let rest = share(of: unit, fraction)
    let (sum, isTooLong) = scaled.addingReportingOverflow(isNegative ? -rest : rest)
    return isTooLong ? nil : sum
  }

  /// The part of a unit that digits after the point mean.
  private func share(of unit: Int64, _ digits: [UInt8]) -> Int64 {
    var rest: Int64 = 0
    var scale = unit
    for digit in digits.prefix(18) {
      rest += scale * Int64(digit) / 10
      scale /= 10
    }
    return rest
  }

  private mutating func unit() -> Int64? {
    if take("ns") { return 1 }
    if take("us") || take("µs") || take("μs") { return 1_000 }
    if take("ms") { return 1_000_000 }
    if take("s") { return 1_000_000_000 }
    if take("m") { return 60_000_000_000 }
    if take("h") { return 3_600_000_000_000 }
    return nil
  }
}
