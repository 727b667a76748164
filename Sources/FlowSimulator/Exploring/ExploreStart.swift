internal import CEL
internal import CallModel
internal import CivilTime
internal import FlowLanguage

/// A time at which explored calls come.
struct ExploreStart: Sendable {
  /// The time as scenarios have it; nil where the flow does not ask for it.
  let text: String?
  /// The call, before anything has happened.
  let scenario: Scenario
  /// Whether the flow asks for the time itself, or for hours that change while a call lasts.
  let readsClock: Bool
  /// Which it is.
  let number: Int

  /// What of the time decides how a call goes on.
  func clock(at now: Timestamp) -> String { readsClock ? "\(now.milliseconds)" : "\(number)" }
}

/// A time for each combination of the states of hours that a flow can ask for; one where it has none.
///
/// Times in which the hours do not change for as long as a call lasts go before others.
func exploreStarts(
  of program: Program,
  _ header: String,
  _ flows: TestedFlows
) -> [ExploreStart] {
  let schedules = program.allHours
  let readsNow = program.readsMoment
  var chosen: [[HoursSchedule.State]: (time: Timestamp, isSteady: Bool)] = [:]
  var order: [[HoursSchedule.State]] = []
  for time in candidates(schedules) {
    let states = schedules.map { $0.state(at: time) }
    let isSteady = (0...48).allSatisfy { part in
      let later = time + Milliseconds(program.maxDuration.count * Int64(part) / 48)
      return schedules.map { $0.state(at: later) } == states
    }
    if chosen[states] == nil { order.append(states) }
    if chosen[states].map({ isSteady && !$0.isSteady }) ?? true {
      chosen[states] = (time, isSteady)
    }
  }
  return order.compactMap { chosen[$0] }.enumerated().compactMap { number, start in
    let text = program.readsTime ? isoDateTime(start.time) : nil
    let at = text.map { "    at: \($0)\n" } ?? ""
    guard
      let scenario = scenario(
        header + "scenarios:\n  explored:\n\(at)    lines: [\"...\"]\n",
        of: flows
      )
    else { return nil }
    return ExploreStart(
      text: text,
      scenario: scenario.withoutLines,
      readsClock: readsNow || !start.isSteady,
      number: number
    )
  }
}

/// Every half hour of a week of January 2026, and of each day that hours name.
private func candidates(_ schedules: [HoursSchedule]) -> [Timestamp] {
  // 2026-01-05, a Monday.
  let monday = 20_458
  let named = schedules.flatMap { Array($0.closed) + Array($0.special.keys) }.map(\.number)
  guard !schedules.isEmpty else {
    return [Timestamp(milliseconds: (Int64(monday) * 86_400 + 36_000) * 1000)]
  }
  let days = Array(monday..<(monday + 7)) + Set(named).sorted().prefix(60)
  return days.flatMap { day in
    (0..<48).map { half in
      Timestamp(milliseconds: (Int64(day) * 86_400 + Int64(half) * 1800) * 1000)
    }
  }
}

private func isoDateTime(_ time: Timestamp) -> String {
  let seconds = time.milliseconds / 1000
  let date = CivilDate(daysSince1970: seconds / 86_400)
  func two(_ number: Int64) -> String { String(100 + number).dropFirst().description }
  let clock = seconds % 86_400
  return "\(date.year)-\(two(Int64(date.month)))-\(two(Int64(date.day)))"
    + "T\(two(clock / 3600)):\(two(clock % 3600 / 60)):00Z"
}

extension Scenario {
  fileprivate var withoutLines: Scenario {
    Scenario(name: name, span: span, at: at, call: call, rules: [], parties: parties, lines: [])
  }
}

extension Program {
  /// The hours of the flow, and of those it runs, by name.
  fileprivate var allHours: [HoursSchedule] {
    hours.sorted { $0.key < $1.key }.map(\.value)
      + flows.sorted { $0.key < $1.key }.flatMap(\.value.allHours)
  }

  /// Whether the flow, or one that it runs, asks for the time itself.
  fileprivate var readsMoment: Bool {
    expressions.contains { expression in
      expression.references.contains { reference in
        reference.path.first == "now" || reference.path.prefix(2) == ["call", "startedAt"]
          || (reference.path.first == "hours" && reference.path.contains("nextOpening"))
      }
    } || flows.values.contains(where: \.readsMoment)
  }
}
