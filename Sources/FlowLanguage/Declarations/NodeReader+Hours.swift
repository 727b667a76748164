import CallModel
import CivilTime
import Diagnostics
import FlowSyntax

private let hoursKeys = ["timeZone", "open", "closed", "special"]
/// What people write behind a day without times.
private let closedWords: Set = [
  "closed", "close", "off", "none", "never", "geschlossen", "zu", "fermé", "cerrado", "chiuso",
]
private let weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

extension NodeReader {
  /// Opening hours as declared; dates before `today` are told of, if it is known.
  func hoursSchedule(
    _ node: SyntaxNode,
    zones: any ZoneRules,
    today: HoursSchedule.Day?
  ) -> HoursSchedule? {
    guard let written = entries(node, "a schedule", help: "write `{ timeZone: …, open: … }`")
    else { return nil }
    let entries = withDaysMoved(written)
    let (node, hasStranger) = asMeant(
      node,
      entries,
      in: "a schedule",
      known: hoursKeys,
      orIn: ForeignWords.hoursKeys
    )
    let missing = ["timeZone", "open"].filter { node[$0] == nil }
    if !missing.isEmpty, !hasStranger, isComplete {
      report(
        Diagnostic(
          .missingField,
          "a schedule needs \(quotedList(missing))",
          at: node.headSpan,
          help: missing.contains("timeZone")
            ? "add `timeZone: America/Los_Angeles`" : "add `open: [Mon-Fri 08:00-18:00]`"
        )
      )
    }
    // What is missing has been said; the rest is read for its own mistakes.
    let zone = node["timeZone"].flatMap { self.zone($0, zones) }
    let jumps = zone.flatMap { zone in today.map { clockJumps(from: $0, in: zone) } } ?? []
    let weekly =
      node["open"].map { weeklyHours($0, jumps) } ?? Array(repeating: [], count: 7)
    var names: [HoursSchedule.Day: String] = [:]
    let closed = node["closed"].map { closedDays($0, &names, today) } ?? [:]
    let special =
      node["special"].map { specialDays($0, closed: closed, &names, zone, today) } ?? [:]
    return zone.map {
      HoursSchedule(
        zone: $0,
        weekly: weekly,
        closed: Set(closed.keys),
        special: special,
        names: names
      )
    }
  }

  /// The keys of a schedule with days that stand among them put where they belong, after a finding:
  /// `2026-12-25: Christmas` under `closed:`, with times under `special:`.
  private func withDaysMoved(_ entries: [SyntaxEntry]) -> [SyntaxEntry] {
    let days = entries.filter { $0.key.text.isDay }
    guard let first = days.first else { return entries }
    let isSpecial = first.dayText.hasTimes
    let name = isSpecial ? "special" : "closed"
    let isThere = entries.contains { $0.key.text == name }
    report(
      Diagnostic(
        .unknownField,
        "a schedule has no field `\(first.key.text)`",
        at: first.key.span,
        help: isThere
          ? "add `\(first.dayText)` to `\(name):`"
          : "name the day under `\(name):`: `\(name): [\(first.dayText)]`"
      )
    )
    let rest = entries.filter { !$0.key.text.isDay }
    return rest + (isThere ? [] : [first.named(name).holding(days.asDayList)])
  }

  /// A mapping of days as the list that is meant, after a finding; anything else as it is.
  private func asDayList(_ node: SyntaxNode, _ expected: String) -> SyntaxNode {
    guard let entries = node.entries, let first = entries.first, first.key.text.isDay else {
      return node
    }
    reportWrongShape(node, expected, help: "write each in a list: `[\(first.dayText)]`")
    return entries.asDayList
  }

  private func zone(_ node: SyntaxNode, _ zones: any ZoneRules) -> ZoneTransitions? {
    guard let scalar = scalar(node, "a time zone such as `America/Los_Angeles`") else { return nil }
    guard let zone = zones.zone(named: scalar.text) else {
      reportUnknown(.timeZone, scalar.text, among: zones.names, at: scalar.span)
      return nil
    }
    return zone
  }

