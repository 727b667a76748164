/// The kinds of communication identifiers; a flow's types and Swift's map one to one onto them.
///
/// Source: FACTS.md (e). The raw values are the wire's `kind` words and the language's type names.
package enum IdentifierKind: String, Sendable, CaseIterable, Comparable {
  /// A PSTN number, `4:+14255550123`.
  case phoneNumber
  /// A user of a Communication Services resource, `8:acs:…`.
  case communicationUser
  /// A Teams user, `8:orgid:…`.
  case microsoftTeamsUser
  /// A Teams application or resource account, `28:orgid:…`.
  case microsoftTeamsApp
  /// A Teams user signed in to a resource with Teams Phone extensibility,
  /// `8:acs:<resource>_<tenant>_<user>`.
  case teamsExtensionUser
  /// Whatever fits none of them.
  case unknown

  /// Orders as declared, so that lists of kinds read the same everywhere.
  package static func < (left: IdentifierKind, right: IdentifierKind) -> Bool {
    left.order < right.order
  }

  private var order: Int {
    switch self {
    case .phoneNumber: 0
    case .communicationUser: 1
    case .microsoftTeamsUser: 2
    case .microsoftTeamsApp: 3
    case .teamsExtensionUser: 4
    case .unknown: 5
    }
  }
}

/// The sovereign clouds an identifier can belong to; lower case on the wire (FACTS.md (e)).
package enum Cloud: String, Sendable, CaseIterable {
  /// The commercial cloud.
  case `public`
  /// The United States Department of Defense.
  case dod
  /// The United States government community cloud, high.
  case gcch
}
