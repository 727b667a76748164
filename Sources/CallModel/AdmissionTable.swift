/// The table profile × action × kind, the one place that says which kinds an action takes.
///
/// Each row has its source in FACTS.md. A combination without a row is refused. The checker, the
/// engine and the emulator all read it.
package enum AdmissionTable {
  /// All rows, in the order in which messages list the kinds.
  package static let rows: [Admission] =
    teamsPhone + callAutomation + Profile.allCases.flatMap(anyone)

  /// What the service does with that kind.
  package static func verdict(
    _ action: PartyAction,
    _ kind: IdentifierKind,
    in profile: Profile
  ) -> Admission.Verdict {
    row(action, kind, in: profile)?.verdict ?? .no
  }

  /// The row that decides, or nil where there is none and the kind is refused.
  package static func row(
    _ action: PartyAction,
    _ kind: IdentifierKind,
    in profile: Profile
  ) -> Admission? {
    rows.first { $0.profile == profile && $0.action == action && $0.kind == kind }
  }

  /// The kinds an action takes without dispute, in the order of the table.
  package static func kinds(for action: PartyAction, in profile: Profile) -> [IdentifierKind] {
    rows.filter { $0.profile == profile && $0.action == action && $0.verdict == .yes }.map(\.kind)
  }

  private static let teamsPhone: [Admission] = [
    row(.addAgent, .teamsExtensionUser, .yes, "(f) add participant"),
    row(.addAgent, .microsoftTeamsUser, .disputed, "(l) add a Teams user in TPE"),
    row(.addParticipant, .teamsExtensionUser, .yes, "(f) add participant"),
    row(.addParticipant, .phoneNumber, .yes, "(f) add participant"),
    row(.addParticipant, .microsoftTeamsUser, .disputed, "(l) add a Teams user in TPE"),
    row(.transfer, .teamsExtensionUser, .yes, "(f) transfer"),
    row(.transfer, .phoneNumber, .yes, "(f) transfer"),
    row(.transfer, .microsoftTeamsApp, .disputed, "(f) transfer, 2026-06 IVR page"),
    row(.transfer, .microsoftTeamsUser, .no, "(f) transfer: Teams user no"),
    row(.redirect, .teamsExtensionUser, .yes, "(f) redirect"),
    row(.redirect, .phoneNumber, .yes, "(f) redirect"),
    row(.redirect, .microsoftTeamsApp, .disputed, "(b) 3: an identity of the same resource"),
    row(.dial, .phoneNumber, .yes, "(f) create call"),
    row(.dial, .teamsExtensionUser, .yes, "(f) create call"),
    row(.placeAs, .microsoftTeamsApp, .yes, "(f) create call"),
    row(.route, .microsoftTeamsApp, .yes, "(f) Model"),
    row(.route, .phoneNumber, .no, "(f) ACS-owned numbers: no"),
  ]

  private static let callAutomation: [Admission] = [
    row(.addAgent, .communicationUser, .yes, "(b) AddParticipantRequest", .callAutomation),
    row(.addAgent, .microsoftTeamsUser, .yes, "(b) AddParticipantRequest", .callAutomation),
    row(.addParticipant, .communicationUser, .yes, "(b) AddParticipantRequest", .callAutomation),
    row(.addParticipant, .phoneNumber, .yes, "(b) AddParticipantRequest", .callAutomation),
    row(.addParticipant, .microsoftTeamsUser, .yes, "(b) AddParticipantRequest", .callAutomation),
    row(.transfer, .communicationUser, .yes, "(b) TransferToParticipant", .callAutomation),
    row(.transfer, .phoneNumber, .yes, "(b) TransferToParticipant", .callAutomation),
    row(.transfer, .microsoftTeamsUser, .yes, "(b) TransferToParticipant", .callAutomation),
    row(.redirect, .communicationUser, .yes, "(b) RedirectCallRequest", .callAutomation),
    row(.redirect, .phoneNumber, .yes, "(b) RedirectCallRequest", .callAutomation),
    row(.dial, .communicationUser, .yes, "(b) CreateCallRequest", .callAutomation),
    row(.dial, .phoneNumber, .yes, "(b) CreateCallRequest", .callAutomation),
    row(.dial, .microsoftTeamsUser, .yes, "(b) CreateCallRequest", .callAutomation),
    row(.placeAs, .phoneNumber, .yes, "(b) CreateCallRequest, source", .callAutomation),
    row(.mute, .communicationUser, .yes, "(b) 14: ACS users only", .callAutomation),
    row(.route, .phoneNumber, .yes, "(d) IncomingCall", .callAutomation),
    row(.route, .communicationUser, .yes, "(d) IncomingCall", .callAutomation),
    row(.route, .microsoftTeamsApp, .yes, "(d) IncomingCall", .callAutomation),
  ]

  /// Whoever is in the call can be acted on; only PSTN parties are sent tones.
  private static func anyone(in profile: Profile) -> [Admission] {
    IdentifierKind.allCases.map { row(.reach, $0, .yes, "(b) targetParticipant", profile) }
      + [row(.sendTones, .phoneNumber, .yes, "(g) Send DTMF: PSTN only", profile)]
  }

  private static func row(
    _ action: PartyAction,
    _ kind: IdentifierKind,
    _ verdict: Admission.Verdict,
    _ source: String,
    _ profile: Profile = .teamsPhone
  ) -> Admission {
    Admission(
      profile: profile,
      action: action,
      kind: kind,
      verdict: verdict,
      source: "FACTS " + source
    )
  }
}
