internal import CallAutomation
internal import CallModel
internal import JSON

extension RequestBody {
  /// A party that has to be there.
  mutating func party(_ name: String) throws(ServiceError) -> Identifier {
    guard let party = try optionalParty(name) else { throw missing(name) }
    return party
  }

  /// A party that may be there.
  mutating func optionalParty(_ name: String) throws(ServiceError) -> Identifier? {
    guard let member = member(name) else { return nil }
    return try Identifier(request: member, at: self.name(name))
  }

  /// Parties; none where the list is absent.
  mutating func parties(_ name: String) throws(ServiceError) -> [Identifier] {
    guard let member = member(name) else { return [] }
    guard let elements = member.elements else {
      throw .argument("`\(self.name(name))` is no array.")
    }
    var parties: [Identifier] = []
    for (index, element) in elements.enumerated() {
      parties.append(try Identifier(request: element, at: "\(self.name(name))[\(index)]"))
    }
    return parties
  }

  /// Parties by names that are anybody's.
  mutating func readParties() throws(ServiceError) {
    for name in names { _ = try party(name) }
  }

  /// Where to an operation's events go, and what they echo.
  mutating func routing() throws(ServiceError) -> EventRouting {
    EventRouting(
      context: try optionalText("operationContext"),
      callbackURI: try callbackURI("operationCallbackUri")
    )
  }

  /// A URI events can be posted to: https, or http on this machine (FACTS.md (c)).
  mutating func callbackURI(_ name: String) throws(ServiceError) -> String? {
    guard let text = try optionalText(name) else { return nil }
    guard isCallbackURI(text) else {
      let field = name.prefix(1).uppercased() + name.dropFirst()
      throw .argument("The field \(field) is invalid.")
    }
    return text
  }
}

/// Where an operation's result events go and what they echo.
struct EventRouting: Hashable, Sendable {
  /// The request's `operationContext`.
  var context: String?
  /// The request's `operationCallbackUri`; nil for the call's own.
  var callbackURI: String?
}

extension Identifier {
  /// Reads a party of a request: a raw id, or one nested model, or both.
  fileprivate init(request json: JSONValue, at path: String) throws(ServiceError) {
    var body = try RequestBody(json, at: path)
    let kind = try body.word("kind", as: IdentifierKind.self)
    _ = try body.optionalText("rawId")
    var models: [IdentifierKind] = []
    for kind in IdentifierKind.allCases where kind != .unknown {
      if try body.object(kind.rawValue) != nil { models.append(kind) }
    }
    try body.close()
    guard models.count <= 1 else { throw .argument("`\(path)` names more than one identifier.") }
    if let kind, let model = models.first, kind != model {
      throw .argument("`\(path)` says kind \(kind.rawValue) and names a \(model.rawValue).")
    }
    guard let identifier = Identifier(json: json) else {
      throw .argument("`\(path)` names no identifier.")
    }
    self = identifier
  }
}

private func isCallbackURI(_ text: String) -> Bool {
  let halves = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
  guard halves.count == 2 else { return false }
  let authority = halves[1].prefix { !"/?#".contains($0) }
  guard !authority.isEmpty, !authority.contains("@") else { return false }
  switch halves[0].lowercased() {
  case "https": return true
  case "http": return isLoopback(authority)
  default: return false
  }
}

private func isLoopback(_ authority: Substring) -> Bool {
  if authority.hasPrefix("[::1]") { return true }
  let host = authority.prefix { $0 != ":" }
  return host == "localhost" || host.hasPrefix("127.")
}
