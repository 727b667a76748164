internal import FlowLanguage
internal import JSON

extension ProvisioningCheckup {
  /// Whether the application is registered, and an administrator has consented to what it asks for.
  ///
  /// Graph is asked in the tenant of Teams, which knows an application of another tenant by the
  /// consent alone. A token that may not see applications is one for resource accounts alone: then
  /// somebody has to look.
  func consentFindings() async -> [Finding] {
    guard let graph else {
      return [unasked(.registration, "Microsoft Graph is not asked", .graph)]
    }
    guard let application = deployment.bot.application else {
      return [finding(.registration, .unknown, "`bot.application` is not in the file yet")]
    }
    let path = "/v1.0/servicePrincipals(appId='\(application)')"
    let principal = await graph.object(of: "\(path)?$select=id,displayName")
    return [registration(of: application, principal)]
      + (await consents(to: application, in: graph))
  }

  private func registration(
    of application: String,
    _ answer: Result<JSONValue, ListFailure>
  ) -> Finding {
    let isElsewhere = deployment.azure.tenant.map { $0 != deployment.teams.tenant } ?? false
    switch answer {
    case .success(let principal):
      let name = principal["displayName"]?.text.map { ", as \($0)" } ?? ""
      return finding(.registration, .ok, "\(application) is registered\(name)")
    case .failure(let failure) where failure.kind == .missing && isElsewhere:
      return byHand(.registration, "it is registered in another tenant than that of Teams")
    case .failure(let failure) where failure.kind == .missing:
      return finding(
        .registration,
        .failure,
        "there is no \(application), or it has no service principal",
        breaks: "nobody can consent to it, and no agent signs in"
      )
    case .failure(let failure): return unsaid(.registration, failure)
    }
  }

  /// What the application of the bot and that of agents ask for.
  private func consents(to application: String, in graph: PagedList) async -> [Finding] {
    let wanted = [
      (application, "TeamsResourceAccount.Read.All"),
      (deployment.agentApplication ?? application, "TeamsExtension.ManageCalls"),
    ]
    var findings: [Finding] = []
    for (application, scope) in wanted {
      let path = "/v1.0/servicePrincipals(appId='\(application)')/oauth2PermissionGrants"
      switch await graph.elements(of: path, next: "@odata.nextLink") {
      case .success(let grants):
        findings.append(consent(to: scope, of: application, grants))
      case .failure(let failure) where failure.kind == .missing:
        findings.append(consent(to: scope, of: application, []))
      case .failure(let failure): return [unsaid(.consent, failure)]
      }
    }
    return findings
  }

  private func consent(
    to scope: String,
    of application: String,
    _ grants: [JSONValue]
  ) -> Finding {
    let isGiven = grants.contains { grant in
      let scopes = grant["scope"]?.text?.split(separator: " ") ?? []
      return grant["consentType"]?.text == "AllPrincipals" && scopes.contains { $0 == scope }
    }
    return isGiven
      ? finding(.consent, .ok, "an administrator has consented to \(scope)")
      : finding(
        .consent,
        .failure,
        "no administrator has consented to \(scope) of \(application)",
        breaks: scope == "TeamsExtension.ManageCalls"
          ? "no agent can exchange a token" : "resource accounts cannot be listed by it"
      )
  }

  private func unsaid(_ topic: ProvisioningStep.Topic, _ failure: ListFailure) -> Finding {
    failure.kind == .refused
      ? byHand(topic, "the token of GRAPH_TOKEN may not see applications: \(failure.description)")
      : unsaid(topic, "Microsoft Graph", failure, .graph)
  }

  private func byHand(_ topic: ProvisioningStep.Topic, _ found: String) -> Finding {
    let place =
      topic == .registration
      ? "look in Entra, under App registrations"
      : "look in Entra, under Enterprise applications, "
        + "at the application's Permissions"
    let advice = "\(place); or take a GRAPH_TOKEN with Directory.Read.All"
    return finding(topic, .byHand, found, advice: advice)
  }
}
