import ArgumentParser
import CallModel
import CivilTime
import FlowRuntime
import ServiceLifecycle

/// How long something is kept, as an operator writes it: `7d`, or hours, minutes and seconds (`36h`,
/// `1h30m`), within what retention takes.
struct RetentionPeriod: ExpressibleByArgument {
  let length: Milliseconds
  let defaultValueDescription: String

  init?(argument text: String) {
    let length: Milliseconds?
    if text.hasSuffix("d") {
      let days = Int64(text.dropLast())
      length = days.flatMap { (0...10_000).contains($0) ? Milliseconds($0 * 86_400_000) : nil }
    } else {
      length = readDuration(text, .descending).map { Milliseconds($0 / 1_000_000) }
    }
    guard let length, RetentionLimits.range.contains(length) else { return nil }
    self.length = length
    defaultValueDescription = text
  }

  private init(days: Int64) {
    length = Milliseconds(days * 86_400_000)
    defaultValueDescription = "\(days)d"
  }

  /// A week.
  static let standard = RetentionPeriod(days: 7)
}

/// Erases what ended calls have left while a server runs, and ends with it.
struct RetentionService: Service {
  let retention: Retention

  func run() async {
    await cancelWhenGracefulShutdown { await retention.run() }
  }
}