  /// `Mon-Fri 08:00-18:00`, `Sat 09:00-13:00`, one item each.
  private func weeklyHours(
    _ node: SyntaxNode,
    _ jumps: [(day: HoursSchedule.Day, skipped: SkippedTime)]
  ) -> [[HoursSchedule.Span]] {
    var days = Array(repeating: [(HoursSchedule.Span, Span)](), count: 7)
    if let entries = node.entries, let day = entries.first {
      let names = day.key.text.split(separator: "-").map { name in
        name.prefix(1).uppercased() + name.dropFirst().prefix(2).lowercased()
      }
      let isDays = (1...2).contains(names.count) && names.allSatisfy(weekdayNames.contains)
      let times = day.value.scalar?.text ?? "…"
      reportWrongShape(
        node,
        "a list of days and times",
        help: isDays
          ? "write each in a list, the day first: `[\(names.joined(separator: "-")) \(times)]`"
          : nil
      )
      return Array(repeating: [], count: 7)
    }
    for item in withDaysJoined(items(node)) {
      guard let scalar = scalar(item, "days and times such as `Mon-Fri 08:00-18:00`") else {
        continue
      }
      let text = asDaysAndTimes(scalar)
      let words = text.split(separator: " ", omittingEmptySubsequences: true)
      guard words.count >= 2, let range = weekdays(words[0]) else { continue }
      // What is read as it was meant is told once.
      let isWritten = text == scalar.text
      for word in words.dropFirst() {
        guard let span = hoursSpan(word, at: scalar.span) else { continue }
        for day in range { add(span, at: scalar.span, to: &days[day], isTold: isWritten) }
        if let jump = jumps.first(where: { range.contains($0.day.weekday) }) {
          reportSkipped(jump.skipped, of: span, at: scalar.span, weeklyOn: jump.day)
        }
      }
    }
    return days.map { joined($0.map(\.0)) }
  }

  /// The items with days that stand alone put before the times behind them: `[Mon, Tue 08:00-18:00]` is
  /// read as `Mon-Tue 08:00-18:00`, after a finding.
  private func withDaysJoined(_ items: [SyntaxNode]) -> [SyntaxNode] {
    var joined: [SyntaxNode] = []
    var alone: [SyntaxScalar] = []
    for item in items {
      let words = item.scalar?.text.split(separator: " ") ?? []
      let day = words.first.flatMap { word in weekdayNames.firstIndex { $0 == word } }
      guard let scalar = item.scalar, day != nil, words.count == 1 || !alone.isEmpty else {
        joined += alone.map { SyntaxNode($0) } + [item]
        alone = []
        continue
      }
      guard words.count > 1, let first = alone.first else {
        alone.append(scalar)
        continue
      }
      joined.append(contentsOf: daysJoined(alone + [scalar], from: first))
      alone = []
    }
    return joined + alone.map { SyntaxNode($0) }
  }

  private func daysJoined(_ scalars: [SyntaxScalar], from first: SyntaxScalar) -> [SyntaxNode] {
    guard let last = scalars.last else { return [] }
    let times = last.text.drop { $0 != " " }
    let days = scalars.map { String($0.text.prefix { $0 != " " }) }
    let numbers = days.compactMap { weekdayNames.firstIndex(of: $0) }
    let isRow = zip(numbers, numbers.dropFirst()).allSatisfy { ($0 + 1) % 7 == $1 }
    let meant = isRow ? ["\(days[0])-\(days[days.count - 1])\(times)"] : days.map { $0 + times }
    let span = first.span.union(last.span)
    report(
      Diagnostic(
        .malformedValue,
        "`\(first.text)` has no times",
        at: first.span,
        related: [Diagnostic.Label(last.span, "these are of the last day alone")],
        help: isRow
          ? "write `\(meant[0])`" : "write the times behind each day: \(quotedList(meant))",
        fixes: isRow
          ? [
            Diagnostic.Fix(
              "write `\(meant[0])`",
              at: span,
              replacement: meant[0],
              isCertain: false
            )
          ] : []
      )
    )
    return meant.map { text in
      SyntaxNode(SyntaxScalar(SourceFragment(verbatim: text, span: last.span), style: .plain))
    }
  }

