internal import CallAutomation
internal import CallModel
internal import FlowLanguage

extension Checkup {
  /// Whether the resource accounts that flows take calls to are there, have a number, and belong to
  /// this resource, by Microsoft Graph (FACTS.md (k)).
  func resourceAccountLines(_ flows: FlowsCheckup) async -> [CheckupLine] {
    // Of flows that do not compile nothing is known, and that has its line.
    guard !flows.programs.isEmpty else { return [] }
    let routed = flows.programs.flatMap(\.routes).compactMap { Self.objectID(of: $0.rawID) }
    let wanted = Set(routed.map { $0.lowercased() })
    return (wanted.isEmpty ? [unrouted] : []) + (await graphLines(wanted))
  }

  private var unrouted: CheckupLine {
    CheckupLine(
      .warning,
      Self.subject,
      "no flow takes the calls of any",
      breaks: "who calls one hears it ring for 30 s, and nobody answers",
      advice: "name it under `identities` ({ rawId: 28:orgid:… }), and that name under `routes`"
    )
  }

  private func graphLines(_ wanted: Set<String>) async -> [CheckupLine] {
    guard let graphToken else {
      return [
        CheckupLine(
          .unknown,
          Self.subject,
          "\(wanted.count) are routed to; Microsoft Graph is not asked without a token",
          advice: CloudAPI.graph.advice
        )
      ]
    }
    let graph = PagedList(base: graph, token: graphToken, client: client)
    switch await graph.resourceAccounts() {
    case .failure(let failure):
      return [
        CheckupLine(
          .unknown,
          Self.subject,
          "Microsoft Graph does not say: \(failure.description)",
          advice: CloudAPI.graph.advice(after: failure)
        )
      ]
    case .success(let accounts):
      return wanted.sorted().map { line(of: $0, among: accounts) }
        + accounts.filter { isOurs($0) && !wanted.contains($0.id.lowercased()) }.map(unrouted)
    }
  }

  private static let subject = "resource account"

  /// The object id of a resource account in any of the clouds that have them (FACTS.md (e)).
  private static func objectID(of rawID: String) -> String? {
    let prefix = ["28:orgid:", "28:dod:", "28:gcch:"].first { rawID.hasPrefix($0) }
    return prefix.map { String(rawID.dropFirst($0.count)) }
  }

  /// Whether its calls come to the resource whose tokens are taken.
  private func isOurs(_ account: ResourceAccount) -> Bool {
    guard case .tokens(let authority) = configuration.callbackAccess,
      let resource = account.resourceID
    else { return false }
    return authority.rules.audiences.contains { $0.lowercased() == resource.lowercased() }
  }

  private func unrouted(_ account: ResourceAccount) -> CheckupLine {
    CheckupLine(
      .warning,
      Self.subject,
      "no flow takes the calls of \(account.shownName)",
      breaks: "who calls it hears it ring for 30 s, and nobody answers",
      advice: "name { rawId: 28:orgid:\(account.id) } under `identities`, and that under `routes`"
    )
  }

  private func line(of id: String, among accounts: [ResourceAccount]) -> CheckupLine {
    guard let account = accounts.first(where: { $0.hasID(id) }) else {
      return CheckupLine(
        .failure,
        Self.subject,
        "there is no resource account \(id)",
        breaks: "no call to it rings here",
        advice: "take its object id: Get-CsOnlineApplicationInstance"
      )
    }
    guard let number = account.number else {
      return CheckupLine(
        .failure,
        Self.subject,
        "\(account.shownName) has no number",
        breaks: "nobody can call it",
        advice: "assign one: Set-CsPhoneNumberAssignment"
      )
    }
    if configuration.callbackAccess != .unchecked, let resource = account.resourceID,
      !isOurs(account)
    {
      return CheckupLine(
        .failure,
        Self.subject,
        "\(account.shownName) belongs to another resource, \(resource)",
        breaks: "its calls ring elsewhere",
        advice: "set it: Set-CsOnlineApplicationInstance -AcsResourceId, then Sync-"
      )
    }
    return CheckupLine(.ok, Self.subject, "\(account.shownName) has \(number)")
  }
}
