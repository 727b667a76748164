internal import CallModel
internal import Diagnostics
internal import FlowEngine

/// What came of many simulated calls.
package struct SimulationReport: Sendable {
  /// Some calls, and how many of all they are.
  package struct Row: Hashable, Sendable {
    /// What they have in common.
    package let name: String
    /// How many they are.
    package let count: Int
  }

  /// Figures of a quantity, over the calls that have it.
  package struct Figures: Hashable, Sendable {
    /// How many calls have it.
    package let count: Int
    /// The one in the middle.
    package let median: Int
    /// The one that nine in ten do not exceed.
    package let ninety: Int
    /// The greatest.
    package let most: Int

    init?(_ values: [Int]) {
      guard !values.isEmpty else { return nil }
      let sorted = values.sorted()
      count = sorted.count
      median = sorted[(sorted.count - 1) / 2]
      ninety = sorted[(sorted.count - 1) * 9 / 10]
      most = sorted[sorted.count - 1]
    }
  }

  /// The flow.
  package let flow: String
  /// What decided what was drawn.
  package let seed: UInt64
  /// Whether things went wrong besides.
  package let hasFaults: Bool
  /// How many calls there were.
  package let calls: Int
  /// How they ended, the most frequent first.
  package let ends: [Row]
  /// How long it took until somebody took the call, in milliseconds.
  package let answers: Figures?
  /// How many calls were taken within how long, in ranges.
  package let answerTimes: [Row]
  /// How many steps ran.
  package let steps: Figures?
  /// How many calls had how many steps, in ranges.
  package let stepCounts: [Row]
  /// How long calls lasted, in milliseconds.
  package let durations: Figures?
  /// In how many calls each prompt was heard.
  package let prompts: [Row]
  /// Why calls could not be simulated to their end.
  package let problems: [Row]

  /// Takes the measure of calls.
  package init(
    _ measures: [CallMeasure],
    of flow: String,
    seed: UInt64,
    hasFaults: Bool = false
  ) {
    self.flow = flow
    self.hasFaults = hasFaults
    self.seed = seed
    calls = measures.count
    ends = counted(measures.map(\.endName))
    let waits = measures.compactMap { $0.answeredAfter.map { Int($0.count) } }
    answers = Figures(waits)
    answerTimes = ranges(waits, [5, 10, 20, 30, 60, 120, 300].map { $0 * 1000 }, seconds)
    let counts = measures.map(\.steps)
    steps = Figures(counts)
    stepCounts = ranges(counts, [2, 4, 6, 8, 10, 12, 15, 20, 30, 50, 100]) { "\($0)" }
    durations = Figures(measures.map { Int($0.duration.count) })
    prompts = counted(measures.flatMap { $0.prompts.keys })
    problems = counted(measures.compactMap(\.problem))
  }
}

extension CallMeasure {
  fileprivate var endName: String {
    if problem != nil { return "not simulated to its end" }
    guard let end else { return "goes on after 4 hours" }
    return isGivenUp && end == .callerLeft ? "callerLeft, tired of waiting" : end.rawValue
  }
}

/// How often each name comes, the most frequent first, equal ones by name.
private func counted(_ names: [String]) -> [SimulationReport.Row] {
  let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
  return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    .map { SimulationReport.Row(name: $0.key, count: $0.value) }
}

/// How many values lie in each range up to these bounds, and beyond the last.
private func ranges(
  _ values: [Int],
  _ bounds: [Int],
  _ shown: (Int) -> String
) -> [SimulationReport.Row] {
  var rows: [SimulationReport.Row] = []
  var from = Int.min
  for bound in bounds {
    let count = values.count { $0 > from && $0 <= bound }
    rows.append(.init(name: "up to \(shown(bound))", count: count))
    from = bound
  }
  rows.append(.init(name: "more", count: values.count { $0 > from }))
  // What nobody comes to, before the first and after the last, needs no row.
  let used = rows.indices.filter { rows[$0].count > 0 }
  guard let first = used.first, let last = used.last else { return [] }
  return Array(rows[first...last])
}

/// A length of time for people.
func seconds(_ milliseconds: Int) -> String {
  let tenths = (milliseconds + 50) / 100
  guard tenths >= 600 else {
    return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
  }
  let all = tenths / 10
  return all % 60 == 0 ? "\(all / 60) min" : "\(all / 60) min \(all % 60) s"
}

extension SimulationReport {
  /// What is said beside the seed where things went wrong.
  var faults: String { hasFaults ? ", with faults" : "" }

  /// The report as tables, for people.
  package var text: String {
    var text = "\(calls) calls of \(flow), seed \(seed)\(faults)\n"
    func table(_ title: String, _ rows: [Row]) {
      guard !rows.isEmpty else { return }
      text += "\n\(title)\n"
      let width = rows.map { quoted($0.name).count }.max() ?? 0
      for row in rows {
        let name = quoted(row.name)
        let count = String(row.count)
        text += "  \(name)\(spaces(width - name.count))  \(spaces(7 - count.count))\(count)  "
        text += "\(spaces(5 - share(row).count))\(share(row)) %\n"
      }
    }
    table("how calls end", ends)
    if let answers {
      table("time until somebody takes the call: \(figures(answers, seconds))", answerTimes)
    } else {
      text += "\nnobody takes a call\n"
    }
    if let steps { table("steps of a call: \(figures(steps) { "\($0)" })", stepCounts) }
    if let durations { text += "\nlength of a call: \(figures(durations, seconds))\n" }
    table("calls in which a prompt is heard", prompts)
    table("what is missing", problems)
    return text
  }

  private func figures(_ figures: Figures, _ shown: (Int) -> String) -> String {
    "median \(shown(figures.median)), nine in ten up to \(shown(figures.ninety)), "
      + "most \(shown(figures.most)) (\(figures.count) calls)"
  }

  /// Of a hundred calls, to a tenth.
  func share(_ row: Row) -> String {
    let thousandths = (row.count * 1000 + calls / 2) / max(1, calls)
    return "\(thousandths / 10).\(thousandths % 10)"
  }
}

private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
