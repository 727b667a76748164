internal import CEL
internal import CallModel
internal import CivilTime
internal import FlowEngine
internal import FlowLanguage
internal import JSON

/// How explored calls begin: when, from whom, with what.
struct ExploreStart: Sendable {
  /// When the call comes, as scenarios have it; nil where the flow does not ask for the time.
  let at: String?
  /// The value of `call:`; nil where nothing is to be said.
  let call: String?
  /// The lines before anything else: flags that operators have set.
  let lines: [String]
  /// The call, before anything has happened.
  let scenario: Scenario
  /// Whether the flow goes by the time itself, or by hours that change while a call lasts.
  let readsClock: Bool
  /// Which hours it begins in.
  let number: Int

  /// What of the time decides how a call goes on.
  func clock(at now: Timestamp) -> Int64 { readsClock ? now.milliseconds : Int64(number) }
}

/// What a call begins with besides the time.
private struct Beginning {
  var call: [(key: String, value: String)] = []
  var lines: [String] = []

  var callText: String? {
    call.isEmpty
      ? nil : "{ " + call.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + " }"
  }
}

/// How explored calls of a flow begin: in each combination of the states of hours that it can ask for,
/// and, in the first of them, with each kind of caller, header, flag and parameter that it compares,
/// one beside the ordinary at a time.
func exploreStarts(of program: Program, _ flows: TestedFlows) -> [ExploreStart] {
  let times = startingTimes(of: program)
  let beginnings = beginnings(of: program)
  let readsNow = RecordReads(program).areOfTime
  var starts: [ExploreStart] = []
  for (number, time) in times.enumerated() {
    for beginning in number == 0 ? beginnings : Array(beginnings.prefix(1)) {
      let at = program.readsTime ? isoDateTime(time.time) : nil
      let fields =
        [at.map { "at: \($0)" }, beginning.callText.map { "call: \($0)" }].compactMap(\.self)
        + ["lines: [\"...\"]"]
      let text =
        "test: \(program.name)\nscenarios:\n  explored:\n"
        + fields.map { "    \($0)\n" }.joined()
      guard let scenario = scenario(text, of: flows) else { continue }
      starts.append(
        ExploreStart(
          at: at,
          call: beginning.callText,
          lines: beginning.lines,
          scenario: scenario.withoutLines,
          readsClock: readsNow || !time.isSteady,
          number: number
        )
      )
    }
  }
  return starts
}

private func beginnings(of program: Program) -> [Beginning] {
  let values = SampleValues(of: program)
  var first = Beginning()
  var others: [Beginning] = []
  let parameters = program.variables.filter { $0.value.isParameter }
    .sorted { $0.key < $1.key }
    .map { ($0.key, values.values(of: $0.value.type, named: $0.key), $0.value.initial == nil) }
  func start(_ chosen: [String: String]) -> [(key: String, value: String)] {
    let given = parameters.compactMap { name, all, isNeeded in
      (chosen[name] ?? (isNeeded ? all.first : nil)).map { "\(name): \($0)" }
    }
    return given.isEmpty ? [] : [("start", "{ \(given.joined(separator: ", ")) }")]
  }
  if program.placesCalls {
    first.call = start([:])
    for (name, all, isNeeded) in parameters {
      for value in all.dropFirst(isNeeded ? 1 : 0) {
        others.append(Beginning(call: start([name: value])))
      }
    }
  } else {
    others += callers(of: program, values)
  }
  for (name, flag) in program.flags.sorted(by: { $0.key < $1.key }) {
    for value in values.values(of: flag.type, named: name) {
      others.append(Beginning(call: first.call, lines: ["flag: { \(name): \(value) }"]))
    }
  }
  return [first] + others.prefix(60)
}

