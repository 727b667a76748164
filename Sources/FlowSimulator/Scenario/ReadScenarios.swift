internal import CEL
internal import CallEmulator
internal import CallModel
package import Diagnostics
internal import FlowEngine
package import FlowLanguage
internal import FlowSyntax

/// The flows that tests may name.
package struct TestedFlows: Sendable {
  /// The programs.
  package let programs: ProgramSet
  /// Whether all flows of the project are among them: none has an error.
  package let isWhole: Bool
  /// The rules of time zones, from the host.
  package let zones: any ZoneRules
  /// That there is no environment of the name that the files have; nil where there is.
  package let missingEnvironment: Diagnostic?

  /// Makes a set of flows.
  package init(
    programs: ProgramSet,
    isWhole: Bool,
    zones: any ZoneRules,
    missingEnvironment: Diagnostic? = nil
  ) {
    self.missingEnvironment = missingEnvironment
    self.programs = programs
    self.isWhole = isWhole
    self.zones = zones
  }

  /// The flow of a name; nil also for one whose parties have no values, as without an environment:
  /// its scenarios are read for their shape alone.
  func program(named name: String) -> Program? {
    programs.place(named: name).map { programs[$0] }.flatMap { $0.hasParties ? $0 : nil }
  }

  /// Whether it is sure that there is no flow of a name.
  func lacks(_ name: String) -> Bool { isWhole && programs.place(named: name) == nil }
}

/// Reads a file of scenarios (`*.test.yaml`) against the flow that it names; all findings come at
/// once.
package func readScenarios(
  _ source: SourceFile,
  of flows: TestedFlows
) -> (file: ScenarioFile, findings: [Diagnostic]) {
  let (document, syntax) = parseYAML(source)
  let program = document.root?["test"]?.scalar.flatMap { flows.program(named: $0.text) }
  var reader = ScenarioReader(program, zones: flows.zones, isComplete: document.isComplete)
  guard let root = document.root else {
    if syntax.isEmpty {
      reader.values.report(.emptyDocument, "the file has no scenarios", source.span.startPoint)
    }
    return (ScenarioFile(source, nil), syntax + reader.values.findings)
  }
  let file = reader.file(root, source, flows)
  return (file, syntax + reader.values.findings)
}

extension ScenarioFile {
  /// A file without scenarios.
  fileprivate init(_ source: SourceFile, _ flow: String?) {
    self.init(source: source, flow: flow, environment: nil, scenarios: [])
  }
}

/// What a file says for all of its scenarios.
private struct CommonFields {
  var at: Timestamp?
  /// Whether it says when the call comes, well written or not.
  var isTimed = false
  var call: SyntaxNode?
  var rules: [AnswerRule] = []
  var blockRequirements: [String: [String]] = [:]
}

/// The keys of a scenario that is a mapping.
let scenarioKeys = ["at", "call", "http", "covers", "lines"]

extension ScenarioReader {
  fileprivate mutating func file(
    _ root: SyntaxNode,
    _ source: SourceFile,
    _ flows: TestedFlows
  ) -> ScenarioFile {
    guard
      let fields = values.fields(of: root, "a file of scenarios", FileKey.allCases.map(\.rawValue))
    else {
      return ScenarioFile(source, nil)
    }
    let flow = testedFlow(fields["test"], root.span.startPoint, flows)
    declare(fields["parties"])
    var common = CommonFields()
    common.at = fields["at"].flatMap { time($0) }
    common.isTimed = fields["at"] != nil
    common.call = fields["call"]
    common.rules = fields["http"].map { rules($0) } ?? []
    common.blockRequirements = fields["covers"].map { blockRequirements($0) } ?? [:]
    var scenarios: [Scenario] = []
    if let node = fields["scenarios"] {
      scenarios = self.scenarios(node, common)
    } else if isComplete {
      values.report(
        .missingField,
        "a file of scenarios needs `scenarios`",
        root.span.startPoint
      )
    }
    return ScenarioFile(
      source: source,
      flow: flow,
      environment: fields["environment"].flatMap { self.environment($0, flows) },
      scenarios: scenarios
    )
  }

