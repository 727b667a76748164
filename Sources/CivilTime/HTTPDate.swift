/// Writes a time as an HTTP date, `Mon, 02 Mar 2026 09:05:07 GMT` (RFC 9110, 5.6.7, IMF-fixdate).
package func httpDate(secondsSince1970 seconds: Int64) -> String {
  let time = CivilDateTime(secondsSince1970: seconds)
  let day = "\(weekdays[time.date.weekday]), \(padded(time.date.day, 2))"
  return "\(day) \(months[time.date.month - 1]) \(padded(time.date.year, 4)) \(time.clock) GMT"
}

/// Reads an IMF-fixdate in seconds since 1970; nil for any other text, also for the two forms that
/// RFC 9110 calls obsolete.
///
/// The weekday is not compared with the date: it says nothing that the date does not.
package func readHTTPDate(_ text: String) -> Int64? {
  let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
  guard parts.count == 6, parts[0].last == ",", parts[5] == "GMT",
    let month = months.firstIndex(of: parts[2])
  else { return nil }
  let written = "\(parts[3])-\(padded(month + 1, 2))-\(parts[1])T\(parts[4])Z"
  return readRFC3339(written, excess: .dropped)?.secondsSince1970
}

private let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
private let months = [
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
]
