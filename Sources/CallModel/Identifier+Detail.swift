extension Identifier {
  /// What a raw id says, by kind (FACTS.md (e), "Parse rawId").
  package enum Detail: Hashable, Sendable {
    /// A number, or a caller who withholds it.
    case phoneNumber(PhoneNumber)
    /// The id of a Communication Services user: the raw id itself.
    case communicationUser(id: String)
    /// A Teams user's object id, or a visitor's id.
    case microsoftTeamsUser(user: String, cloud: Cloud, isAnonymous: Bool)
    /// A Teams application's or resource account's object id.
    case microsoftTeamsApp(app: String, cloud: Cloud)
    /// A Teams user signed in to a resource.
    case teamsExtensionUser(TeamsExtensionUser)
    /// A raw id of no known form.
    case unknown
  }

  /// The parts of a `4:` raw id.
  package struct PhoneNumber: Hashable, Sendable {
    /// The number as the raw id has it, E.164 where it was not withheld.
    package let value: String
    /// Tells apart two legs of the same number, or nil.
    package let assertedID: String?
    /// Whether the caller withheld the number.
    package let isWithheld: Bool
  }

  /// The parts of a Teams extension user's raw id; GUIDs.
  package struct TeamsExtensionUser: Hashable, Sendable {
    /// The user's object id.
    package let user: String
    /// The tenant's id.
    package let tenant: String
    /// The Communication Services resource's immutable id.
    package let resource: String
    /// The cloud all three belong to.
    package let cloud: Cloud

    /// Makes the parts.
    package init(user: String, tenant: String, resource: String, cloud: Cloud = .public) {
      self.user = user
      self.tenant = tenant
      self.resource = resource
      self.cloud = cloud
    }
  }

  /// What the beginning of a raw id says, and what follows it.
  private struct Form {
    let kind: IdentifierKind
    var cloud = Cloud.public
    var isAnonymous = false
    let rest: Substring
  }

  /// The kind the raw id spells.
  package var kind: IdentifierKind { form.kind }

  /// The raw id taken apart.
  package var detail: Detail {
    let form = form
    switch form.kind {
    case .phoneNumber: return .phoneNumber(PhoneNumber(rest: form.rest))
    case .communicationUser: return .communicationUser(id: rawID)
    case .microsoftTeamsUser:
      return .microsoftTeamsUser(
        user: String(form.rest),
        cloud: form.cloud,
        isAnonymous: form.isAnonymous
      )
    case .microsoftTeamsApp: return .microsoftTeamsApp(app: String(form.rest), cloud: form.cloud)
    case .teamsExtensionUser:
      let parts = form.rest.utf8.split(separator: mark, omittingEmptySubsequences: false)
      return .teamsExtensionUser(
        TeamsExtensionUser(
          user: String(Substring(parts[2])),
          tenant: String(Substring(parts[1])),
          resource: String(Substring(parts[0])),
          cloud: form.cloud
        )
      )
    case .unknown: return .unknown
    }
  }

  private var form: Form {
    if rawID.hasPrefix("4:") { return Form(kind: .phoneNumber, rest: rawID.dropFirst(2)) }
    let bytes = rawID.utf8
    let colon = UInt8(ascii: ":")
    guard let first = bytes.firstIndex(of: colon),
      let second = bytes[bytes.index(after: first)...].firstIndex(of: colon)
    else { return Form(kind: .unknown, rest: rawID[...]) }
    let rest = rawID[bytes.index(after: second)...]
    // Exactly three parts make a Teams extension user, anything else a communication user.
    var user: IdentifierKind {
      rest.utf8.count { $0 == mark } == 2 ? .teamsExtensionUser : .communicationUser
    }
    return switch rawID[..<second] {
    case "8:orgid": Form(kind: .microsoftTeamsUser, rest: rest)
    case "8:dod": Form(kind: .microsoftTeamsUser, cloud: .dod, rest: rest)
    case "8:gcch": Form(kind: .microsoftTeamsUser, cloud: .gcch, rest: rest)
    case "8:teamsvisitor": Form(kind: .microsoftTeamsUser, isAnonymous: true, rest: rest)
    case "28:orgid": Form(kind: .microsoftTeamsApp, rest: rest)
    case "28:dod": Form(kind: .microsoftTeamsApp, cloud: .dod, rest: rest)
    case "28:gcch": Form(kind: .microsoftTeamsApp, cloud: .gcch, rest: rest)
    case "8:acs": Form(kind: user, rest: rest)
    case "8:dod-acs": Form(kind: user, cloud: .dod, rest: rest)
    case "8:gcch-acs": Form(kind: user, cloud: .gcch, rest: rest)
    case "8:spool": Form(kind: .communicationUser, rest: rest)
    default: Form(kind: .unknown, rest: rest)
    }
  }
}

/// What stands between the parts of a Teams extension user's raw id.
private let mark = UInt8(ascii: "_")

extension Identifier.PhoneNumber {
  /// Takes apart what follows `4:`: the asserted id stands behind the last `_`.
  fileprivate init(rest: Substring) {
    isWithheld = rest == "anonymous"
    guard let mark = rest.lastIndex(of: "_"), mark > rest.startIndex,
      rest.index(after: mark) < rest.endIndex
    else {
      value = String(rest)
      assertedID = nil
      return
    }
    value = String(rest[..<mark])
    assertedID = String(rest[rest.index(after: mark)...])
  }
}