  /// Days and times as they are written, or as they were meant, after a finding; what says neither
  /// is empty then.
  private func asDaysAndTimes(_ scalar: SyntaxScalar) -> String {
    let words = scalar.text.split(separator: " ", omittingEmptySubsequences: true)
    let isRead = words.count >= 2 && weekdays(words[0]) != nil
    if isRead, words.count == 2, closedWords.contains(words[1].lowercased()) {
      reportMalformed(
        at: scalar.span,
        "`\(scalar.text)` is not days and times",
        help: "leave the day out: where no times are named it is closed"
      )
      return ""
    }
    // Where no more is told, nobody asks what was meant.
    let isPlain = isFull || isRead && words.dropFirst().allSatisfy(\.areTimes)
    let meant = isPlain ? nil : meantHours(scalar.text)
    guard meant != nil || !isRead else { return scalar.text }
    report(
      Diagnostic(
        .malformedValue,
        "`\(scalar.text)` is not days and times",
        at: scalar.span,
        help: meant.map { "write `\($0)`" }
          ?? "write `Mon-Fri 08:00-18:00`; the days are \(weekdayNames.joined(separator: " "))",
        fixes: meant.map { [Diagnostic.Fix("write `\($0)`", at: scalar.span, replacement: $0)] }
          ?? []
      )
    )
    return meant ?? ""
  }

