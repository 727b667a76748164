import CallModel
import FlowLanguage
import Testing

@Suite struct HoursTests {
  /// Los Angeles, open on weekdays, closed at Christmas, short on Christmas Eve.
  let office: HoursSchedule

  init() throws {
    office = try schedule(
      """
      timeZone: America/Los_Angeles
          open: [Mon-Fri 08:00-12:00 12:00-18:00, Sat 09:00-13:00]
          closed: [2026-12-25 Christmas Day]
          special: [2026-12-24 08:00-12:00 Christmas  Eve, 2026-07-03 08:00-10:00 11:00-12:00 4th of July]
      """
    )
  }

  @Test(arguments: [
    // Winter time, UTC-8.
    ("2026-01-05 15:59", HoursSchedule.State.closed), ("2026-01-05 16:00", .open),
    ("2026-01-06 01:59", .open), ("2026-01-06 02:00", .closed),
    // Summer time, UTC-7.
    ("2026-07-06 14:59", .closed), ("2026-07-06 15:00", .open),
    // Saturday, Sunday, a short day, a day closed.
    ("2026-01-10 20:59", .open), ("2026-01-11 18:00", .closed),
    ("2026-12-24 19:59", .open), ("2026-12-24 20:00", .closed), ("2026-12-25 18:00", .holiday),
  ])
  func `the state follows days, minutes and the zone`(
    time: String,
    state: HoursSchedule.State
  )
    throws
  {
    #expect(office.state(at: try instant(time)) == state)
  }

  @Test(
    arguments: [
      ("2026-12-25 07:59", "Christmas Eve"), ("2026-12-25 08:00", "Christmas Day"),
      ("2026-12-24 19:00", "Christmas Eve"), ("2026-12-26 07:59", "Christmas Day"),
      ("2026-12-26 08:00", nil), ("2026-12-24 07:59", nil), ("2026-07-03 20:00", "4th of July"),
    ] as [(String, String?)]
  )
  func `a holiday is what is written for the day where the office is`(
    time: String,
    name: String?
  ) throws {
    #expect(office.holiday(at: try instant(time)) == name)
  }

