internal import FlowLanguage

/// The steps of the Teams Admin.
struct AdministratorSteps {
  let deployment: Deployment

  private var tenant: String { powerShellQuoted(deployment.teams.tenant) }

  /// Quick start: "Provision Resource Account".
  var accounts: ProvisioningStep {
    ProvisioningStep(
      topic: .accounts,
      persona: .administrator,
      title: "Provision Resource Account",
      notes: [
        "This is typed into PowerShell 7.1 or newer, as an administrator of Teams; the Teams Admin "
          + "Center cannot do it. The first command asks whether PSGallery is trusted: answer Y.",
        "A new account takes a minute to be known everywhere: where `Set-CsOnlineApplicationInstance` "
          + "does not find it, wait, and run this step again.",
        "What is printed last goes to the CCaaS Developer.",
      ],
      commands: [
        "if (Get-Module -ListAvailable MicrosoftTeams) { Update-Module MicrosoftTeams } "
          + "else { Install-Module MicrosoftTeams -Scope CurrentUser }",
        "Connect-MicrosoftTeams -TenantId \(tenant)",
      ] + asked + deployment.accounts.flatMap(commands)
    )
  }

  /// Asks for what the developer has and the file has not yet.
  private var asked: [String] {
    var lines: [String] = []
    if deployment.bot.application == nil {
      lines.append(
        "$applicationId = Read-Host 'Application (client) ID, from the CCaaS Developer'"
      )
    }
    if deployment.azure.resourceID == nil {
      lines.append("$resourceId = Read-Host 'ACS resource ID, from the CCaaS Developer'")
    }
    if deployment.accounts.contains(where: { $0.objectID == nil }) {
      lines.append("$objectIds = @{}")
    }
    return lines
  }

  private func commands(_ account: Deployment.Account) -> [String] {
    let user = powerShellQuoted(account.userPrincipalName)
    let application = "-ApplicationId \(deployment.applicationWord)"
    let resource = "-AcsResourceId \(deployment.resourceWord)"
    let object = deployment.objectWord(of: account)
    let finding = "Get-CsOnlineApplicationInstance -Identity \(user)"
    return unlessFound(
      finding,
      "New-CsOnlineApplicationInstance -UserPrincipalName \(user) \(application) "
        + "-DisplayName \(powerShellQuoted(account.displayName))"
    ) + ["Set-CsOnlineApplicationInstance -Identity \(user) \(application) \(resource)"]
      + (account.objectID == nil ? ["\(object) = (\(finding)).ObjectId"] : [])
      + [
        "Sync-CsOnlineApplicationInstance -ObjectId \(object) \(application) \(resource)",
        powerShellJoined("ObjectId of \(account.userPrincipalName): ", object),
      ]
  }

  /// Quick start: "Acquire and assign a phone number to Resource Account", licences first.
  var numbers: ProvisioningStep {
    ProvisioningStep(
      topic: .numbers,
      persona: .administrator,
      title: "Acquire and assign a phone number to Resource Account",
      notes: [
        "In the [Teams Admin Center](https://admin.teams.microsoft.com/dashboard), under **Phone "
          + "Number**, acquire each number as one of the type **Service**.",
        "An account without the licence *Microsoft Teams Phone Resource Account* takes no number. "
          + "The commands assign it; so does the "
          + "[Microsoft 365 Admin Center](https://admin.microsoft.com), under **Licenses**.",
        "A number of the type CallingPlan, and each account that calls out, needs a *Microsoft Teams "
          + "Calling Plan* besides: without one a call that is placed ends at once. For calling out it "
          + "has to be a pay-as-you-go one since November 2025. The commands ask which of the "
          + "tenant's licences it is; with an operator of your own, it is theirs.",
        "Where `Connect-MgGraph` complains of an assembly, run this step in a new PowerShell window, "
          + "after `Connect-MicrosoftTeams -TenantId \(deployment.teams.tenant)`.",
      ],
      commands: [
        "Install-Module Microsoft.Graph.Users, Microsoft.Graph.Users.Actions, "
          + "Microsoft.Graph.Identity.DirectoryManagement -Scope CurrentUser -AllowClobber",
        "Connect-MgGraph -TenantId \(tenant) -Scopes 'User.ReadWrite.All', 'Organization.Read.All'",
        "$licence = Get-MgSubscribedSku -All | "
          + "Where-Object SkuPartNumber -eq 'PHONESYSTEM_VIRTUALUSER'",
        "if (-not $licence) { throw 'The tenant has no licence Microsoft Teams Phone Resource "
          + "Account: get some in the Microsoft 365 Admin Center; they cost nothing' }",
      ] + askedPlan + askedNumbers + deployment.accounts.flatMap(numberCommands)
    )
  }

