internal import CallModel
internal import FlowRuntime

/// The time that all voices of a stream have in common: a sample's place is how long after the
/// stream's first frame it was taken, so that the files of the voices begin together.
struct AudioTimeline {
  private let opened: ContinuousClock.Instant
  private var beginning: Timestamp?

  init(opened: ContinuousClock.Instant = .now) {
    self.opened = opened
  }

  /// How many milliseconds after the stream's first frame that time is, at least 0.
  ///
  /// Nil where the frame does not tell it, or tells a time that has not come: nobody fills a disk
  /// with silence that was not.
  mutating func place(of time: Timestamp?, now: ContinuousClock.Instant = .now) -> Int? {
    guard let time else { return nil }
    guard let beginning else {
      beginning = time
      return 0
    }
    let (passed, isOver) = time.milliseconds.subtractingReportingOverflow(beginning.milliseconds)
    let longest = Milliseconds(opened.duration(to: now) + MediaServerLimits.clockSlack)
    guard !isOver, passed <= longest.count else { return nil }
    return Int(max(0, passed))
  }
}
