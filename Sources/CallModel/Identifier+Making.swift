extension Identifier {
  /// A PSTN number, in E.164 with its `+`.
  package static func phoneNumber(_ number: String) -> Identifier {
    Identifier(rawID: "4:" + number)
  }

  /// A Teams user by object id; an anonymous visitor has no cloud in the raw id.
  package static func microsoftTeamsUser(
    _ user: String,
    cloud: Cloud = .public,
    isAnonymous: Bool = false
  ) -> Identifier {
    isAnonymous
      ? Identifier(rawID: "8:teamsvisitor:" + user)
      : Identifier(rawID: "8:\(cloud.organizationPrefix):\(user)")
  }

  /// A Teams application or resource account by object id.
  package static func microsoftTeamsApp(_ app: String, cloud: Cloud = .public) -> Identifier {
    Identifier(rawID: "28:\(cloud.organizationPrefix):\(app)")
  }

  /// A Teams user signed in to a Communication Services resource.
  package static func teamsExtensionUser(_ parts: TeamsExtensionUser) -> Identifier {
    Identifier(
      rawID: "8:\(parts.cloud.resourcePrefix):\(parts.resource)_\(parts.tenant)_\(parts.user)"
    )
  }

  /// A Communication Services user by its id, which is its raw id (`8:acs:…`, `8:spool:…`).
  package static func communicationUser(_ id: String) -> Identifier {
    Identifier(rawID: id)
  }

  /// Whether a text is a number as the service takes it: `+`, then 2 to 15 digits, the first not 0.
  ///
  /// Source: ITU-T E.164.
  package static func isE164(_ text: some StringProtocol) -> Bool {
    isE164(String(text))
  }

  /// Whether a text is an E.164 number: not generic, for it is asked of every identity.
  package static func isE164(_ text: String) -> Bool {
    let digits = text.utf8.dropFirst()
    return text.utf8.first == UInt8(ascii: "+") && (2...15).contains(digits.count)
      && digits.first != UInt8(ascii: "0")
      && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// Whether a text is a GUID in its hyphenated form, in either case.
  ///
  /// Source: RFC 9562, section 4.
  package static func isGUID(_ text: String) -> Bool {
    guard text.utf8.count == 36 else { return false }
    var index = 0
    for byte in text.utf8 {
      let isHyphen = index == 8 || index == 13 || index == 18 || index == 23
      guard isHyphen ? byte == UInt8(ascii: "-") : byte.isHexDigit else { return false }
      index += 1
    }
    return true
  }
}

extension UInt8 {
  fileprivate var isHexDigit: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
  }
}

extension Cloud {
  /// The second part of a Teams user's or application's raw id.
  fileprivate var organizationPrefix: String {
    switch self {
    case .public: "orgid"
    case .dod: "dod"
    case .gcch: "gcch"
    }
  }

  /// The second part of a resource user's raw id.
  fileprivate var resourcePrefix: String {
    switch self {
    case .public: "acs"
    case .dod: "dod-acs"
    case .gcch: "gcch-acs"
    }
  }
}
