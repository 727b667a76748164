import CallModel

/// The length of time that a text means in some other way of writing it: `10 seconds`, `1,5 min`,
/// `PT1M30S`, `00:01:30`; nil for another text.
func meantDuration(_ text: String) -> Milliseconds? {
  clockDuration(text) ?? isoDuration(text) ?? spelledDuration(text) ?? spacedDuration(text)
}

/// `1m 30s`, with blanks between its parts.
private func spacedDuration(_ text: String) -> Milliseconds? {
  text.contains(" ") ? parseDuration(text.filter { $0 != " " }) : nil
}

/// `00:01:30`, as other systems write a length of time.
private func clockDuration(_ text: String) -> Milliseconds? {
  let parts = text.split(separator: ":").map(String.init)
  guard parts.count == 3, (1...2).contains(parts[0].count),
    parts.dropFirst().allSatisfy({ $0.count == 2 })
  else { return nil }
  return zip(parts, ["h", "m", "s"]).reduce(Milliseconds(0) as Milliseconds?) { sum, part in
    guard let sum, let next = parseDuration(part.0 + part.1) else { return nil }
    return Milliseconds(sum.count + next.count)
  }
}

/// `PT1M30S` of ISO 8601.
private func isoDuration(_ text: String) -> Milliseconds? {
  guard text.hasPrefix("PT") else { return nil }
  return parseDuration(text.dropFirst("PT".count).lowercased())
}

/// A number with the word of its unit, in English, German, French or Spanish.
private func spelledDuration(_ text: String) -> Milliseconds? {
  let number = text.prefix { $0.isASCII && $0.isNumber || ".,".contains($0) }
  let word = text.dropFirst(number.count).drop { $0 == " " }.lowercased()
  // `1,500` is a thousand and a half thousand to some, and one and a half to others.
  let isClear = number.suffix(4).first != "," || number.suffix(4).count < 4
  guard !number.isEmpty, isClear, let unit = units[word] else { return nil }
  return parseDuration(number.replacing(",", with: ".") + unit)
}

private let units: [String: String] = [
  "ms": "ms", "msec": "ms", "millis": "ms", "milliseconds": "ms",
  "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "sek": "s", "sekunde": "s",
  "sekunden": "s", "seconde": "s", "secondes": "s", "segundo": "s", "segundos": "s",
  "m": "m", "min": "m", "mins": "m", "minute": "m", "minutes": "m", "minuten": "m",
  "minuto": "m", "minutos": "m",
  "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "std": "h", "stunde": "h",
  "stunden": "h", "heure": "h", "heures": "h", "hora": "h", "horas": "h",
]