  @Test func `an account says why it is as it is`() throws {
    func lines(_ time: String) throws -> [String] {
      office.account(at: try instant(time)).lines(in: office)
    }
    #expect(
      try lines("2026-12-24 18:00") == [
        "Thursday 2026-12-24 10:00 (UTC-08:00)", "under `special:`, 08:00-12:00: Christmas Eve",
        "closes Thursday 2026-12-24 12:00 (UTC-08:00)",
        "opens Saturday 2026-12-26 09:00 (UTC-08:00)",
      ]
    )
    #expect(
      try lines("2026-12-25 18:00") == [
        "Friday 2026-12-25 10:00 (UTC-08:00)", "under `closed:`: Christmas Day",
        "opens Saturday 2026-12-26 09:00 (UTC-08:00)",
      ]
    )
    // Times that touch are one, and a day without times says so.
    #expect(try lines("2026-07-06 16:00")[2] == "closes Monday 2026-07-06 18:00 (UTC-07:00)")
    #expect(try lines("2026-07-05 16:00")[1] == "of the week's times, none on that day")
  }

  @Test func `a local time is shown once, twice or never`() throws {
    #expect(office.localTime("2026-07-06T08:00") == .once(try instant("2026-07-06 15:00")))
    #expect(office.localTime("2026-11-01 01:30") == .twice(try instant("2026-11-01 08:30")))
    #expect(office.localTime("2026-03-08T02:30") == .never(try instant("2026-03-08 10:00")))
    for text in ["2026-02-30T08:00", "2026-07-06T24:00", "2026-07-06", "noon", ""] {
      #expect(office.localTime(text) == nil, "\(text)")
    }
  }

  @Test(arguments: [
    ("2026-01-05 15:00", "2026-01-05 16:00"),
    // Stretches that touch are one: from inside it is the next day that opens.
    ("2026-01-05 17:00", "2026-01-06 16:00"),
    // Over a weekend, and over the change to summer time on Sunday 8 March.
    ("2026-01-10 21:00", "2026-01-12 16:00"), ("2026-03-07 21:00", "2026-03-09 15:00"),
    // Back to winter time on Sunday 1 November.
    ("2026-10-31 21:00", "2026-11-02 16:00"),
    // A short day, then a day closed, then a Saturday.
    ("2026-12-24 20:00", "2026-12-26 17:00"),
  ])
  func `the next opening is the next time it opens`(time: String, opening: String) throws {
    #expect(office.nextOpening(after: try instant(time)) == (try instant(opening)))
  }

  @Test func `an opening that clocks jump over is at the jump`() throws {
    let night = try schedule("{ timeZone: America/Los_Angeles, open: [Sun 02:30-05:00] }")
    // 8 March: 02:00 is 03:00.
    let opening = night.nextOpening(after: try instant("2026-03-08 00:00"))
    #expect(opening == (try instant("2026-03-08 10:00")))
  }

  @Test func `a stretch that clocks jump over as a whole is no opening`() throws {
    let night = try schedule("{ timeZone: America/Los_Angeles, open: [Sun 02:00-02:30] }")
    let opening = night.nextOpening(after: try instant("2026-03-08 00:00"))
    #expect(opening == (try instant("2026-03-15 09:00")))
  }

  @Test func `a time that clocks show twice opens the first time`() throws {
    let night = try schedule("{ timeZone: America/Los_Angeles, open: [Sun 01:30-05:00] }")
    let opening = night.nextOpening(after: try instant("2026-11-01 00:00"))
    #expect(opening == (try instant("2026-11-01 08:30")))
  }

  @Test func `what is open over midnight does not open at midnight`() throws {
    let bar = try schedule("{ timeZone: UTC, open: [Sat 22:00-24:00, Sun 00:00-02:00] }")
    // 10 January 2026 is a Saturday.
    let late = try instant("2026-01-10 23:00")
    #expect(bar.nextOpening(after: late) == (try instant("2026-01-17 22:00")))
    #expect(bar.nextClosing(after: late) == (try instant("2026-01-11 02:00")))
    let always = try schedule("{ timeZone: UTC, open: [Mon-Sun 00:00-24:00] }")
    #expect(always.nextOpening(after: late) == nil)
    #expect(always.account(at: late).lines(in: always).last == "does not close within 400 days")
  }

  @Test func `a schedule that never opens has no next opening`() throws {
    let never = try schedule("{ timeZone: UTC, open: [] }")
    #expect(never.nextOpening(after: try instant("2026-01-01 00:00")) == nil)
    #expect(never.state(at: Timestamp(milliseconds: .min)) == .closed)
    #expect(never.state(at: Timestamp(milliseconds: .max)) == .closed)
  }

  @Test func `days are those of the Gregorian calendar`() {
    #expect(HoursSchedule.Day(year: 1970, month: 1, day: 1)?.number == 0)
    #expect(HoursSchedule.Day(year: 2000, month: 2, day: 29)?.number == 11_016)
    #expect(HoursSchedule.Day(year: 1900, month: 2, day: 29) == nil)
    #expect(HoursSchedule.Day(year: 2026, month: 13, day: 1) == nil)
    // 5 January 2026 is a Monday.
    #expect(HoursSchedule.Day(year: 2026, month: 1, day: 5)?.weekday == 0)
    #expect(HoursSchedule.Day(number: -1).weekday == 2)
  }
}

/// The schedule of a flow's `hours`.
private func schedule(_ yaml: String) throws -> HoursSchedule {
  let isFlow = yaml.hasPrefix("{")
  let project = compile(
    """
    flow: hours
    hours:
      office:\(isFlow ? " " : "\n    ")\(yaml)
    blocks:
      main:
        - answer
        - if: hours.office.isOpen
          then: hangUp
        - hangUp
    """
  )
  return try #require(project.programs.first?.hours["office"], "\(project.findings)")
}

/// `2026-12-24 20:00`, UTC.
private func instant(_ text: String) throws -> Timestamp {
  let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
  let day = try #require(HoursSchedule.Day(year: numbers[0], month: numbers[1], day: numbers[2]))
  let minutes = day.number * 1440 + numbers[3] * 60 + numbers[4]
  return Timestamp(milliseconds: Int64(minutes) * 60_000)
}
