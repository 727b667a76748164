import CallModel
import CivilTime

/// Reads a length of time as authors write it (`1m30s`, `500ms`, `1.5s`), to the nearest
/// millisecond.
///
/// Returns nil for anything else, and for more than 366 days: no field takes more, and sums of
/// such lengths cannot overflow.
func parseDuration(_ text: String) -> Milliseconds? {
  guard let nanoseconds = readDuration(text, .descending), nanoseconds <= longestNanoseconds
  else { return nil }
  return Milliseconds((nanoseconds + 500_000) / 1_000_000)
}

/// A length of time as authors write it.
func durationText(_ duration: Milliseconds) -> String {
  guard duration.count > 0 else { return "0s" }
  var rest = duration.count
  var text = ""
  for (unit, scale) in [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
    as [(String, Int64)]
  {
    if rest >= scale { text += "\(rest / scale)\(unit)" }
    rest %= scale
  }
  return text
}

private let longestNanoseconds: Int64 = 366 * 86_400_000_000_000

/// The form of a language with a region, as ECMA 262 writes it.
let localePattern = "^[a-z]{2,3}-[A-Z]{2}$"

/// Whether a text is a language with a region, such as `en-US`.
package func isLocale(_ text: String) -> Bool {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false)
  return parts.count == 2 && (2...3).contains(parts[0].utf8.count) && parts[1].utf8.count == 2
    && parts[0].allSatisfy { $0.isASCII && $0.isLowercase }
    && parts[1].allSatisfy { $0.isASCII && $0.isUppercase }
}
