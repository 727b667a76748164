import CEL
import CallModel

/// What a declaration gives a variable or a parameter behind its `=`.
indirect enum FirstValue: Hashable, Sendable {
  /// A value that stands as it is.
  case literal(LiteralValue)
  /// The identity of a name; which party that is may be the environment's to say.
  case identity(String)
  /// A list.
  case list([FirstValue])
  /// A mapping of nothing.
  case emptyMap

  /// The value, where these are the parties of the identities; nil where one is missing, as it is
  /// without an environment.
  func value(_ identities: [String: Identifier]) -> CELValue? {
    switch self {
    case .literal(let value): return value.celValue
    case .identity(let name): return identities[name].map(IdentifierType.value)
    case .list(let items):
      let values = items.compactMap { $0.value(identities) }
      return values.count == items.count ? .list(values) : nil
    case .emptyMap: return .map(CELMap())
    }
  }
}
