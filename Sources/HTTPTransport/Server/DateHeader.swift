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
      let text = httpDate(second)
      latest = Moment(second: second, text: text)
      return text
    }
  }
}

/// Writes a time in seconds since 1970 as `Sun, 06 Nov 1994 08:49:37 GMT`.
func httpDate(_ second: time_t) -> String {
  var second = second
  var parts = tm()
  gmtime_r(&second, &parts)
  let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  let date = "\(twoDigits(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(Int(parts.tm_year) + 1900)"
  let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(twoDigits).joined(separator: ":")
  return "\(days[Int(parts.tm_wday)]), \(date) \(time) GMT"
}

private func twoDigits(_ number: Int32) -> String {
  number < 10 ? "0\(number)" : "\(number)"
}