  private mutating func testedFlow(
    _ node: SyntaxNode?,
    _ start: Span,
    _ flows: TestedFlows
  ) -> String? {
    guard let node else {
      if isComplete {
        values.report(
          .missingField,
          "a file of scenarios needs `test`",
          start,
          help: "`test:` names the flow"
        )
      }
      return nil
    }
    guard let name = values.text(node) else { return nil }
    if let program {
      if program.routes.isEmpty, !program.placesCalls {
        values.report(
          .unknownName,
          "`\(name)` takes no calls and places none",
          node.span,
          help: "test a flow that runs it"
        )
      }
    } else if flows.lacks(name) {
      reportUnknown(name, "flow", at: node.span, among: flows.programs.map(\.name))
    }
    return name
  }

  private mutating func scenarios(_ node: SyntaxNode, _ common: CommonFields) -> [Scenario] {
    guard let entries = node.entries else {
      values.report(.wrongShape, "`scenarios` is a mapping of names to lines", node.span)
      return []
    }
    guard entries.count <= SimulatorLimits.scenarios else {
      values.report(
        .valueOutOfRange,
        "a file has at most \(SimulatorLimits.scenarios) scenarios",
        node.span
      )
      return []
    }
    return entries.compactMap { entry in isFull ? nil : scenario(entry, common) }
  }

  private mutating func scenario(_ entry: SyntaxEntry, _ common: CommonFields) -> Scenario? {
    var common = common
    var lines: SyntaxNode? = entry.value
    var requirements: [String] = []
    var callNodes = [common.call].compactMap(\.self)
    if entry.value.entries != nil {
      guard let fields = values.fields(of: entry.value, "a scenario", scenarioKeys) else {
        return nil
      }
      common.at = fields["at"].flatMap { time($0) } ?? common.at
      common.isTimed = common.isTimed || fields["at"] != nil
      if let own = fields["call"] { callNodes.append(own) }
      common.rules = (fields["http"].map { rules($0) } ?? []) + common.rules
      requirements = fields["covers"].map { self.requirements($0) } ?? []
      lines = fields["lines"]
    }
    guard let lines else {
      if isComplete {
        values.report(.missingField, "a scenario needs `lines`", entry.key.span)
      }
      return nil
    }
    if !common.isTimed, program?.readsTime == true {
      values.report(
        .missingField,
        "the flow asks for the time, and nothing says when the call comes",
        entry.key.span,
        help: "say it with `at: 2026-11-24T10:00:00-08:00`, here or for the whole file"
      )
    }
    guard let call = call(callNodes, of: entry.key.span) else { return nil }
    return Scenario(
      name: entry.key.text,
      span: entry.key.span,
      at: common.at ?? ordinaryTime,
      call: call,
      rules: common.rules,
      parties: parties,
      lines: self.lines(lines),
      requirements: requirements,
      blockRequirements: common.blockRequirements
    )
  }

  /// A point in time, with its offset from UTC.
  mutating func time(_ node: SyntaxNode) -> Timestamp? {
    guard let text = values.text(node) else { return nil }
    guard let time = Timestamp(scenarioTime: text) else {
      values.report(
        .malformedValue,
        "`\(text)` is no point in time",
        node.span,
        help: timeHelp(text)
      )
      return nil
    }
    return time
  }
}

/// What to write for a point in time that is none: its own digits, as far as they are one.
private func timeHelp(_ text: String) -> String {
  let seconds = text.replacing(" ", with: "T")
    .replacing(/T(\d\d:\d\d)(?!:\d)/) { "T\($0.output.1):00" }
  for written in [seconds, seconds + "-08:00"] where Timestamp(scenarioTime: written) != nil {
    return written == seconds
      ? "write `\(written)`" : "write it with its offset from UTC, such as `\(written)`"
  }
  return "write it as `2026-11-24T10:00:00-08:00`, with its offset from UTC"
}

/// When calls come of scenarios that do not say it: a Tuesday's noon.
let ordinaryTime = Timestamp(milliseconds: 1_795_521_600_000)
