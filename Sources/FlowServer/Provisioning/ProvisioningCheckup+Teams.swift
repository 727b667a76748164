internal import CallAutomation
internal import FlowLanguage

extension ProvisioningCheckup {
  /// Whether the accounts are there, belong to the bot and the resource, and have their numbers.
  func accountFindings() async -> [Finding] {
    guard let graph else {
      return [unasked(.information, "it is not asked", .graph)]
    }
    switch await graph.resourceAccounts(of: deployment.bot.application) {
    case .failure(let failure):
      return [unsaid(.information, "it", failure, .graph)]
    case .success(let found):
      return [finding(.information, .ok, "it tells of \(found.count) resource accounts")]
        + deployment.accounts.flatMap { findings(of: $0, among: found) }
    }
  }

  private func findings(
    of account: Deployment.Account,
    among found: [ResourceAccount]
  ) -> [Finding] {
    let name = account.userPrincipalName
    let known = found.first {
      $0.userPrincipalName.lowercased() == name.lowercased()
        || account.objectID.map($0.hasID) == true
    }
    guard let known else {
      let whose = deployment.bot.application.map { " of the application \($0)" } ?? ""
      return [
        finding(
          .accounts,
          .failure,
          "there is no resource account \(name)\(whose)",
          breaks: "nobody can call it"
        )
      ]
    }
    return [accountFinding(account, known), numberFinding(account, known)]
  }

  private func accountFinding(_ account: Deployment.Account, _ known: ResourceAccount) -> Finding {
    let name = account.userPrincipalName
    if let object = account.objectID, !known.hasID(object) {
      return finding(
        .accounts,
        .failure,
        "\(name) has the object id \(known.id), and the file says \(object)",
        breaks: "the flow waits for calls of another account"
      )
    }
    guard let resource = known.resourceID, !resource.isEmpty else {
      return finding(
        .accounts,
        .failure,
        "\(name) belongs to no Communication Services resource",
        breaks: "its calls ring nowhere"
      )
    }
    if let ours = deployment.azure.resourceID, ours.lowercased() != resource.lowercased() {
      return finding(
        .accounts,
        .failure,
        "\(name) belongs to another resource, \(resource)",
        breaks: "its calls ring elsewhere"
      )
    }
    guard account.objectID == nil else {
      return finding(.accounts, .ok, "\(name) is there, as \(known.id)")
    }
    return finding(
      .accounts,
      .warning,
      "\(name) is there: write `objectId: \(known.id)` under `accounts.\(account.name)`"
    )
  }

  private func numberFinding(_ account: Deployment.Account, _ known: ResourceAccount) -> Finding {
    let name = account.userPrincipalName
    guard let number = known.number else {
      return finding(.numbers, .failure, "\(name) has none", breaks: "nobody can call it")
    }
    guard let written = account.number else {
      return finding(
        .numbers,
        .warning,
        "\(name) has \(number): write `number: \(number)` under `accounts.\(account.name)`"
      )
    }
    guard number == written else {
      return finding(
        .numbers,
        .failure,
        "\(name) has \(number), and the file says \(written)",
        breaks: "who calls \(written) does not reach it"
      )
    }
    return finding(.numbers, .ok, "\(name) has \(number)")
  }

  /// Whether the resource may act for the accounts, and agents use it.
  func assignmentFindings() async -> [Finding] {
    guard let service = access.service else {
      return [
        finding(
          .serverConsent,
          .unknown,
          "the service is not asked without ACS_CONNECTION_STRING, or ACS_ENDPOINT and an identity",
          advice: "set ACS_CONNECTION_STRING, as the commands of step 8 do"
        )
      ]
    }
    let teams = TeamsAccess(service)
    var findings: [Finding] = []
    for account in deployment.accounts {
      findings.append(
        await assignment(
          of: account.objectID,
          named: account.userPrincipalName,
          .serverConsent,
          to: .resourceAccount,
          teams
        )
      )
    }
    let application = deployment.agentApplication ?? deployment.bot.application
    for agent in deployment.agents {
      findings.append(
        await assignment(
          of: agent.objectID,
          named: agent.name,
          .clientConsent,
          to: .user(clients: application.map { [$0] } ?? []),
          teams
        )
      )
    }
    return findings
  }

  private func assignment(
    of object: String?,
    named name: String,
    _ topic: ProvisioningStep.Topic,
    to wanted: TeamsAssignment.Principal,
    _ teams: TeamsAccess
  ) async -> Finding {
    guard let object else {
      return finding(topic, .unknown, "\(name) has no `objectId` in the file yet")
    }
    let assignment = TeamsAssignment(tenant: deployment.teams.tenant, object: object)
    do throws(ServiceFailure) {
      guard let found = try await teams.principal(of: assignment) else {
        return finding(
          topic,
          .failure,
          "\(name) is assigned nothing",
          breaks: topic == .serverConsent
            ? "its calls do not ring at the server" : "the agent cannot sign in"
        )
      }
      guard found.grants(wanted) else {
        return finding(topic, .failure, "\(name) is assigned something else: \(found.words)")
      }
      return finding(topic, .ok, "\(name) is assigned")
    } catch {
      return finding(
        topic,
        .unknown,
        "\(name): \(error.description)",
        advice: "look at the endpoint, its key or identity, and the network"
      )
    }
  }
}

extension TeamsAssignment.Principal {
  /// Whether all that is wanted is assigned; applications may be more, and ids in either case.
  fileprivate func grants(_ wanted: Self) -> Bool {
    switch (self, wanted) {
    case (.resourceAccount, .resourceAccount): true
    case (.user(let has), .user(let wanted)):
      Set(wanted.map { $0.lowercased() }).isSubset(of: has.map { $0.lowercased() })
    case (.resourceAccount, .user), (.user, .resourceAccount): false
    }
  }
}
