/// How long to wait before the next try: twice as long each time, up to a limit, with jitter so
/// that many calls do not come back at once.
struct Backoff: Sendable {
  private static let first = Duration.milliseconds(250)

  private let random: @Sendable () -> Double
  private let longest: Duration
  private var next = first

  /// Begins anew.
  ///
  /// - Parameters:
  ///   - random: Gives numbers from 0 up to but not 1.
  ///   - longest: The longest step.
  init(random: @escaping @Sendable () -> Double, longest: Duration = .seconds(5)) {
    self.random = random
    self.longest = longest
  }

  /// The delay before the next try: from half to the whole of the step, and never less than asked.
  mutating func delay(atLeast asked: Duration? = nil) -> Duration {
    let step = next
    next = min(next * 2, longest)
    let jittered = step / 2 + step / 2 * min(1, max(0, random()))
    return max(jittered, asked ?? .zero)
  }
}
