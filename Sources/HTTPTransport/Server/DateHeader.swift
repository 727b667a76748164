internal import CivilTime
internal import Foundation
internal import Synchronization

/// The value of the `Date` header, made once a second.
final class DateHeader: Sendable {
  private struct Moment: Sendable {
    var second: time_t
    var text: String
  }

  private let latest = Mutex<Moment?>(nil)

  /// The time now, as RFC 9110, 5.6.7 writes it.
  var value: String {
    let second = time(nil)
    return latest.withLock { latest in
      if let latest, latest.second == second {
        return latest.text
      }
      let text = httpDate(secondsSince1970: Int64(second))
      latest = Moment(second: second, text: text)
      return text
    }
  }
}
