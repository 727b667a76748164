import Diagnostics

/// What a flow's body is checked against besides its own text.
///
/// Two that are equal make the same program of the same text, and the same findings but for places
/// in `flowctl.yaml`.
struct FlowDependencies: Sendable {
  /// What the environment gives the flow.
  let binding: FlowBinding
  /// The environment, or nil for none.
  let environment: FlowEnvironment?
  /// How much it weighs that a value is missing while there is no environment; nil where nothing is
  /// said of it.
  let demand: Severity?
  /// Who runs the flow, and what it runs.
  let surroundings: FlowSurroundings
}

extension FlowDependencies: Equatable {
  static func == (left: FlowDependencies, right: FlowDependencies) -> Bool {
    left.binding == right.binding && left.surroundings.entry == right.surroundings.entry
      && left.surroundings.called == right.surroundings.called
      && left.surroundings.begun == right.surroundings.begun
      && left.demand == right.demand
      && left.environment?.name == right.environment?.name
      && left.environment?.privateHosts == right.environment?.privateHosts
      && left.environment?.namesEndpoint == right.environment?.namesEndpoint
      && left.environment?.cognitiveServicesEndpoint
        == right.environment?.cognitiveServicesEndpoint
  }
}

extension [Diagnostic] {
  /// The files into which they point, besides that one.
  func filesPointedInto(besides file: FileID) -> Set<FileID> {
    var files = Set(flatMap { [$0.primary.span.file] + $0.related.map(\.span.file) })
    files.remove(file)
    return files
  }
}
