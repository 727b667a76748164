package import CallModel
internal import CivilTime

/// Opening hours: weekly times, days closed, and days with times of their own.
package struct HoursSchedule: Hashable, Sendable {
  /// A stretch of a day in minutes since midnight, the end exclusive, at most 1,440.
  package struct Span: Hashable, Sendable {
    /// The first minute.
    package let start: Int
    /// The minute after the last.
    package let end: Int

    /// Makes a stretch.
    package init(start: Int, end: Int) {
      self.start = start
      self.end = end
    }
  }

  /// A day of the calendar.
  package struct Day: Hashable, Sendable, Comparable {
    /// Days since 1970-01-01.
    package let number: Int

    /// Makes a day.
    package init(number: Int) {
      self.number = number
    }

    /// Orders by date.
    package static func < (left: Day, right: Day) -> Bool {
      left.number < right.number
    }
  }

  /// What is the case at a time.
  package enum State: String, Sendable, CaseIterable {
    case open, closed, holiday
  }

  /// The zone's rules.
  package let zone: ZoneTransitions
  /// The times of each weekday, Monday first; seven entries, each by time.
  package let weekly: [[Span]]
  /// The days closed.
  package let closed: Set<Day>
  /// The days with times of their own.
  package let special: [Day: [Span]]
  /// The names written for days closed and days with times of their own.
  package let names: [Day: String]

  /// Whether it is open, closed, or closed for a day named under `closed`.
  package func state(at time: Timestamp) -> State {
    let (day, minute) = local(time)
    if closed.contains(day) { return .holiday }
    return spans(on: day).contains { $0.start <= minute && minute < $0.end } ? .open : .closed
  }

  /// The name written under `closed` or `special` for the day that it is, or nil.
  package func holiday(at time: Timestamp) -> String? {
    names[local(time).0]
  }

  /// The first time from then on at which it opens, or nil if it does not within 400 days.
  package func nextOpening(after time: Timestamp) -> Timestamp? {
    let (today, minute) = local(time)
    for offset in 0...Self.searchedDays {
      let day = Day(number: today.number + offset)
      guard !closed.contains(day) else { continue }
      for span in spans(on: day) where offset > 0 || span.start > minute {
        let opening = instant(day: day, minute: span.start)
        // A stretch that clocks jump over as a whole is no opening, and one that goes on at midnight
        // neither.
        let before = Timestamp(milliseconds: opening.milliseconds - 1)
        if state(at: opening) == .open, state(at: before) != .open, opening > time {
          return opening
        }
      }
    }
    return nil
  }

  /// The first time from then on at which it is no longer open, or nil if it is open for 400 days
  /// more; times that touch are one.
  package func nextClosing(after time: Timestamp) -> Timestamp? {
    let (today, minute) = local(time)
    for offset in 0...Self.searchedDays {
      let day = Day(number: today.number + offset)
      for span in spans(on: day) where offset > 0 || span.end > minute {
        let closing = instant(day: day, minute: span.end)
        if closing > time, state(at: closing) != .open { return closing }
      }
    }
    return nil
  }

  private static let searchedDays = 400

  func spans(on day: Day) -> [Span] {
    special[day] ?? weekly[day.weekday]
  }

  /// The day and the minute of the day where the schedule applies.
  func local(_ time: Timestamp) -> (Day, minute: Int) {
    let seconds = time.milliseconds.dividedDown(by: 1000).quotient
    let local = seconds + Int64(zone.offset(at: seconds))
    let (day, secondOfDay) = local.dividedDown(by: 86_400)
    return (Day(number: Int(day)), Int(secondOfDay / 60))
  }

  /// The time a local minute is: the first one where clocks show it twice, the time of the jump
  /// where they jump over it.
  func instant(day: Day, minute: Int) -> Timestamp {
    let local = Int64(day.number) * 86_400 + Int64(minute) * 60
    let before = Int64(zone.offset(at: local - 86_400))
    let after = Int64(zone.offset(at: local + 86_400))
    for offset in [before, after] where Int64(zone.offset(at: local - offset)) == offset {
      return Timestamp(milliseconds: (local - offset) * 1000)
    }
    let jump = zone.transitions.first { $0.second > local - after }
    return Timestamp(milliseconds: (jump?.second ?? local - before) * 1000)
  }
}

extension HoursSchedule.Day {
  /// The weekday, Monday 0 to Sunday 6: the week begins with Monday where people open shops.
  package var weekday: Int {
    (CivilDate(daysSince1970: Int64(number)).weekday + 6) % 7
  }

  /// The day of a date; nil where the calendar has no such date.
  package init?(year: Int, month: Int, day: Int) {
    guard let date = CivilDate(year: year, month: month, day: day) else { return nil }
    number = Int(date.daysSince1970)
  }
}
