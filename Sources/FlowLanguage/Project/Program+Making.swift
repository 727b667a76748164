import CEL
import CallModel

extension Program {
  /// Puts a checked flow together; nil if it was not checked to its end, or an expression was not
  /// compiled, which only an error leaves behind.
  convenience init?(
    _ flow: ReadFlow,
    _ checked: CheckedParts,
    _ dependencies: FlowDependencies
  ) {
    let expressions = checked.expressions.compactMap { $0 }
    guard expressions.count == flow.expressions.count, let sensitive = checked.sensitive else {
      return nil
    }
    let tree = flow.tree
    let values = dependencies.binding.values
    self.init(
      name: tree.name,
      profile: flow.head.profile,
      locale: flow.head.locale,
      voices: flow.head.voices,
      maxDuration: tree.maxDuration,
      cognitiveServicesEndpoint: dependencies.environment?.cognitiveServicesEndpoint,
      privateHosts: dependencies.environment?.privateHosts ?? [],
      routes: tree.routes.compactMap { values.identities[$0.identity] },
      start: tree.start,
      blocks: tree.blocks,
      handlers: tree.handlers,
      identities: values.identities,
      hasOwnParties: values.identities.count == flow.names.identities.count,
      settings: values.settings,
      secrets: values.secrets,
      services: flow.names.services,
      signals: flow.names.signals.mapValues(\.type),
      flags: flow.names.flags.mapValues {
        Flag(type: $0.type, initial: $0.type.firstValue($0.initial, values.identities))
      },
      prompts: tree.prompts,
      hours: tree.hours,
      variables: flow.names.variables.mapValues {
        Variable(
          isParameter: $0.isParameter,
          isOutput: $0.isOutput,
          type: $0.type,
          initial: $0.firstValue(values.identities)
        )
      },
      expressions: expressions,
      sensitive: sensitive,
      lists: flow.lists,
      called: flow.runs,
      sources: [flow.file] + flow.described + dependencies.surroundings.begun,
      environmentName: dependencies.environment?.name
    )
  }
}

extension FlowNames.Variable {
  /// What it holds when a call begins: its value, nothing for `T?`, nil for unset.
  fileprivate func firstValue(_ identities: [String: Identifier]) -> CELValue? {
    type.firstValue(initial, identities)
  }
}

extension FlowType {
  /// What a thing of the type is that is declared with such a value: that value, nothing for `T?`,
  /// nil for unset.
  func firstValue(_ initial: FirstValue?, _ identities: [String: Identifier]) -> CELValue? {
    if let value = initial?.value(identities) { return normalized(value) }
    if case .optional = self { return .optional(nil) }
    return nil
  }
}
