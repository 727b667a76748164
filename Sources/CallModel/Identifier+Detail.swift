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

  /// The raw id taken apart.
  package var detail: Detail {
    if rawID.hasPrefix("4:") {
      return .phoneNumber(PhoneNumber(rest: rawID.dropFirst(2)))
    }
    let bytes = rawID.utf8
    let colon = UInt8(ascii: ":")
    guard let first = bytes.firstIndex(of: colon),
      let second = bytes[bytes.index(after: first)...].firstIndex(of: colon)
    else { return .unknown }
    let rest = String(rawID[bytes.index(after: second)...])
    return switch rawID[..<second] {
    case "8:orgid": .microsoftTeamsUser(user: rest, cloud: .public, isAnonymous: false)
    case "8:dod": .microsoftTeamsUser(user: rest, cloud: .dod, isAnonymous: false)
    case "8:gcch": .microsoftTeamsUser(user: rest, cloud: .gcch, isAnonymous: false)
    case "8:teamsvisitor": .microsoftTeamsUser(user: rest, cloud: .public, isAnonymous: true)
    case "28:orgid": .microsoftTeamsApp(app: rest, cloud: .public)
    case "28:dod": .microsoftTeamsApp(app: rest, cloud: .dod)
    case "28:gcch": .microsoftTeamsApp(app: rest, cloud: .gcch)
    case "8:acs": userDetail(rest, cloud: .public)
    case "8:dod-acs": userDetail(rest, cloud: .dod)
    case "8:gcch-acs": userDetail(rest, cloud: .gcch)
    case "8:spool": .communicationUser(id: rawID)
    default: .unknown
    }
  }

  /// Exactly three parts make a Teams extension user, anything else a communication user.
  private func userDetail(_ rest: String, cloud: Cloud) -> Detail {
    let parts = rest.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    guard parts.count == 3 else { return .communicationUser(id: rawID) }
    return .teamsExtensionUser(
      TeamsExtensionUser(
        user: String(Substring(parts[2])),
        tenant: String(Substring(parts[1])),
        resource: String(Substring(parts[0])),
        cloud: cloud
      )
    )
  }
}

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
