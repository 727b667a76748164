/// Times of a day that clocks jump over there, and so never show.
struct SkippedTime: Hashable {
  /// In minutes since midnight.
  let minutes: Range<Int>

  /// What is skipped on a day in a zone; nil for most days.
  init?(on day: HoursSchedule.Day, in zone: ZoneTransitions) {
    let midnight = Int64(day.number) * 86_400
    var before = zone.initialOffset
    for change in zone.transitions {
      let first = change.second + Int64(before) - midnight
      let last = change.second + Int64(change.offset) - midnight
      before = change.offset
      guard first < last, last > 0, first < 86_400 else { continue }
      minutes = max(0, Int(first / 60))..<min(1_440, Int(last / 60))
      return
    }
    return nil
  }

  /// Whether clocks show no time of a stretch.
  func covers(_ span: HoursSchedule.Span) -> Bool {
    minutes.lowerBound <= span.start && span.end <= minutes.upperBound
  }

  /// Whether a minute is among them; the first is the same moment as the last.
  func contains(_ minute: Int) -> Bool {
    minutes.lowerBound < minute && minute < minutes.upperBound
  }
}
