import CallModel
import Testing

@Suite struct AdmissionTableTests {
  @Test func `no combination has two rows, and every row says its source`() {
    let keys = AdmissionTable.rows.map { "\($0.profile) \($0.action) \($0.kind)" }
    #expect(Set(keys).count == keys.count)
    #expect(AdmissionTable.rows.allSatisfy { $0.source.hasPrefix("FACTS (") })
  }

  @Test func `a Teams user is not transferred to in a Teams phone call`() {
    #expect(AdmissionTable.verdict(.transfer, .microsoftTeamsUser, in: .teamsPhone) == .no)
    #expect(AdmissionTable.verdict(.transfer, .phoneNumber, in: .teamsPhone) == .yes)
    #expect(AdmissionTable.verdict(.transfer, .microsoftTeamsApp, in: .teamsPhone) == .disputed)
    #expect(AdmissionTable.verdict(.transfer, .microsoftTeamsUser, in: .callAutomation) == .yes)
  }

  @Test func `what has no row is refused`() {
    #expect(AdmissionTable.row(.transfer, .communicationUser, in: .teamsPhone) == nil)
    #expect(AdmissionTable.verdict(.transfer, .communicationUser, in: .teamsPhone) == .no)
    #expect(AdmissionTable.verdict(.mute, .phoneNumber, in: .callAutomation) == .no)
  }

  @Test func `disputed kinds are not offered`() {
    #expect(AdmissionTable.kinds(for: .addAgent, in: .teamsPhone) == [.teamsExtensionUser])
    #expect(
      AdmissionTable.kinds(for: .transfer, in: .teamsPhone) == [.teamsExtensionUser, .phoneNumber]
    )
  }

  @Test(arguments: Profile.allCases)
  func `every action but mute has a kind, and tones go to numbers only`(profile: Profile) {
    for action in PartyAction.allCases where action != .mute {
      #expect(!AdmissionTable.kinds(for: action, in: profile).isEmpty, "\(action)")
    }
    #expect(AdmissionTable.kinds(for: .sendTones, in: profile) == [.phoneNumber])
  }
}