/// Callers of other kinds, names and headers than the ordinary, where the flow asks for them.
private func callers(of program: Program, _ values: SampleValues) -> [Beginning] {
  let references = program.allReferences
  func asks(_ names: [String]) -> Bool { references.contains { $0.starts(with: names) } }
  var all: [Beginning] = []
  if asks(["call", "from"]) || asks(["caller"]) {
    // Whoever may ring or be rung: the ordinary caller is a number.
    let kinds = Set(IdentifierKind.allCases).subtracting([.phoneNumber])
    let known = ["from", "rawId", "number"].flatMap(values.texts).filter { text in
      Identifier.isE164(text) || Identifier(rawID: text).kind != .unknown
    }
    let froms = known.map { "\"\($0)\"" } + kinds.samples
    all += [Beginning(call: [("withheld", "true")])]
    all += froms.map { Beginning(call: [("from", $0)]) }
  }
  if asks(["call", "onBehalfOf"]) {
    let known = values.texts(of: "onBehalfOf").filter { text in
      Identifier.isE164(text) || Identifier(rawID: text).kind != .unknown
    }
    let meant = known.map { "\"\($0)\"" } + Set(IdentifierKind.allCases).samples
    all += meant.map { Beginning(call: [("onBehalfOf", $0)]) }
  }
  if asks(["call", "callerName"]) {
    let names = ["Ann"] + values.texts(of: "callerName")
    all += names.map { Beginning(call: [("name", JSONValue.string($0).description)]) }
  }
  if program.routes.count > 1 {
    all += program.routes.dropFirst().map { Beginning(call: [("to", "\"\($0.rawID)\"")]) }
  }
  for header in program.readHeaders {
    // A header in brackets is no name: what is compared counts for all of them.
    let texts = ["a17"] + [header, "sip", "voip"].flatMap(values.texts)
    all += texts.filter { $0 != header }.map { text in
      let entry = "\(JSONValue.string(header)): \(JSONValue.string(text))"
      return Beginning(call: [("headers", "{ \(entry) }")])
    }
  }
  return all
}

/// The times at which calls come, each with whether its hours do not change for as long as a call
/// lasts: one for each combination of the states of hours that a flow can ask for.
private func startingTimes(of program: Program) -> [(time: Timestamp, isSteady: Bool)] {
  let schedules = program.allHours
  var chosen: [[HoursSchedule.State]: (time: Timestamp, isSteady: Bool)] = [:]
  var order: [[HoursSchedule.State]] = []
  for time in candidates(schedules) {
    let states = schedules.map { $0.state(at: time) }
    if let known = chosen[states], known.isSteady { continue }
    let isSteady = (0...48).allSatisfy { part in
      let later = time + Milliseconds(program.maxDuration.count * Int64(part) / 48)
      return schedules.map { $0.state(at: later) } == states
    }
    if chosen[states] == nil { order.append(states) }
    if chosen[states] == nil || isSteady { chosen[states] = (time, isSteady) }
  }
  return order.compactMap { chosen[$0] }
}

/// Every half hour of a week of January 2026, and of each day that hours name; on Monday, ten o'clock
/// first.
private func candidates(_ schedules: [HoursSchedule]) -> [Timestamp] {
  // 2026-01-05, a Monday.
  let monday = 20_458
  let first = Timestamp(milliseconds: (Int64(monday) * 86_400 + 36_000) * 1000)
  guard !schedules.isEmpty else { return [first] }
  let named = schedules.flatMap { Array($0.closed) + Array($0.special.keys) }.map(\.number)
  let days = Array(monday..<(monday + 7)) + Set(named).sorted().prefix(60)
  return [first]
    + days.flatMap { day in
      (0..<48).map { half in
        Timestamp(milliseconds: (Int64(day) * 86_400 + Int64(half) * 1800) * 1000)
      }
    }
}

private func isoDateTime(_ time: Timestamp) -> String {
  let seconds = time.milliseconds / 1000
  let date = CivilDate(daysSince1970: seconds / 86_400)
  func two(_ number: Int64) -> String { String(String(100 + number).dropFirst()) }
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

  /// What the flow, and those it runs, read.
  fileprivate var allReferences: Set<[String]> {
    flows.values.reduce(into: Set(expressions.flatMap(\.references).map(\.path))) {
      $0.formUnion($1.allReferences)
    }
  }

  /// The headers that the flow asks for, by name.
  fileprivate var readHeaders: [String] {
    let asking = expressions.filter { expression in
      expression.references.contains { $0.path.starts(with: ["call", "headers"]) }
    }
    let named = asking.flatMap(\.references).compactMap { reference in
      reference.path.starts(with: ["call", "headers"]) ? reference.path.dropFirst(3).first : nil
    }
    // A header whose name is no word of the language stands in brackets: `headers.sip['x-tier']`.
    let quoted = asking.flatMap(\.constants).compactMap { constant -> String? in
      if case .string(let text) = constant, text.contains("-") { text } else { nil }
    }
    let all = Set(named + quoted).sorted()
    return all + flows.sorted { $0.key < $1.key }.flatMap(\.value.readHeaders)
  }
}
