package import CallModel
internal import CivilTime

/// What opening hours say at a time, and why.
package struct HoursAccount: Hashable, Sendable {
  /// What decides the day.
  package enum Rule: Hashable, Sendable {
    /// The week's times.
    case weekly
    /// `closed:` names the day.
    case closed
    /// `special:` gives the day times of its own.
    case special
  }

  /// The time that is told of.
  package let time: Timestamp
  /// Open, closed, or closed for a day named under `closed:`.
  package let state: HoursSchedule.State
  /// What decides the day.
  package let rule: Rule
  /// The name written for the day, or nil.
  package let name: String?
  /// The times of the day, in order; none on a day closed.
  package let spans: [HoursSchedule.Span]
  /// When it closes, or nil if it is not open, or does not close within 400 days.
  package let nextClosing: Timestamp?
  /// The first opening after the time, or nil if there is none within 400 days.
  package let nextOpening: Timestamp?
}

/// A local time as a time: clocks show most of them once.
package enum LocalTime: Hashable, Sendable {
  /// It is shown once.
  case once(Timestamp)
  /// It is shown twice, when clocks are put back; the first is what schedules mean.
  case twice(Timestamp)
  /// Clocks jump over it; the time of the jump.
  case never(Timestamp)

  /// The time that schedules take it for.
  package var time: Timestamp {
    switch self {
    case .once(let time), .twice(let time), .never(let time): time
    }
  }
}

extension HoursSchedule {
  /// What is the case at a time, and why.
  package func account(at time: Timestamp) -> HoursAccount {
    let day = local(time).0
    let isClosed = closed.contains(day)
    let state = state(at: time)
    return HoursAccount(
      time: time,
      state: state,
      rule: isClosed ? .closed : special[day] == nil ? .weekly : .special,
      name: names[day],
      spans: isClosed ? [] : spans(on: day),
      nextClosing: state == .open ? nextClosing(after: time) : nil,
      nextOpening: nextOpening(after: time)
    )
  }

  /// The time that clocks show there as `YYYY-MM-DDThh:mm`, a blank for the `T`; nil for another
  /// text.
  package func localTime(_ text: String) -> LocalTime? {
    let parts = text.split(whereSeparator: { $0 == "T" || $0 == " " })
    guard parts.count == 2, let day = parseDay(parts[0]), let minute = parseMinute(parts[1]),
      minute < 1_440
    else { return nil }
    let time = instant(day: day, minute: minute)
    guard local(time) == (day, minute) else { return .never(time) }
    // Clocks are put back by at most a few hours; a quarter of an hour divides all of them.
    let again = stride(from: Int64(900), through: 4 * 3_600, by: 900).contains { seconds in
      local(Timestamp(milliseconds: time.milliseconds + seconds * 1_000)) == (day, minute)
    }
    return again ? .twice(time) : .once(time)
  }

  /// What clocks show there at a time: `Friday 2026-12-25 10:00 (UTC-07:00)`.
  package func clock(at time: Timestamp) -> String {
    let seconds = time.milliseconds.dividedDown(by: 1_000).quotient
    let offset = zone.offset(at: seconds)
    let local = CivilDateTime(secondsSince1970: seconds + Int64(offset))
    let weekday = Self.weekdays[self.local(time).0.weekday]
    let sign = offset < 0 ? "-" : "+"
    let minutes = abs(offset) / 60
    let shown = local.text.replacing("T", with: " ").prefix(16)
    return "\(weekday) \(shown) (UTC\(sign)\(twoDigits(minutes / 60)):\(twoDigits(minutes % 60)))"
  }

  private static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]
}

extension HoursAccount {
  /// The account in words, a line each, the schedule's being known.
  package func lines(in schedule: HoursSchedule) -> [String] {
    var lines = [schedule.clock(at: time), reason]
    func next(_ verb: String, _ time: Timestamp?) -> String {
      time.map { "\(verb)s \(schedule.clock(at: $0))" } ?? "does not \(verb) within 400 days"
    }
    if state == .open { lines.append(next("close", nextClosing)) }
    // What never closes does not open either.
    if state != .open || nextClosing != nil { lines.append(next("open", nextOpening)) }
    return lines
  }

  private var reason: String {
    let named = name.map { ": \($0)" } ?? ""
    switch rule {
    case .closed: return "under `closed:`\(named)"
    case .special: return "under `special:`, \(times)\(named)"
    case .weekly: return "of the week's times, \(times)"
    }
  }

  private var times: String {
    guard !spans.isEmpty else { return "none on that day" }
    return spans.map(\.description).joined(separator: ", ")
  }
}

extension HoursSchedule.Span: CustomStringConvertible {
  /// As it is written: `08:00-18:00`.
  package var description: String { "\(clock(start))-\(clock(end))" }

  private func clock(_ minute: Int) -> String {
    "\(twoDigits(minute / 60)):\(twoDigits(minute % 60))"
  }
}

private func twoDigits(_ number: Int) -> String {
  number < 10 ? "0\(number)" : "\(number)"
}
