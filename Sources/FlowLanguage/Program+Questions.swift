package import CEL
internal import CallModel

extension Program {
  /// What an expression can name that asks about a call of the flow from outside: all that the
  /// expressions of the flow, and of those it runs, can, each of an open type, for nothing is known of
  /// how far the call is then.
  package func questions(_ zones: any ZoneRules) -> CELEnvironment {
    var environment = ProjectScope(zones).environment
    for name in ["call", "caller", "settings", "flags", "hours", "failure", "recording"] {
      environment.declare(variable: name, type: .dyn)
    }
    for name in names { environment.declare(variable: name, type: .dyn) }
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

  /// The names of the flow's own, and of the flows it runs.
  private var names: Set<String> {
    let ids = lists.values.flatMap(\.steps).compactMap(\.id)
    return flows.values.reduce(into: Set(ids).union(identities.keys).union(variables.keys)) {
      $0.formUnion($1.names)
    }
  }
}
