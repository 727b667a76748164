internal import CallAutomation
internal import CallModel
internal import FlowLanguage

extension Checkup {
  /// Whether the resource accounts that flows take calls to are there, have a number, and belong to
  /// this resource, by Microsoft Graph (FACTS.md (k)).
  func resourceAccountLines(_ flows: FlowsCheckup) async -> [CheckupLine] {
    let wanted = Set(flows.programs.flatMap(\.routes).map(\.rawID)).filter {
      $0.hasPrefix(Self.prefix)
    }
    guard !wanted.isEmpty else { return [] }
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
    }
  }

  private static let subject = "resource account"
  private static let prefix = "28:orgid:"

  private func line(of rawID: String, among accounts: [ResourceAccount]) -> CheckupLine {
    let id = String(rawID.dropFirst(Self.prefix.count))
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
    if case .tokens(let authority) = configuration.callbackAccess,
      let resource = account.resourceID,
      !authority.rules.audiences.contains(where: { $0.lowercased() == resource.lowercased() })
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
