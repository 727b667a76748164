import CallModel
import Testing

@Suite struct IdentifierTests {
  private static let resource = "b0e1d2c3-1111-4aaa-8bbb-000000000001"
  private static let tenant = "d4c3b2a1-2222-4ccc-9ddd-000000000002"
  private static let user = "a1b2c3d4-3333-4eee-8fff-000000000003"

  @Test(arguments: [
    ("4:+14255550123", IdentifierKind.phoneNumber), ("4:anonymous", .phoneNumber),
    ("4:+14255550123_7f2", .phoneNumber), ("4:", .phoneNumber),
    ("8:acs:one_two", .communicationUser), ("8:dod-acs:one_two", .communicationUser),
    ("8:gcch-acs:one_two", .communicationUser), ("8:spool:one", .communicationUser),
    ("8:acs:a_b_c", .teamsExtensionUser), ("8:dod-acs:a_b_c", .teamsExtensionUser),
    ("8:gcch-acs:a_b_c", .teamsExtensionUser), ("8:acs:a_b_c_d", .communicationUser),
    ("8:orgid:x", .microsoftTeamsUser), ("8:dod:x", .microsoftTeamsUser),
    ("8:gcch:x", .microsoftTeamsUser), ("8:teamsvisitor:x", .microsoftTeamsUser),
    ("28:orgid:x", .microsoftTeamsApp), ("28:dod:x", .microsoftTeamsApp),
    ("28:gcch:x", .microsoftTeamsApp), ("28:x", .unknown), ("28:dod-global:x", .unknown),
    ("48:x", .unknown), ("8:ORGID:x", .unknown), ("", .unknown), ("::", .unknown),
  ])
  func `a raw id spells its kind`(rawID: String, kind: IdentifierKind) {
    #expect(Identifier(rawID: rawID).kind == kind)
  }

  @Test(arguments: Cloud.allCases)
  func `a Teams extension user goes both ways in every cloud`(cloud: Cloud) {
    let parts = Identifier.TeamsExtensionUser(
      user: Self.user,
      tenant: Self.tenant,
      resource: Self.resource,
      cloud: cloud
    )
    let identifier = Identifier.teamsExtensionUser(parts)
    #expect(identifier.rawID.hasSuffix("acs:\(Self.resource)_\(Self.tenant)_\(Self.user)"))
    #expect(identifier.detail == .teamsExtensionUser(parts))
  }

  @Test(arguments: zip(Cloud.allCases, ["orgid", "dod", "gcch"]))
  func `Teams users and applications go both ways in every cloud`(cloud: Cloud, prefix: String) {
    let user = Identifier.microsoftTeamsUser(Self.user, cloud: cloud)
    #expect(user.rawID == "8:\(prefix):\(Self.user)")
    #expect(user.detail == .microsoftTeamsUser(user: Self.user, cloud: cloud, isAnonymous: false))
    let app = Identifier.microsoftTeamsApp(Self.user, cloud: cloud)
    #expect(app.rawID == "28:\(prefix):\(Self.user)")
    #expect(app.detail == .microsoftTeamsApp(app: Self.user, cloud: cloud))
  }

  @Test func `a visitor is anonymous`() {
    let visitor = Identifier.microsoftTeamsUser("x", isAnonymous: true)
    #expect(visitor.rawID == "8:teamsvisitor:x")
    #expect(visitor.detail == .microsoftTeamsUser(user: "x", cloud: .public, isAnonymous: true))
  }

  @Test func `a number's asserted id stands behind the last underscore`() throws {
    let number = try phoneNumber("4:+1425_555_9")
    #expect(number.value == "+1425_555")
    #expect(number.assertedID == "9")
    #expect(try phoneNumber("4:_9").assertedID == nil)
    #expect(try phoneNumber("4:+1_").assertedID == nil)
    #expect(try phoneNumber("4:anonymous").isWithheld)
    #expect(try !phoneNumber("4:+14255550123").isWithheld)
  }

  @Test func `equality is that of the scalars, not of the characters`() {
    #expect(Identifier(rawID: "8:acs:\u{E9}") != Identifier(rawID: "8:acs:e\u{301}"))
  }

  @Test(arguments: ["+14255550123", "+12", "+123456789012345"])
  func `a number in E.164 is one`(text: String) {
    #expect(Identifier.isE164(text))
  }

  @Test(arguments: ["14255550123", "+0123", "+1", "+1234567890123456", "+1 425", "+１２３", ""])
  func `anything else is none`(text: String) {
    #expect(!Identifier.isE164(text))
  }

  @Test func `a GUID has five groups of hexadecimal digits`() {
    #expect(Identifier.isGUID(Self.user))
    #expect(Identifier.isGUID(Self.user.uppercased()))
    #expect(!Identifier.isGUID("a1b2c3d4-3333-4eee-8fff"))
    #expect(!Identifier.isGUID("g1b2c3d4-3333-4eee-8fff-000000000003"))
  }

  private func phoneNumber(_ rawID: String) throws -> Identifier.PhoneNumber {
    guard case .phoneNumber(let number) = Identifier(rawID: rawID).detail else {
      throw NoNumber()
    }
    return number
  }

  private struct NoNumber: Error {}
}
