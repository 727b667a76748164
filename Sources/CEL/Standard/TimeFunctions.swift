internal import CivilTime

/// The parts of timestamps and durations.
///
/// Without a zone they are those of UTC; a zone is an IANA name or a fixed offset such as `+01:00`.
func zoneFunctions(_ zones: CELTimeZones) -> [CELFunction] {
  timeParts.map { $0.function(zones) } + [millisecondsFunction(zones)]
}

/// A part of a date or time of day.
private struct TimePart: Sendable {
  let name: String
  let documentation: String
  /// The part of 2009-02-13T23:31:30Z.
  let example: Int
  let part: @Sendable (CivilDateTime) -> Int
  /// The nanoseconds of the unit, for a part that durations have too.
  var unit: Int64?

  func function(_ zones: CELTimeZones) -> CELFunction {
    let part = part
    let ofTime = CELFunction(
      name,
      documentation,
      example: .init("timestamp('2009-02-13T23:31:30Z').\(name)()", "\(example)"),
      .of(member: true) { (time: CELTimestamp) in
        // UTC, where no zone is given (cel-spec, "Timestamps").
        Int64(part(CivilDateTime(secondsSince1970: time.seconds)))
      },
      .inZone(zones, result: .int, isMember: true) { time, zone in
        let offset = zone.offsetSeconds(at: time.seconds)
        // Offsets are less than a day and times within 9999, so the sum cannot overflow.
        let local = CivilDateTime(secondsSince1970: time.seconds + Int64(offset))
        return .int(Int64(part(local)))
      }
    )
    // `getHours` of a duration is all of it in hours, not the hour of a clock.
    guard let unit else { return ofTime }
    let ofDuration = CELFunction(
      name,
      documentation,
      .of(member: true) { (length: CELDuration) in length.nanoseconds / unit }
    )
    return ofTime.merged(with: ofDuration)
  }
}

private let timeParts = [
  TimePart(name: "getFullYear", documentation: "The year.", example: 2009) { $0.date.year },
  TimePart(name: "getMonth", documentation: "The month, from 0 for January.", example: 1) {
    $0.date.month - 1
  },
  TimePart(name: "getDate", documentation: "The day of the month, from 1.", example: 13) {
    $0.date.day
  },
  TimePart(name: "getDayOfMonth", documentation: "The day of the month, from 0.", example: 12) {
    $0.date.day - 1
  },
  TimePart(
    name: "getDayOfWeek",
    documentation: "The day of the week, from 0 for Sunday.",
    example: 5
  ) { $0.date.weekday },
  TimePart(name: "getDayOfYear", documentation: "The day of the year, from 0.", example: 43) {
    $0.date.dayOfYear
  },
  TimePart(
    name: "getHours",
    documentation: "The hour of the day, or all whole hours of a duration.",
    example: 23,
    part: { $0.hour },
    unit: 3_600_000_000_000
  ),
  TimePart(
    name: "getMinutes",
    documentation: "The minute of the hour, or all whole minutes of a duration.",
    example: 31,
    part: { $0.minute },
    unit: 60_000_000_000
  ),
  TimePart(
    name: "getSeconds",
    documentation: "The second of the minute, or all whole seconds of a duration.",
    example: 30,
    part: { $0.second },
    unit: 1_000_000_000
  ),
]

private func millisecondsFunction(_ zones: CELTimeZones) -> CELFunction {
  CELFunction(
    "getMilliseconds",
    "The milliseconds within the second.",
    example: .init("duration('1.5s').getMilliseconds()", "500"),
    .of(member: true) { (time: CELTimestamp) in Int64(time.nanoseconds) / 1_000_000 },
    .inZone(zones, result: .int, isMember: true) { time, _ in
      .int(Int64(time.nanoseconds) / 1_000_000)
    },
    .of(member: true) { (length: CELDuration) in length.nanoseconds / 1_000_000 % 1_000 }
  )
}
