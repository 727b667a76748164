internal import CallModel
internal import FlowLanguage

/// What a search has looked at: what it finds nothing for may be there beyond that.
package struct SearchScope: Hashable, Sendable {
  /// The kinds of callers that calls were begun by, in order; empty where the flow begins its calls.
  let callers: [IdentifierKind]
  /// The bound that was met, in words; nil where every call was followed to its end.
  package let bound: String?

  /// What was looked at, for people, in a line.
  package var words: String {
    let begun =
      callers.isEmpty
      ? "calls that the flow places"
      : "calls of a " + callers.map(\.rawValue).joined(separator: ", ")
    let end = bound.map { "to the bound of \($0)" } ?? "each to its end"
    return "\(begun); one failure of the service a call; of an answer, a signal and how a call "
      + "begins one value at a time other than the ordinary; \(end)"
  }
}

extension Explorer {
  /// What the walk has looked at.
  var scope: SearchScope {
    let incoming = starts.map(\.scenario.call).filter { $0.arguments == nil }
    return SearchScope(callers: Set(incoming.map(\.from.kind)).sorted(), bound: bound)
  }
}

extension [String] {
  /// The branches that a search found no call for, as comments; what was searched comes first.
  func commented(searching scope: SearchScope?) -> String {
    guard let scope, !isEmpty else { return "" }
    return "# searched: \(scope.words)\n" + map { "# no call in that: \($0)\n" }.joined()
  }
}
