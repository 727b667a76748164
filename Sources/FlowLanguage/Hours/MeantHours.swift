/// Days and times as the flow writes them, of a text that writes them as people of other languages
/// and clocks do: `Mo-Fr 8-18 Uhr`, `Monday to Friday 8am-6pm`; nil for another text, and for one that
/// could mean something else, as `8-5` could on a clock of twelve hours.
func meantHours(_ text: String) -> String? {
  var words = text.lowercased().split { $0 == " " || $0 == "," }.map(String.init)
  let counts24 = words.contains("uhr")
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
  guard let days = spans.first.flatMap(meantDays) else { return nil }
  var times: [[MeantTime]] = []
  for span in spans.dropFirst() {
    let ends = span.split { "-–".contains($0) }.map(MeantTime.init)
    guard ends.count == 2, let start = ends[0], let end = ends[1] else { return nil }
    times.append([start, end])
  }
  guard !times.isEmpty else { return nil }
  let is24 = counts24 || times.joined().contains(where: \.isOf24Hours)
  let isClear = times.allSatisfy { ends in
    let named = ends.count { $0.isHalfNamed }
    return named == 2 || named == 0 && is24
  }
  guard isClear, times.allSatisfy({ $0[0].minute < $0[1].minute }) else { return nil }
  return ([days] + times.map { "\($0[0].written)-\($0[1].written)" }).joined(separator: " ")
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

/// Two days with a dash between them, or one.
private func meantDays(_ text: String) -> String? {
  let ends = text.split { "-–".contains($0) }.map { word in
    var word = word
    while let last = word.last, ".:".contains(last) { word.removeLast() }
    return days[String(word)]
  }
  guard (1...2).contains(ends.count), !ends.contains(nil) else { return nil }
  return ends.compactMap { $0 }.joined(separator: "-")
}

/// The days by their words, short and whole, in English, German, French and Spanish.
private let days: [String: String] = [
  "mon": "Mon", "mo": "Mon", "lun": "Mon", "tue": "Tue", "tues": "Tue", "di": "Tue",
  "die": "Tue", "mar": "Tue", "wed": "Wed", "mi": "Wed", "mit": "Wed", "mer": "Wed", "mie": "Wed",
  "mié": "Wed", "thu": "Thu", "thur": "Thu", "thurs": "Thu", "do": "Thu", "don": "Thu",
  "jeu": "Thu", "jue": "Thu", "fri": "Fri", "fr": "Fri", "fre": "Fri", "ven": "Fri", "vie": "Fri",
  "sat": "Sat", "sa": "Sat", "sam": "Sat", "sab": "Sat", "sáb": "Sat", "sun": "Sun", "so": "Sun",
  "son": "Sun", "dim": "Sun", "dom": "Sun",
  "monday": "Mon", "mondays": "Mon", "montag": "Mon", "montags": "Mon", "lundi": "Mon",
  "lunes": "Mon", "tuesday": "Tue", "tuesdays": "Tue", "dienstag": "Tue", "dienstags": "Tue",
  "mardi": "Tue", "martes": "Tue", "wednesday": "Wed", "wednesdays": "Wed", "mittwoch": "Wed",
  "mittwochs": "Wed", "mercredi": "Wed", "miércoles": "Wed", "miercoles": "Wed", "thursday": "Thu",
  "thursdays": "Thu", "donnerstag": "Thu", "donnerstags": "Thu", "jeudi": "Thu", "jueves": "Thu",
  "friday": "Fri", "fridays": "Fri", "freitag": "Fri", "freitags": "Fri", "vendredi": "Fri",
  "viernes": "Fri", "saturday": "Sat", "saturdays": "Sat", "samstag": "Sat", "samstags": "Sat",
  "samedi": "Sat", "sábado": "Sat", "sabado": "Sat", "sunday": "Sun", "sundays": "Sun",
  "sonntag": "Sun", "sonntags": "Sun", "dimanche": "Sun", "domingo": "Sun",
]

/// A time of the day as people write it: `8am`, `8:30`, `8h30`, `18`.
private struct MeantTime {
  /// Minutes since midnight.
  let minute: Int
  /// Whether it says which half of the day it is in.
  let isHalfNamed: Bool
  /// Whether no clock of twelve hours shows it so.
  let isOf24Hours: Bool

  init?(_ word: Substring) {
    let digits = word.prefix { $0.isNumber || ":.h".contains($0) }
    let parts = digits.split { ":.h".contains($0) }.map { Int($0) ?? 99 }
    guard (1...2).contains(parts.count), var hour = parts.first else { return nil }
    switch word.dropFirst(digits.count).filter({ $0 != "." }) {
    case "": isHalfNamed = false
    case "am":
      isHalfNamed = true
      hour = hour == 12 ? 0 : hour
    case "pm":
      isHalfNamed = true
      hour = hour == 12 ? 12 : hour + 12
    default: return nil
    }
    isOf24Hours = !isHalfNamed && (hour > 12 || digits.contains("h") || digits.hasPrefix("0"))
    let written = "\(padded(hour)):\(padded(parts.count > 1 ? parts[1] : 0))"
    guard let minute = parseMinute(written[...]) else { return nil }
    self.minute = minute
  }

  /// As the flow writes it.
  var written: String { "\(padded(minute / 60)):\(padded(minute % 60))" }
}

private func padded(_ number: Int) -> String {
  number < 10 ? "0\(number)" : "\(number)"
}
