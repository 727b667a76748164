/// What a flow's calls may touch.
package enum Profile: String, Sendable, CaseIterable {
  /// Calls to a Teams resource account, with Teams Phone extensibility (FACTS.md (f)).
  case teamsPhone
  /// Calls of a Communication Services resource's own numbers and users.
  case callAutomation
}

/// What a command does to a party, as far as the party's kind matters.
package enum PartyAction: String, Sendable, CaseIterable {
  /// Bring an agent into the call.
  case addAgent
  /// Bring anyone into the call.
  case addParticipant
  /// Send a party elsewhere.
  case transfer
  /// Send the ringing call elsewhere.
  case redirect
  /// Call somebody.
  case dial
  /// The account a call is placed as.
  case placeAs
  /// Act on somebody who is in the call: play to, recognize, remove, hold.
  case reach
  /// Send key tones to a party.
  case sendTones
  /// Mute a party.
  case mute
  /// A party by which incoming calls are routed.
  case route
}

extension PartyAction {
  /// Whether the party can be one whose number is withheld: it can be acted on, not dialled.
  package var takesWithheldNumbers: Bool {
    switch self {
    case .reach, .sendTones, .mute: true
    case .addAgent, .addParticipant, .transfer, .redirect, .dial, .placeAs, .route: false
    }
  }
}

/// One row of the table profile × action × kind.
package struct Admission: Hashable, Sendable {
  /// What the service does with the kind.
  package enum Verdict: String, Hashable, Sendable {
    /// Taken.
    case yes
    /// Refused.
    case no
    /// The sources disagree; taken with a warning.
    case disputed
  }

  /// The profile of the flow.
  package let profile: Profile
  /// What is done.
  package let action: PartyAction
  /// To whom.
  package let kind: IdentifierKind
  /// What the service does.
  package let verdict: Verdict
  /// Where it is written: a section of FACTS.md.
  package let source: String
}
