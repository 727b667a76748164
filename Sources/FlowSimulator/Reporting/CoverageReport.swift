internal import CallModel
package import Diagnostics
package import FlowLanguage

/// Which branches of flows scenarios have taken, and which steps have run (TESTING.md, part 3).
package struct CoverageReport: Sendable {
  /// A branch, or a step, with how often it was taken.
  struct Row: Sendable {
    /// What tells it from all others of its flow: its path, such as `main/2/on.busy`.
    let id: String
    /// Where it is written.
    let position: Position
    let span: Span
    /// What it is, for people: `outcome busy of addAgent`.
    let what: String
    /// What there is to say where it is not taken: `never happens`.
    let missing: String
    let count: Int
  }

  /// One flow.
  struct Flow: Sendable {
    let program: Program
    let source: SourceFile
    let branches: [Row]
    let steps: [Row]
    /// How often each branch was taken, by its path.
    let taken: [FlowPath: Int]

    var takenCount: Int { branches.count { $0.count > 0 } }
    var percent: Double { percentage(takenCount, branches.count) }
  }

  /// The flows, by the path of their file.
  let flows: [Flow]

  /// Looks at flows, each once.
  package init(_ marks: CoverageMarks, of programs: [Program], in files: SourceFiles) {
    var names: Set<String> = []
    flows = programs.filter { names.insert($0.name).inserted }
      .compactMap { Flow($0, marks.flows[$0.name] ?? CoverageMarks.Marks(), in: files) }
      .sorted { $0.source.name < $1.source.name }
  }

  var branchCount: Int { flows.reduce(0) { $0 + $1.branches.count } }
  var takenCount: Int { flows.reduce(0) { $0 + $1.takenCount } }

  /// The part of the branches that are taken, in percent; 100 where there are none.
  package var percent: Double { percentage(takenCount, branchCount) }

  /// The same with one decimal, rounded down: 100% is all of them.
  package var shownPercent: String { shown(percent) }
}

/// A percentage with one decimal, rounded down.
func shown(_ percent: Double) -> String {
  let tenths = Int(percent * 10)
  return "\(tenths / 10).\(tenths % 10)%"
}

private func percentage(_ part: Int, _ whole: Int) -> Double {
  whole == 0 ? 100 : Double(part) * 100 / Double(whole)
}

extension CoverageReport.Flow {
  fileprivate init?(_ program: Program, _ marks: CoverageMarks.Marks, in files: SourceFiles) {
    let rows = program.branches.rows
    guard let block = program.blocks.first, let source = files[block.nameSpan.file] else {
      return nil
    }
    self.program = program
    self.source = source
    taken = marks.branches
    branches = rows.map { row in
      let keyword = row.id.parent.flatMap { program.node(at: $0)?.step.keyword.rawValue }
      let (what, missing) = row.words(of: keyword ?? "the flow")
      return CoverageReport.Row(
        id: row.id.text,
        position: source.position(of: row.span.start),
        span: row.span,
        what: what,
        missing: missing,
        count: marks.branches[row.id] ?? 0
      )
    }
    let nodes = program.lists.values.flatMap(\.steps).sorted { $0.number < $1.number }
    steps = nodes.map { node in
      CoverageReport.Row(
        id: node.path.text,
        position: source.position(of: node.keywordSpan.start),
        span: node.keywordSpan,
        what: node.step.keyword.rawValue,
        missing: "never runs",
        count: marks.steps[node.path] ?? 0
      )
    }
  }
}

extension BranchTable.Row {
  /// What the branch is, and what there is to say where it is not taken.
  func words(of keyword: String) -> (what: String, missing: String) {
    switch kind {
    case .when(true): ("`when` of \(keyword)", "never holds")
    case .when(false): ("`when` of \(keyword)", "always holds")
    case .decision: ("way \(entry) of \(keyword)", "is never taken")
    case .meanwhile: ("`meanwhile` of \(keyword)", "never runs")
    case .handler(let outcome), .outcome(let outcome):
      ("outcome \(outcome.name) of \(keyword)", "never happens")
    case .flowHandler: ("`on: \(entry):`", "never runs")
    case .everywhere(let name): ("answer \(name) of `everywhere`", "is never given")
    case .hours(let name, .open): ("`hours.\(name)`", "is never asked for while it is open")
    case .hours(let name, .closed): ("`hours.\(name)`", "is never asked for while it is closed")
    case .hours(let name, .holiday): ("`hours.\(name)`", "is never asked for on a holiday")
    }
  }

  /// The name of the branch below its step.
  private var entry: String {
    guard case .list(let key, let entry)? = id.parts.last else { return id.text }
    return entry.map { key == "on" || key == "cases" ? $0 : "\(key) \($0)" } ?? key
  }
}
