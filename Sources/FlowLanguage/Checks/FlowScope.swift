import CEL
import CallModel
import Diagnostics

/// What some steps can change that run beside others: those of the flow's `recordingFailed` beside
/// any step that waits, those under `meanwhile` beside theirs.
struct SideEffects {
  /// The variables they set.
  let variables: Set<String>
  /// The rows of those that have an id.
  let results: Set<Int>

  fileprivate init(of steps: [StepNode], _ table: ResultTable) {
    variables = Set(steps.flatMap(\.shape.assigned))
    results = Set(steps.compactMap { table.rowOfStep[$0.number] })
  }
}

/// What expressions of a flow can name, with their types at a step (LANGUAGE: "Expressions").
struct FlowScope {
  /// The results of the steps with ids.
  let results: ResultTable
  /// What the flow's `recordingFailed` can change beside the flow.
  let alerts: SideEffects
  /// What the steps under a step's `meanwhile` can change before it ends, by the step's number.
  let meanwhile: [Int: SideEffects]
  /// The lists of the `sensitive` steps.
  let sensitiveLists: [FlowPath]
  private let base: CELEnvironment

  /// Declares everything whose type is the same throughout the flow.
  init(_ project: ProjectScope, _ read: ReadFlow, steps: [StepNode]) {
    let names = read.names
    results = ResultTable(steps, read.expressions)
    alerts = SideEffects(
      of: steps.filter { $0.path.flowHandler == "recordingFailed" },
      results
    )
    var meanwhile: [Int: SideEffects] = [:]
    for node in steps {
      guard case .meanwhile(let list)? = node.shape.enclosed else { continue }
      let inside = steps.filter { $0.path.lies(in: list.path) }
      meanwhile[node.number] = SideEffects(of: inside, results)
    }
    self.meanwhile = meanwhile
    sensitiveLists = steps.compactMap { node in
      if case .sensitive(let list)? = node.shape.enclosed { list.path } else { nil }
    }
    var base = project.environment
    // Beside what is declared: `settings`, `flags` and `hours`.
    base.reserve(
      variables: 3 + names.identities.count + names.variables.count + results.rows.count
    )
    // Prompts are no values: they are named where they are said.
    for name in names.prompts.keys + ["prompts"] where base.advice[name] == nil {
      let prompt = name == "prompts" ? names.prompts.keys.min() ?? "welcome" : name
      base.advice[name] =
        "a prompt is no value: it is said by `play: \(prompt)`, or stands in a list of prompts, "
        + "`play: [\(prompt), …]`"
    }
    for name in names.hours.keys where base.advice[name] == nil {
      base.advice[name] = "write `hours.\(name).isOpen`"
    }
    // A name whose declaration was wrong is there all the same: its uses are not mistakes too.
    for name in names.refused { base.declare(variable: name, type: .invalid) }
    for (name, identity) in names.identities.sorted(by: { $0.key < $1.key })
    where !names.refused.contains(name) {
      base.declare(variable: name, type: IdentifierType.celType(of: identity.kind))
    }
    for (name, variable) in names.variables.sorted(by: { $0.key < $1.key }) {
      base.declare(variable: name, type: variable.type.celType)
    }
    let settings = names.settings.mapValues(\.type.celType)
    base.declare(variable: "settings", type: Self.record("settings", settings, names))
    let flags = names.flags.mapValues(\.type.celType)
    base.declare(variable: "flags", type: Self.record("flags", flags, names))
    let hours = names.hours.keys.sorted().map { CELField($0, ProjectScope.schedule) }
    if !names.refused.contains("hours") {
      base.declare(variable: "hours", type: .record(CELRecordType(name: "hours", fields: hours)))
    }
    for row in results.rows {
      row.declaration.map { base.declare(abstract: $0) }
      let isNamed = row.declaration != nil
      base.declare(variable: row.id, type: isNamed ? row.type(row.everything) : .invalid)
    }
    self.base = base
  }

  /// What is declared in a name space of its own.
  private static func record(
    _ name: String,
    _ declared: [String: CELType],
    _ names: FlowNames
  ) -> CELType {
    let refused = names.refused.map { ($0, CELType.invalid) }
    let fields = declared.merging(refused) { type, _ in type }.sorted { $0.key < $1.key }
    return .record(CELRecordType(name: name, fields: fields.map { CELField($0.key, $0.value) }))
  }

  /// The scope of an expression at a step's path in a state; which of the flow's own handlers it
  /// stands in decides whether `call.ended` and `failure` are there.
  ///
  /// Only the results that the text can name get the types they have there.
  func environment(
    for source: SourceFragment,
    at path: FlowPath?,
    in state: PointState
  ) -> CELEnvironment {
    var environment = base
    // `call.ended`, `failure` and `recording` exist only while those handlers run (LANGUAGE 3, 8).
    switch path?.flowHandler {
    case "callEnded": environment.declare(variable: "call", type: ProjectScope.endedCall)
    case "recordingReady":
      environment.declare(variable: "call", type: ProjectScope.endedCall)
      environment.declare(variable: "recording", type: ProjectScope.recording)
    case "failed": environment.declare(variable: "failure", type: ProjectScope.failure)
    default: break
    }
    if !results.rows.isEmpty {
      for word in source.words {
        guard let row = results.rowOfID[word] else { continue }
        environment.declare(
          variable: results.rows[row].id,
          type: results.rows[row].type(state.results[row])
        )
      }
    }
    for (path, kinds) in state.narrowed { environment.assume(path, kinds: kinds) }
    return environment
  }
}
