package import CEL
internal import CallModel

extension Program {
  /// What an expression can name that asks about a call of the flow from outside: all that the
  /// expressions of the flow, and of those it runs, can, with the types that they have there.
  ///
  /// How far the call is then nobody knows: a step's result has the fields of all its outcomes, and a
  /// name that two of the flows declare otherwise is of an open type.
  package func questions(_ zones: any ZoneRules) -> CELEnvironment {
    var environment = ProjectScope(zones).environment
    environment.declare(variable: "call", type: ProjectScope.endedCall)
    environment.declare(variable: "failure", type: ProjectScope.failure)
    environment.declare(variable: "recording", type: ProjectScope.recording)
    for (name, type) in askedTypes { environment.declare(variable: name, type: type) }
    for (space, fields) in askedSpaces {
      let fields = fields.sorted { $0.key < $1.key }.map { CELField($0.key, $0.value) }
      let type = CELType.record(CELRecordType(name: space, fields: fields))
      environment.declare(variable: space, type: type)
    }
    return environment
  }

  /// Whether an expression of the flow, or of one that it runs, reads the time.
  package var readsTime: Bool {
    expressions.contains { expression in
      expression.references.contains { $0.path.first == "now" || $0.path.first == "hours" }
    } || flows.values.contains(where: \.readsTime)
  }

  /// Whether the flow fetches recordings into a folder of the server's.
  package var fetchesIntoFolder: Bool {
    lists.values.contains { list in
      list.steps.contains {
        if case .fetch(let fetch) = $0.step, case .folder = fetch.to { true } else { false }
      }
    }
  }

  /// The step at a path; nil where there is none.
  package func node(at path: FlowPath) -> StepNode? {
    guard let index = path.index, let list = path.parent, let steps = lists[list]?.steps,
      steps.indices.contains(index)
    else { return nil }
    return steps[index]
  }

  /// The types of the flow's own names, and of those of the flows it runs.
  private var askedTypes: [String: CELType] {
    var types = variables.mapValues(\.type.celType)
    types.merge(identities.mapValues { IdentifierType.celType(of: $0.kind) }) { own, _ in own }
    let steps = lists.values.flatMap(\.steps).compactMap { node in node.id.map { ($0, node) } }
    types.merge(steps.map { ($0, $1.askedType) }, uniquingKeysWith: joined)
    return flows.values.reduce(into: types) { $0.merge($1.askedTypes, uniquingKeysWith: joined) }
  }

  /// The types of what has a name space of its own, in the flow and in those it runs.
  private var askedSpaces: [String: [String: CELType]] {
    let own = [
      "settings": settings.mapValues { value in
        // What another deployment's list holds may be of other types.
        if case .list = value { .dyn } else { value.staticType }
      },
      "flags": flags.mapValues(\.type.celType),
      "hours": hours.mapValues { _ in ProjectScope.schedule },
    ]
    return flows.values.reduce(into: own) { spaces, flow in
      spaces.merge(flow.askedSpaces) { $0.merging($1, uniquingKeysWith: joined) }
    }
  }
}

/// A type where it is the same for two, else any.
private func joined(_ one: CELType, _ other: CELType) -> CELType { one == other ? one : .dyn }

extension StepNode {
  /// The type of the step's result where nobody knows how it has ended: it has the fields of all its
  /// outcomes.
  fileprivate var askedType: CELType {
    // What a flow gives back that is not there, nobody knows.
    if let call = calledFlow, call.interface == nil { return .dyn }
    let outcomes = resultOutcomes
    var fields: [String: CELField] = [
      "outcome": CELField("outcome", .string, words: outcomes.map(\.name))
    ]
    for field in resultFields(outcomes) {
      let known = fields[field.name]
      let isOpen = known?.words.isEmpty ?? false || field.words.isEmpty
      let words = isOpen ? [] : Set((known?.words ?? []) + field.words).sorted()
      let type = known.map { joined($0.type, field.type) } ?? field.type
      fields[field.name] = CELField(field.name, type, words: words)
    }
    let sorted = fields.sorted { $0.key < $1.key }.map(\.value)
    return .record(CELRecordType(name: "result of \(id ?? "")", fields: sorted))
  }
}
