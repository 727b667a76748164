/// Days and times as the flow writes them, of a text that writes them as people of other languages
/// and clocks do: `Mo-Fr 8-18 Uhr`, `Monday to Friday 8am-6pm`; nil for another text.
func meantHours(_ text: String) -> String? {
  var words = text.lowercased().split { $0 == " " || $0 == "," }.map(String.init)
  words.removeAll { ["uhr", "from", "von", "de"].contains($0) }
  var spans: [String] = []
  // `mo`, `-`, `fr` is one stretch as `mo-fr` is.
  for word in words {
    if ["-", "–", "to", "bis", "à", "a", "until"].contains(word) {
      guard let last = spans.popLast() else { return nil }
      spans.append(last + "-")
    } else if ["am", "pm", "a.m.", "p.m."].contains(word) || spans.last?.hasSuffix("-") == true {
      guard let last = spans.popLast() else { return nil }
      spans.append(last + word)
    } else {
      spans.append(word)
    }
  }
  guard let days = spans.first.flatMap({ stretch($0, of: meantDay) }) else { return nil }
  let times = spans.dropFirst().map { stretch($0, of: meantTime) }
  guard !times.isEmpty, !times.contains(nil) else { return nil }
  return ([days] + times.compactMap { $0 }).joined(separator: " ")
}

/// A day as the flow writes it, of `25.12.2026` or `12/25/2026`; nil where it could be two days.
func meantDate(_ text: some StringProtocol) -> String? {
  let separators: [Character] = [".", "/", "-"]
  guard let separator = separators.first(where: { text.contains($0) }) else { return nil }
  let parts = text.split(separator: separator).map { Int($0) ?? 0 }
  guard parts.count == 3 else { return nil }
  func written(_ year: Int, _ month: Int, _ day: Int) -> String? {
    let text = [padded(year), padded(month), padded(day)].joined(separator: "-")
    return parseDay(text[...]) == nil ? nil : text
  }
  if parts[0] > 31 { return written(parts[0], parts[1], parts[2]) }
  let dayFirst = written(parts[2], parts[1], parts[0])
  // Dots are of languages that begin with the day.
  let monthFirst = separator == "." ? nil : written(parts[2], parts[0], parts[1])
  guard let dayFirst else { return monthFirst }
  return monthFirst == nil || monthFirst == dayFirst ? dayFirst : nil
}

/// Two ends with a dash between them, or one.
private func stretch(_ text: String, of meaning: (Substring) -> String?) -> String? {
  let ends = text.split { "-–".contains($0) }.map(meaning)
  guard (1...2).contains(ends.count), !ends.contains(nil) else { return nil }
  return ends.compactMap { $0 }.joined(separator: "-")
}

private func meantDay(_ word: Substring) -> String? {
  let word = word.filter(\.isLetter)
  return days[word] ?? (word.count > 3 ? days[String(word.prefix(3))] : nil)
}

/// The days by their short words in English, German, French and Spanish.
private let days: [String: String] = [
  "mon": "Mon", "mo": "Mon", "lun": "Mon", "tue": "Tue", "tues": "Tue", "di": "Tue",
  "die": "Tue", "mar": "Tue", "wed": "Wed", "mi": "Wed", "mit": "Wed", "mer": "Wed", "mie": "Wed",
  "mié": "Wed", "thu": "Thu", "thur": "Thu", "thurs": "Thu", "do": "Thu", "don": "Thu",
  "jeu": "Thu", "jue": "Thu", "fri": "Fri", "fr": "Fri", "fre": "Fri", "ven": "Fri", "vie": "Fri",
  "sat": "Sat", "sa": "Sat", "sam": "Sat", "sab": "Sat", "sáb": "Sat", "sun": "Sun", "so": "Sun",
  "son": "Sun", "dim": "Sun", "dom": "Sun",
]

/// `8am`, `8:30`, `8h30`, `18` as a time of the day.
private func meantTime(_ word: Substring) -> String? {
  let digits = word.prefix { $0.isNumber || ":.h".contains($0) }
  let parts = digits.split { ":.h".contains($0) }.map { Int($0) ?? 99 }
  guard (1...2).contains(parts.count), var hour = parts.first else { return nil }
  let minute = parts.count > 1 ? parts[1] : 0
  switch word.dropFirst(digits.count).filter({ $0 != "." }) {
  case "": break
  case "am": hour = hour == 12 ? 0 : hour
  case "pm": hour = hour == 12 ? 12 : hour + 12
  default: return nil
  }
  let written = "\(padded(hour)):\(padded(minute))"
  return parseMinute(written[...]) == nil ? nil : written
}

private func padded(_ number: Int) -> String {
  number < 10 ? "0\(number)" : "\(number)"
}
