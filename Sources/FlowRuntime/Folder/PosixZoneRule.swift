internal import CivilTime
internal import FlowLanguage

/// The rule by which a zone goes on after its last recorded change, such as
/// `PST8PDT,M3.2.0,M11.1.0` (POSIX TZ, with the extensions of RFC 8536).
struct PosixZoneRule: Hashable, Sendable {
  /// A day of a year and a time of that day at which the offset changes.
  struct Change: Hashable, Sendable {
    /// How the day is named.
    enum Day: Hashable, Sendable {
      /// `Mm.w.d`: the w-th weekday d of month m, the last one for w = 5.
      case weekday(month: Int, week: Int, day: Int)
      /// `Jn`: day n of the year, 29 February never counted.
      case withoutLeapDay(Int)
      /// `n`: day n of the year from 0, 29 February counted.
      case ofYear(Int)
    }

    let day: Day
    /// Seconds after midnight, local time before the change; may be negative or above a day.
    let seconds: Int
  }

  /// Seconds east of UTC in standard time.
  let standardOffset: Int
  /// Seconds east of UTC in summer, and when it begins and ends; nil for a zone without summer
  /// time.
  let summer: Summer?

  /// Summer time.
  struct Summer: Hashable, Sendable {
    let offset: Int
    let begin: Change
    let end: Change
  }

  /// Reads a rule; nil for anything else.
  init?(_ text: String) {
    var reader = RuleReader(text: text[...])
    guard reader.name(), let standard = reader.duration() else { return nil }
    standardOffset = -standard
    guard !reader.isAtEnd else {
      summer = nil
      return
    }
    guard reader.name() else { return nil }
    let offset = reader.isAt(",") ? standardOffset + 3600 : reader.duration().map { -$0 }
    guard let offset, let begin = reader.change(), let end = reader.change(), reader.isAtEnd else {
      return nil
    }
    summer = Summer(offset: offset, begin: begin, end: end)
  }

  /// The zone with the rule's changes after its last one, up to the year 2100.
  func continuing(_ zone: ZoneTransitions) -> ZoneTransitions {
    guard let summer else { return zone }
    let last = zone.transitions.last?.second ?? Int64.min
    var changes = zone.transitions
    for year in 1970...lastYear {
      let begin = summer.begin.second(in: year, offset: standardOffset)
      let end = summer.end.second(in: year, offset: summer.offset)
      let pair = [
        ZoneTransitions.Transition(second: begin, offset: summer.offset),
        ZoneTransitions.Transition(second: end, offset: standardOffset),
      ]
      changes += pair.sorted { $0.second < $1.second }.filter { $0.second > last }
    }
    return ZoneTransitions(initialOffset: zone.initialOffset, transitions: changes)
  }
}

/// How far rules are spelled out.
private let lastYear = 2100

extension PosixZoneRule.Change {
  /// When the change happens, in seconds since 1970; the offset is the one before it.
  fileprivate func second(in year: Int, offset: Int) -> Int64 {
    Int64(day.days(in: year)) * 86_400 + Int64(seconds - offset)
  }
}

extension PosixZoneRule.Change.Day {
  /// The day in days since 1970-01-01.
  fileprivate func days(in year: Int) -> Int {
    let newYear = firstDay(of: 1, in: year)
    switch self {
    case .ofYear(let day): return newYear + day
    case .withoutLeapDay(let day):
      // Day 60 is 1 March in every year, whether 29 February is before it or not.
      return newYear + day - 1 + (CivilDate.isLeap(year) && day >= 60 ? 1 : 0)
    case .weekday(let month, let week, let weekday):
      let first = firstDay(of: month, in: year)
      let firstWeekday = CivilDate(daysSince1970: Int64(first)).weekday
      var day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      // Week 5 is the last, which may be the fourth.
      if day >= CivilDate.days(in: month, of: year) { day -= 7 }
      return first + day
    }
  }

  private func firstDay(of month: Int, in year: Int) -> Int {
    Int(CivilDate(year: year, month: month, day: 1)?.daysSince1970 ?? 0)
  }
}

private struct RuleReader {
  var text: Substring

  var isAtEnd: Bool { text.isEmpty }

  func isAt(_ character: Character) -> Bool { text.first == character }

  /// Passes a zone's abbreviation: at least three letters, or anything in `<…>`.
  mutating func name() -> Bool {
    if consume("<") {
      guard let end = text.firstIndex(of: ">") else { return false }
      text = text[text.index(after: end)...]
      return true
    }
    let letters = text.prefix { $0.isASCII && $0.isLetter }
    text = text.dropFirst(letters.count)
    return letters.count >= 3
  }

  /// Reads `[+|-]hh[:mm[:ss]]` as seconds.
  mutating func duration() -> Int? {
    let sign = consume("-") ? -1 : 1
    if sign == 1 { _ = consume("+") }
    guard let hours = number(upTo: 167) else { return nil }
    var seconds = hours * 3600
    for unit in [60, 1] where consume(":") {
      guard let part = number(upTo: 59) else { return nil }
      seconds += part * unit
    }
    return sign * seconds
  }

  /// Reads `,day[/time]`; without a time it is 2 o'clock.
  mutating func change() -> PosixZoneRule.Change? {
    guard consume(","), let day = day() else { return nil }
    guard consume("/") else { return PosixZoneRule.Change(day: day, seconds: 7200) }
    return duration().map { PosixZoneRule.Change(day: day, seconds: $0) }
  }

  private mutating func day() -> PosixZoneRule.Change.Day? {
    if consume("J") {
      return number(upTo: 365).flatMap { $0 >= 1 ? .withoutLeapDay($0) : nil }
    }
    guard consume("M") else { return number(upTo: 365).map { .ofYear($0) } }
    guard let month = number(upTo: 12), month >= 1, consume("."),
      let week = number(upTo: 5), week >= 1, consume("."),
      let day = number(upTo: 6)
    else { return nil }
    return .weekday(month: month, week: week, day: day)
  }

  private mutating func number(upTo limit: Int) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), number <= limit else { return nil }
    text = text.dropFirst(digits.count)
    return number
  }

  private mutating func consume(_ character: Character) -> Bool {
    guard text.first == character else { return false }
    text = text.dropFirst()
    return true
  }
}
