import CallModel
import Diagnostics

/// What other flows see of a flow: what it is given and what it gives back.
struct FlowInterface: Sendable, Hashable {
  /// The name other flows know it by.
  let name: String
  /// Where the name stands.
  let nameSpan: Span
  /// What its calls may touch.
  let profile: Profile
  /// What it is given, in the order of the names.
  let parameters: [Value]
  /// What it gives back, in the order of the names.
  let outputs: [Value]
  /// What other systems may post to a call while it runs.
  let signals: [String: FlowType]
  /// Whether its calls are begun here: it has no routes, and a step that places calls.
  let placesCalls: Bool
  /// A place in it that needs a caller; nil where none does.
  let callerUse: Span?

  /// A parameter or an output.
  struct Value: Sendable, Hashable {
    let name: String
    let type: FlowType
    let isSensitive: Bool
    /// Whether it must be given; never of an output.
    let isRequired: Bool
    let span: Span
  }
}

/// What is known of the other flows of a project while one is read.
enum OtherFlows: Sendable, Hashable {
  /// Nothing yet: a flow that names others is read once more when they are known.
  case unknown
  /// Their interfaces, by name: of those that the flow names, and the names of all.
  case known([String: FlowInterface], names: [String])
}

extension ReadFlow {
  /// What other flows see of it.
  var interface: FlowInterface {
    FlowInterface(
      name: tree.name,
      nameSpan: tree.nameSpan,
      profile: head.profile,
      parameters: values(\.isParameter),
      outputs: values(\.isOutput),
      signals: names.signals.mapValues(\.type),
      placesCalls: tree.routes.isEmpty
        && steps.contains { $0?.shape.phase == .placing },
      callerUse: callerUses.first?.span
        ?? expressions.first { $0.source.words.contains("caller") }?.source.span
    )
  }

  private func values(_ isMeant: KeyPath<FlowNames.Variable, Bool>) -> [FlowInterface.Value] {
    names.variables.filter { $0.value[keyPath: isMeant] }.sorted { $0.key < $1.key }
      .map { name, variable in
        FlowInterface.Value(
          name: name,
          type: variable.type,
          isSensitive: variable.isSensitive,
          isRequired: variable.isParameter && !variable.hasFirstValue,
          span: variable.span
        )
      }
  }
}
