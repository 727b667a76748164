import CallModel

/// Reads a length of time: numbers with units, the largest first (`1m30s`, `500ms`, `1.5s`).
///
/// Returns nil for anything else, and for more than 366 days.
func parseDuration(_ text: String) -> Milliseconds? {
  var rest = text[...]
  var total = 0.0
  var last = Double.infinity
  repeat {
    let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    rest = rest.dropFirst(number.count)
    let unit = rest.prefix { $0.isASCII && $0.isLetter }
    rest = rest.dropFirst(unit.count)
    guard let value = Double(number), let scale = millisecondsPerUnit[String(unit)], scale < last
    else { return nil }
    total += value * scale
    last = scale
  } while !rest.isEmpty
  guard total <= longestMilliseconds else { return nil }
  return Milliseconds(Int64(total.rounded()))
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

private let millisecondsPerUnit = ["h": 3_600_000.0, "m": 60_000, "s": 1000, "ms": 1]
private let longestMilliseconds = 366.0 * 86_400_000

/// The form of a language with a region, as ECMA 262 writes it.
let localePattern = "^[a-z]{2,3}-[A-Z]{2}$"

/// Whether a text is a language with a region, such as `en-US`.
func isLocale(_ text: String) -> Bool {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false)
  return parts.count == 2 && (2...3).contains(parts[0].utf8.count) && parts[1].utf8.count == 2
    && parts[0].allSatisfy { $0.isASCII && $0.isLowercase }
    && parts[1].allSatisfy { $0.isASCII && $0.isUppercase }
}