  /// `Mon`, or `Mon-Fri`; English in every flow, as all keywords are.
  private func weekdays(_ text: Substring) -> [Int]? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
      .map { name in weekdayNames.firstIndex { $0 == name } }
    switch (ends.count, ends.first ?? nil, ends.last ?? nil) {
    case (1, let day?, _): return [day]
    case (2, let first?, let last?):
      // `Sat-Mon` goes over the end of the week.
      return (0..<7).map { (first + $0) % 7 }.prefix((last - first + 7) % 7 + 1).map { $0 }
    default: return nil
    }
  }

  private func hoursSpan(_ text: Substring, at span: Span) -> HoursSchedule.Span? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let start = parseMinute(ends[0]), let end = parseMinute(ends[1]) else {
      reportMalformed(
        at: span,
        "`\(text)` is not a stretch of time",
        help: "write it like `08:00-18:00`"
      )
      return nil
    }
    // A stretch over midnight is written as two: which day `closed:` takes away would be unclear.
    guard start < end else {
      reportOutOfRange(
        at: span,
        "`\(text)` ends before it begins",
        help: "write the two sides of midnight apart: `22:00-24:00`, and `00:00-02:00` the next day"
      )
      return nil
    }
    return HoursSchedule.Span(start: start, end: end)
  }

  private func add(
    _ new: HoursSchedule.Span,
    at span: Span,
    to day: inout [(HoursSchedule.Span, Span)],
    isTold: Bool
  ) {
    // Ends are exclusive, so 08:00-12:00 and 12:00-18:00 do not overlap.
    if let other = day.first(where: { $0.0.start < new.end && new.start < $0.0.end }) {
      guard isTold else { return }
      report(
        Diagnostic(
          .hoursConflict,
          "these times overlap others of the same day",
          at: span,
          related: other.1 == span ? [] : [Diagnostic.Label(other.1, "the others")],
          help: "write each stretch once"
        )
      )
      return
    }
    day.append((new, span))
  }

  /// `2026-12-25 Christmas Day`, one item each; what follows the date is the day's name.
  private func closedDays(
    _ node: SyntaxNode,
    _ names: inout [HoursSchedule.Day: String],
    _ today: HoursSchedule.Day?
  ) -> [HoursSchedule.Day: Span] {
    var days: [HoursSchedule.Day: Span] = [:]
    for item in items(asDayList(node, "a list of dates")) {
      guard let scalar = scalar(item, "a date such as `2026-12-25`"),
        let day = day(scalar, today)
      else { continue }
      if let first = days.updateValue(scalar.span, forKey: day) {
        reportSameDay(scalar.span, first, "this day is named twice")
      }
      name(day, scalar.text.split(separator: " ").dropFirst(), &names)
    }
    return days
  }

  /// Keeps the name that was written first for a day.
  private func name(
    _ day: HoursSchedule.Day,
    _ words: ArraySlice<Substring>,
    _ names: inout [HoursSchedule.Day: String]
  ) {
    guard !words.isEmpty, names[day] == nil else { return }
    names[day] = words.joined(separator: " ")
  }

  /// `2026-12-24 08:00-12:00 Christmas Eve`, one item each; what follows the times is the day's
  /// name.
  private func specialDays(
    _ node: SyntaxNode,
    closed: [HoursSchedule.Day: Span],
    _ names: inout [HoursSchedule.Day: String],
    _ zone: ZoneTransitions?,
    _ today: HoursSchedule.Day?
  ) -> [HoursSchedule.Day: [HoursSchedule.Span]] {
    var days: [HoursSchedule.Day: [(HoursSchedule.Span, Span)]] = [:]
    for item in items(asDayList(node, "a list of dates with times")) {
      guard let scalar = scalar(item, "a date with times such as `2026-12-24 08:00-12:00`"),
        let day = day(scalar, today)
      else { continue }
      // `closed:` wins: a day cannot be both.
      if let first = closed[day] {
        reportSameDay(scalar.span, first, "this day is closed, so its times do not count")
      }
      let words = scalar.text.split(separator: " ")
      let times = words.dropFirst().prefix(while: \.isMeantAsTimes)
      let named = words.dropFirst(1 + times.count)
      name(day, named, &names)
      if times.isEmpty {
        let meant = [words[0], "08:00-12:00"] + named
        reportMalformed(
          at: scalar.span,
          "`\(scalar.text)` has no times",
          help: "write `\(meant.joined(separator: " "))`, or name the day under `closed:`"
        )
      }
      for word in times {
        guard let span = hoursSpan(word, at: scalar.span) else { continue }
        add(span, at: scalar.span, to: &days[day, default: []], isTold: true)
        if let zone, let skipped = SkippedTime(on: day, in: zone) {
          reportSkipped(skipped, of: span, at: scalar.span)
        }
      }
    }
    return days.mapValues { joined($0.map(\.0)) }
  }

  private func reportSameDay(_ span: Span, _ first: Span, _ message: String) {
    report(
      Diagnostic(
        .hoursConflict,
        message,
        at: span,
        related: [Diagnostic.Label(first, "the other one")],
        help: "delete one of them"
      )
    )
  }

  /// The days of the year from then on when clocks jump forward.
  private func clockJumps(
    from today: HoursSchedule.Day,
    in zone: ZoneTransitions
  ) -> [(day: HoursSchedule.Day, skipped: SkippedTime)] {
    (today.number...(today.number + 366)).compactMap { number in
      let day = HoursSchedule.Day(number: number)
      return SkippedTime(on: day, in: zone).map { (day, $0) }
    }
  }

  /// Reports what of a stretch of time clocks never show on its day; of one that comes each week it
  /// is a hint, since on all other days it is right.
  private func reportSkipped(
    _ skipped: SkippedTime,
    of span: HoursSchedule.Span,
    at place: Span,
    weeklyOn day: HoursSchedule.Day? = nil
  ) {
    let jump = HoursSchedule.Span(
      start: skipped.minutes.lowerBound,
      end: skipped.minutes.upperBound
    )
    guard skipped.covers(span) || skipped.contains(span.start) || skipped.contains(span.end) else {
      return
    }
    let left = HoursSchedule.Span(
      start: skipped.contains(span.start) ? jump.end : span.start,
      end: skipped.contains(span.end) ? jump.start : span.end
    )
    report(
      Diagnostic(
        .skippedTime,
        day == nil ? .warning : .hint,
        "clocks show \(skipped.covers(span) ? "nothing" : "not all") of `\(span)` on "
          + "\(day?.written ?? "this day"): they jump over `\(jump)`",
        at: place,
        help: day.map { "where that matters, name the day under `special:`: `\($0.written) …`" }
          ?? (skipped.covers(span) ? "write times that there are" : "write `\(left)`")
      )
    )
  }

  /// The stretches by time; those that touch are one.
  ///
  /// So that `nextOpening` does not name noon where a morning goes on as an afternoon.
  private func joined(_ spans: [HoursSchedule.Span]) -> [HoursSchedule.Span] {
    spans.sorted { $0.start < $1.start }.reduce(into: []) { all, next in
      guard let last = all.last, last.end >= next.start else {
        all.append(next)
        return
      }
      all[all.count - 1] = HoursSchedule.Span(start: last.start, end: max(last.end, next.end))
    }
  }

  private func day(_ scalar: SyntaxScalar, _ today: HoursSchedule.Day?) -> HoursSchedule.Day? {
    let text = scalar.text.prefix { $0 != " " }
    let written = parseDay(text)
    let meant = written == nil ? meantDate(text) : nil
    if written == nil {
      reportMalformed(
        at: scalar.span,
        "`\(text)` is not a date of the calendar",
        help: meant.map { "write `\($0)`" } ?? "write it like `2026-12-25`"
      )
    }
    guard let day = written ?? meant.flatMap({ parseDay($0[...]) }) else { return nil }
    if let today, day < today {
      report(
        Diagnostic(
          .pastDate,
          .hint,
          "`\(text)` has gone by",
          at: scalar.span,
          help: "delete it, or write the date of the next time"
        )
      )
    }
    return day
  }
}

