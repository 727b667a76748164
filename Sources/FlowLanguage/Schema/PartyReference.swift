import CallModel

/// Which kinds of parties the steps take, as `docs/steps.md` has it: the table that the checker reads.
let partyReference: String = {
  let rows = PartyAction.allCases.map { action in
    let cells = Profile.allCases.map { AdmissionTable.words(for: action, in: $0) }
    return "| \(action.place) | \(cells.joined(separator: " | ")) |"
  }
  let profiles = Profile.allCases.map { "`\($0.rawValue)`" }
  return """
    ## Kinds of parties

    What a step takes depends on the [profile](flow.md#profile) of the flow and on the [kind](flow.md#identities) of the party; a number that may be withheld is not called before `has(caller.number)` is asked.
    A kind in brackets is one about which the service's documentation disagrees with itself: it is taken, with a warning ([disputed-kind](diagnostics/disputed-kind.md)).

    | | \(profiles.joined(separator: " | ")) |
    |\(String(repeating: "---|", count: profiles.count + 1))
    \(rows.joined(separator: "\n"))
    """
}()

extension AdmissionTable {
  /// The kinds an action takes, those in dispute in brackets.
  fileprivate static func words(for action: PartyAction, in profile: Profile) -> String {
    let taken = rows.filter { $0.profile == profile && $0.action == action && $0.verdict != .no }
    guard Set(taken.map(\.kind)).count < IdentifierKind.allCases.count else { return "any" }
    let words = taken.map { row in
      row.verdict == .disputed ? "(`\(row.kind.rawValue)`)" : "`\(row.kind.rawValue)`"
    }
    return words.isEmpty ? "nobody" : words.joined(separator: ", ")
  }
}

extension PartyAction {
  /// Where a party stands with which that is done.
  fileprivate var place: String {
    switch self {
    case .addAgent: "`addAgent`"
    case .addParticipant: "`addParticipant`"
    case .transfer: "`transfer`, `to`"
    case .redirect: "`redirect`"
    case .dial: "`dial`, `to`"
    case .placeAs: "`dial`, `as`; `callerId`"
    case .reach: "`play`, `recognize`, `wait`, `removeParticipant`, `hold`, `transfer`'s `party`"
    case .sendTones: "`sendTones`"
    case .mute: "`mute`"
    case .route: "a flow's `routes`"
    }
  }
}
