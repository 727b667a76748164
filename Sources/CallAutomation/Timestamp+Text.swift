package import CallModel
internal import CivilTime

extension Timestamp {
  /// As an HTTP date, to the second: `Mon, 02 Mar 2026 09:05:07 GMT`; in what is signed and in
  /// `Repeatability-First-Sent`.
  package var httpDate: String {
    CivilTime.httpDate(secondsSince1970: milliseconds.dividedDown(by: 1000).quotient)
  }

  /// Reads an HTTP date; nil for any other text.
  package init?(httpDate text: String) {
    guard let seconds = readHTTPDate(text) else { return nil }
    self.init(milliseconds: seconds * 1000)
  }

  /// As an event's time in UTC, to the millisecond: `2026-03-02T09:05:07.159` without a zone.
  package var isoDateTime: String {
    let (seconds, rest) = milliseconds.dividedDown(by: 1000)
    let digits = String(1000 + rest).dropFirst()
    return "\(CivilDateTime(secondsSince1970: seconds).text).\(digits)"
  }

  /// Reads a date and time as events have it (RFC 3339), dropping what is finer than a
  /// millisecond; nil for any other text.
  package init?(isoDateTime text: String) {
    guard let (seconds, nanoseconds) = readRFC3339(text, excess: .dropped) else { return nil }
    self.init(milliseconds: seconds * 1000 + nanoseconds / 1_000_000)
  }
}
