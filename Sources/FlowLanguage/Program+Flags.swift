package import CEL

extension Program {
  /// A switch that operators flip while calls go on, as the flow declares it (SEMANTICS.md,
  /// rule 67).
  package struct Flag: Hashable, Sendable {
    /// Its type.
    package let type: FlowType
    /// What it is for as long as no operator says otherwise; nil only where the environment that
    /// gives it is missing.
    package let initial: CELValue?
  }
}