/// Reads `08:30` as minutes since midnight; `24:00` is the end of the day.
func parseMinute(_ text: Substring) -> Int? {
  let parts = text.split(separator: ":", omittingEmptySubsequences: false)
  guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy(\.isASCIIDigit) }),
    let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60,
    // Only as an end; as a beginning it fails because no end is after it.
    hour < 24 || (hour == 24 && minute == 0)
  else { return nil }
  return hour * 60 + minute
}

/// Reads a day of the calendar as `2026-12-25`; nil for another text.
package func parseDay(_ text: Substring) -> HoursSchedule.Day? {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false)
  guard parts.map(\.utf8.count) == [4, 2, 2],
    parts.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }),
    let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
  else { return nil }
  return HoursSchedule.Day(year: year, month: month, day: day)
}

extension HoursSchedule.Day {
  /// As a flow has it: `2026-12-25`.
  fileprivate var written: String {
    String(CivilDateTime(secondsSince1970: Int64(number) * 86_400).text.prefix(10))
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

extension Substring {
  /// Whether it is two times with a dash between them, whichever is the later.
  fileprivate var areTimes: Bool {
    let ends = split(separator: "-", omittingEmptySubsequences: false)
    return ends.count == 2 && ends.allSatisfy { parseMinute($0) != nil }
  }

  /// Whether a word after a date is to be a stretch of time, well written or not: it is made of
  /// digits and what stands between them, as no name is.
  fileprivate var isMeantAsTimes: Bool {
    first?.isASCIIDigit == true && allSatisfy { $0.isASCIIDigit || ":.-–h".contains($0) }
  }
}

extension SyntaxEntry {
  /// A day that is written as a key, with what stands behind it: `2026-12-25 Christmas`.
  fileprivate var dayText: String {
    let values = (value.items ?? [value]).compactMap { $0.scalar?.text }
      .filter { !$0.isEmpty && !closedWords.contains($0.lowercased()) }
    return ([key.text] + values).joined(separator: " ")
  }
}

extension [SyntaxEntry] {
  /// The days as items of a list.
  fileprivate var asDayList: SyntaxNode {
    let items = map { entry in
      let text = SourceFragment(verbatim: entry.dayText, span: entry.key.span)
      return SyntaxNode(SyntaxScalar(text, style: .plain))
    }
    return SyntaxNode(.sequence(items), span: first?.span ?? .none)
  }
}

extension String {
  /// Whether it is a date, as `2026-12-25`.
  fileprivate var isDay: Bool { wholeMatch(of: /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}/) != nil }

  /// Whether times stand in it, as `08:00-12:00`.
  fileprivate var hasTimes: Bool { contains(/[0-9]:[0-9]{2}/) }
}
