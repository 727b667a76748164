import CallModel
import Diagnostics

extension ValueReader {
  /// Checks a party's kind against the table profile × action × kind.
  func checkKind(
    of party: Party,
    for action: PartyAction,
    at span: Span,
    takesEveryone: Bool
  ) {
    switch party {
    case .identity(let name):
      guard let identity = names.identities[name] else { return }
      checkKind(
        identity.kind,
        of: "`\(name)`",
        for: action,
        at: span,
        declared: Diagnostic.Label(identity.span, "declared as `\(identity.kind)` here")
      )
    case .everyone where !takesEveryone:
      nodes.report(
        Diagnostic(
          .identifierKind,
          action == .reach
            ? "`everyone` is not one party" : "`everyone` cannot be \(action.participle)",
          at: span,
          help: "name one party"
        )
      )
    case .caller where action.invites:
      nodes.report(
        Diagnostic(
          .identifierKind,
          "the caller is in the call already and cannot be \(action.participle)",
          at: span,
          help: "name the party to be called"
        )
      )
    case .caller, .everyone, .broughtIn:
      break
    }
  }

  /// Checks one kind; a disputed row is a warning, a missing one or a no an error.
  func checkKind(
    _ kind: IdentifierKind,
    of what: @autoclosure () -> String,
    for action: PartyAction,
    at span: Span,
    declared: @autoclosure () -> Diagnostic.Label?
  ) {
    let row = AdmissionTable.row(action, kind, in: profile)
    switch row?.verdict ?? .no {
    case .yes: break
    case .disputed:
      nodes.report(
        Diagnostic(
          .disputedKind,
          .warning,
          "the service may refuse a `\(kind)` \(action.purpose) in a `\(profile)` flow",
          at: Diagnostic.Label(span, "the service's documentation disagrees with itself here"),
          related: declared().map { [$0] } ?? [],
          help: kindHelp(kind, action)
        )
      )
    case .no:
      nodes.report(
        Diagnostic(
          .identifierKind,
          kind == .unknown
            ? "the raw id of \(what()) is of no known kind, so it cannot be \(action.participle)"
            : "\(what()) is a `\(kind)`, which cannot be \(action.participle) in a `\(profile)` flow",
          at: Diagnostic.Label(span, "this is a `\(kind)`"),
          related: declared().map { [$0] } ?? [],
          help: kindHelp(kind, action)
        )
      )
    }
  }

  /// Which kinds would do, and what to do instead.
  func kindHelp(_ kind: IdentifierKind, _ action: PartyAction) -> String {
    let kinds = AdmissionTable.kinds(for: action, in: profile).map(\.rawValue)
    guard !kinds.isEmpty else { return "no kind of party can be \(action.participle) there" }
    let list = kinds.map { "a `\($0)`" }.joined(separator: " or ")
    let instead: String
    if kind == .phoneNumber, action == .addAgent {
      instead = "; bring a number in with `addParticipant`"
    } else if kind == .microsoftTeamsUser, profile == .teamsPhone, action.invites {
      instead = "; name the user as a `teamsExtensionUser` (user, tenant, resource)"
    } else {
      instead = ""
    }
    return "\(action.rule) \(list)\(instead)"
  }
}

extension PartyAction {
  /// Whether the action rings somebody who is not in the call yet.
  var invites: Bool {
    switch self {
    case .addAgent, .addParticipant, .transfer, .redirect, .dial: true
    case .placeAs, .reach, .sendTones, .mute, .route: false
    }
  }

  /// What happens to the party, after "cannot be".
  var participle: String {
    switch self {
    case .addAgent: "added as an agent"
    case .addParticipant: "added to the call"
    case .transfer: "the target of a transfer"
    case .redirect: "the target of a redirect"
    case .dial: "dialled"
    case .placeAs: "the account a call is placed as"
    case .reach: "reached"
    case .sendTones: "sent tones"
    case .mute: "muted"
    case .route: "a route"
    }
  }

  /// What the party is for, after "a kind".
  var purpose: String {
    switch self {
    case .addAgent: "as an agent"
    case .addParticipant: "as a participant"
    case .transfer: "as the target of a transfer"
    case .redirect: "as the target of a redirect"
    case .dial: "to dial"
    case .placeAs: "as the account a call is placed as"
    case .reach: "to reach"
    case .sendTones: "to send tones to"
    case .mute: "to mute"
    case .route: "as a route"
    }
  }

  /// What the action takes, before the kinds.
  var rule: String {
    switch self {
    case .addAgent: "`addAgent` takes"
    case .addParticipant: "`addParticipant` takes"
    case .transfer: "`transfer` takes"
    case .redirect: "`redirect` takes"
    case .dial: "`dial` takes"
    case .placeAs: "it takes"
    case .reach: "it takes"
    case .sendTones: "`sendTones` takes"
    case .mute: "`mute` takes"
    case .route: "a route takes"
    }
  }
}
