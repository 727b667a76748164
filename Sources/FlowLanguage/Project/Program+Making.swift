import CEL
import CallModel
import Diagnostics

/// What a program is made from besides its tree.
struct ProgramOrigin {
  let file: ProjectFile
  let compilation: ProjectCompilation
  let values: EnvironmentValues

  fileprivate var environment: FlowEnvironment? { compilation.chosen.environment }
}

extension Program {
  /// Puts a checked flow together; nil if an expression was not compiled, which only an error
  /// leaves behind.
  init?(
    _ tree: FlowTree,
    _ session: ReadingSession,
    _ compiled: [CELExpression?],
    _ origin: ProgramOrigin
  ) {
    let expressions = compiled.compactMap { $0 }
    guard expressions.count == session.expressions.count else { return nil }
    self.init(
      name: tree.name,
      profile: session.profile,
      locale: session.locale,
      voices: session.voices,
      maxDuration: tree.maxDuration,
      cognitiveServicesEndpoint: origin.environment?.cognitiveServicesEndpoint,
      routes: tree.routes.compactMap { origin.values.identities[$0.identity] },
      start: tree.start,
      blocks: tree.blocks,
      handlers: tree.handlers,
      identities: origin.values.identities,
      settings: origin.values.settings,
      secrets: origin.values.secrets,
      prompts: tree.prompts,
      hours: tree.hours,
      variables: session.names.variables.mapValues {
        Variable(type: $0.type, initial: $0.firstValue)
      },
      expressions: expressions,
      lists: session.lists,
      sources: [origin.file] + origin.compilation.configuration,
      environmentName: origin.environment?.name
    )
  }
}

extension FlowNames.Variable {
  /// What it holds when a call begins: its value, nothing for `T?`, nil for unset.
  fileprivate var firstValue: CELValue? {
    if let value = initial?.constant { return type.normalized(value) }
    if case .optional = type { return .optional(nil) }
    return nil
  }
}