  private var planned: [Deployment.Account] {
    deployment.accounts.filter { $0.numberType == .callingPlan }
  }

  /// Asks which licence is the calling plan: each country and each way to pay has another.
  private var askedPlan: [String] {
    guard !planned.isEmpty else { return [] }
    return [
      "Get-MgSubscribedSku -All | Format-Table SkuPartNumber, ConsumedUnits, "
        + "@{ Name = 'Bought'; Expression = { $_.PrepaidUnits.Enabled } }",
      "$plan = Read-Host 'Calling plan, by its SkuPartNumber above (Enter: the accounts have it)'",
      "if ($plan) {",
      "  $plan = Get-MgSubscribedSku -All | Where-Object SkuPartNumber -eq $plan",
      "  if (-not $plan) { throw 'The tenant has no such licence' }", "}",
    ]
  }

  /// Asks for the numbers that the file does not have yet.
  private var askedNumbers: [String] {
    let pending = deployment.accounts.filter { $0.number == nil }
    return (pending.isEmpty ? [] : ["$numbers = @{}"])
      + pending.map { account in
        "\(deployment.numberWord(of: account)) = Read-Host "
          + powerShellQuoted("Number of \(account.userPrincipalName), such as +12065551212")
      }
  }

  private func numberCommands(_ account: Deployment.Account) -> [String] {
    let user = powerShellQuoted(account.userPrincipalName)
    let number = deployment.numberWord(of: account)
    return [
      "Update-MgUser -UserId \(user) "
        + "-UsageLocation \(powerShellQuoted(deployment.teams.country))",
      "Set-MgUserLicense -UserId \(user) -AddLicenses @(@{ SkuId = $licence.SkuId }) "
        + "-RemoveLicenses @()",
    ]
      + (account.numberType == .callingPlan
        ? [
          "if ($plan) { Set-MgUserLicense -UserId \(user) -AddLicenses @(@{ SkuId = $plan.SkuId }) "
            + "-RemoveLicenses @() }"
        ] : []) + [
        "Set-CsPhoneNumberAssignment -Identity \(user) -PhoneNumber \(number) "
          + "-PhoneNumberType \(account.numberType.rawValue)",
        "Get-CsPhoneNumberAssignment -TelephoneNumber \(number)",
      ]
  }

  /// Quick start: "Administrator consent".
  var consent: ProvisioningStep {
    let page = "https://login.microsoftonline.com/\(deployment.teams.tenant)/adminconsent"
    var applications = [deployment.applicationWord]
    if deployment.agentApplicationWord != deployment.applicationWord {
      applications.append(deployment.agentApplicationWord)
    }
    return ProvisioningStep(
      topic: .consent,
      persona: .administrator,
      title: "Grant administrator consent",
      notes: [
        "A page opens on which a Global Administrator accepts what the application asks for: "
          + "`TeamsResourceAccount.Read.All` of Microsoft Graph, and `TeamsExtension.ManageCalls` of "
          + "Azure Communication Services. That it ends at a page that cannot be reached "
          + "(http://localhost) is as it should be."
      ],
      commands: applications.map { application in
        "Start-Process (\(powerShellJoined("\(page)?client_id=", application)))"
      }
    )
  }
}
