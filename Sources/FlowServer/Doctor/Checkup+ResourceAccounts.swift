internal import CallAutomation
internal import CallModel
internal import FlowLanguage
internal import HTTPTransport
internal import JSON

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
          advice: "set GRAPH_TOKEN to one with TeamsResourceAccount.Read.All"
        )
      ]
    }
    switch await accounts(token: graphToken) {
    case .failure(let failure):
      return [
        CheckupLine(
          .unknown,
          Self.subject,
          "Microsoft Graph does not say: \(failure.description)",
          advice: "the token needs TeamsResourceAccount.Read.All, with an administrator's consent"
        )
      ]
    case .success(let accounts):
      return wanted.sorted().map { line(of: $0, among: accounts) }
    }
  }

  private static let subject = "resource account"
  private static let prefix = "28:orgid:"

  private func line(of rawID: String, among accounts: [JSONValue]) -> CheckupLine {
    let id = String(rawID.dropFirst(Self.prefix.count))
    guard let account = accounts.first(where: { $0["id"]?.text?.lowercased() == id.lowercased() })
    else {
      return CheckupLine(
        .failure,
        Self.subject,
        "there is no resource account \(id)",
        breaks: "no call to it rings here",
        advice: "take its object id: Get-CsOnlineApplicationInstance"
      )
    }
    let name = account["userPrincipalName"]?.text ?? id
    guard let number = account["phoneNumber"]?.text, !number.isEmpty else {
      return CheckupLine(
        .failure,
        Self.subject,
        "\(name) has no number",
        breaks: "nobody can call it",
        advice: "assign one: Set-CsPhoneNumberAssignment"
      )
    }
    if case .tokens(let authority) = configuration.callbackAccess,
      let resource = account["acsResourceId"]?.text,
      !authority.rules.audiences.contains(where: { $0.lowercased() == resource.lowercased() })
    {
      return CheckupLine(
        .failure,
        Self.subject,
        "\(name) belongs to another resource, \(resource)",
        breaks: "its calls ring elsewhere",
        advice: "set it: Set-CsOnlineApplicationInstance -AcsResourceId, then Sync-"
      )
    }
    let shown = number.hasPrefix("tel:") ? number.dropFirst("tel:".count) : number[...]
    return CheckupLine(.ok, Self.subject, "\(name) has \(shown)")
  }

  /// All pages, at most twenty; a next page is asked of Graph alone.
  private func accounts(token: String) async -> Result<[JSONValue], GraphFailure> {
    var url = graph + "/beta/admin/teams/resourceAccounts"
    var accounts: [JSONValue] = []
    for _ in 0..<20 {
      let headers: HTTPHeaders = ["Authorization": "Bearer \(token)", "Accept": "application/json"]
      let page: JSONValue?
      switch await ask("GET", url, headers: headers) {
      case .failure(let error): return .failure(GraphFailure(description: error.description))
      case .success(let answer):
        page = webhookJSON(answer.body)
        guard answer.status == 200, let values = page?["value"]?.elements else {
          let reason = page?["error"]?["message"]?.text ?? "no reason"
          return .failure(GraphFailure(description: "it answers \(answer.status): \(reason)"))
        }
        accounts += values
      }
      guard let next = page?["@odata.nextLink"]?.text, next.hasPrefix(graph + "/") else { break }
      url = next
    }
    return .success(accounts)
  }
}

/// Why Graph does not answer.
private struct GraphFailure: Error {
  let description: String
}
