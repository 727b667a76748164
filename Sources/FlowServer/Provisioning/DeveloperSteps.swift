internal import FlowLanguage

/// The steps of the CCaaS Developer.
struct DeveloperSteps {
  let deployment: Deployment

  private var azure: Deployment.Azure { deployment.azure }
  private var group: String { "-ResourceGroupName \(powerShellQuoted(azure.resourceGroup))" }
  private var service: String { powerShellQuoted(azure.communicationService) }

  /// The Communication Services resource, which the quick start presumes.
  var resources: ProvisioningStep {
    let tenant = azure.tenant.map { " -Tenant \(powerShellQuoted($0))" } ?? ""
    let location = powerShellQuoted(azure.location)
    let groupName = powerShellQuoted(azure.resourceGroup)
    let commands =
      [
        "Install-Module Az.Accounts, Az.Resources, Az.Communication, Az.CognitiveServices, "
          + "Az.BotService -Scope CurrentUser -AllowClobber",
        "Connect-AzAccount\(tenant) -Subscription \(powerShellQuoted(azure.subscription))",
        "Register-AzResourceProvider -ProviderNamespace Microsoft.Communication",
      ]
      + unlessFound(
        "Get-AzResourceGroup -Name \(groupName)",
        "New-AzResourceGroup -Name \(groupName) -Location \(location)"
      )
      + unlessFound(
        "Get-AzCommunicationService \(group) -Name \(service)",
        "New-AzCommunicationService \(group) -Name \(service) -Location 'global' "
          + "-DataLocation \(powerShellQuoted(azure.dataLocation))"
      )
      + [
        "$resourceId = (Get-AzCommunicationService \(group) -Name \(service)).ImmutableResourceId"
      ] + (azure.aiService.map(aiCommands) ?? [])
    return ProvisioningStep(
      topic: .resources,
      persona: .developer,
      title: "Deploy the Communication Services resource",
      notes: [
        "The data location has to match that of the Teams tenant.",
        azure.resourceID == nil
          ? "Write the immutable resource id, which `$resourceId` holds now, into the file under "
            + "`azure.resourceId`."
          : "",
        azure.aiService == nil
          ? "Without an AI resource (`azure.aiService`) flows play files and take keys, and neither "
            + "speak texts nor understand words."
          : "The AI resource speaks texts and understands words; the Communication Services "
            + "resource uses it under an identity of its own. Its endpoint belongs into "
            + "`cognitiveServicesEndpoint` of `flowctl.yaml`.",
      ].filter { !$0.isEmpty },
      commands: commands
    )
  }

  private func aiCommands(_ name: String) -> [String] {
    let name = powerShellQuoted(name)
    let location = powerShellQuoted(azure.location)
    let path = powerShellQuoted("\(deployment.resourcePath)?api-version=2023-04-01")
    let role = "-ObjectId $identity.principalId -RoleDefinitionName 'Cognitive Services User'"
    return unlessFound(
      "Get-AzCognitiveServicesAccount \(group) -Name \(name)",
      "New-AzCognitiveServicesAccount \(group) -Name \(name) -Type CognitiveServices -SkuName S0 "
        + "-Location \(location) -CustomSubdomainName \(name)"
    ) + [
      "$answer = Invoke-AzRestMethod -Method PATCH -Path \(path) "
        + #"-Payload '{"identity":{"type":"SystemAssigned"}}'"#,
      "if ($answer.StatusCode -ge 300) { throw $answer.Content }",
      "$identity = ($answer.Content | ConvertFrom-Json).identity",
      "$ai = Get-AzCognitiveServicesAccount \(group) -Name \(name)",
      "if (-not (Get-AzRoleAssignment \(role) -Scope $ai.Id)) {",
      "  New-AzRoleAssignment \(role) -Scope $ai.Id",
      "}", "$ai.Endpoint",
    ]
  }

  /// Quick start: "Provision the AppID (Application ID)".
  var registration: ProvisioningStep {
    let name = powerShellQuoted(deployment.bot.name)
    // Tenants of others consent to what was registered for several.
    let audience = azure.tenant == nil ? "AzureADMyOrg" : "AzureADMultipleOrgs"
    let making =
      deployment.bot.application.map {
        ["$application = Get-AzADApplication -ApplicationId \(powerShellQuoted($0))"]
      } ?? [
        "$application = Get-AzADApplication -DisplayName \(name) | Select-Object -First 1",
        "if (-not $application) {",
        "  $application = New-AzADApplication -DisplayName \(name) -SignInAudience \(audience) "
          + "-SPARedirectUri 'http://localhost'",
        "}",
      ]
    return ProvisioningStep(
      topic: .registration,
      persona: .developer,
      title: "Provision the AppID (Application ID)",
      notes: [
        deployment.bot.application == nil
          ? "Write the Application (client) ID, which `$applicationId` holds now, into the file "
            + "under `bot.application`. It gets no client secret: nothing here signs in as it."
          : "It is registered; without `bot.application` in the file it would be registered anew.",
        "The application asks for two permissions, to which the Teams Admin consents in step "
          + "\(ProvisioningStep.Topic.consent.rawValue).",
      ],
      commands: making + ["$applicationId = $application.AppId"] + principal + permissions
    )
  }

  /// Each on its own: where one is made and the next command fails, the next run goes on there.
  private var principal: [String] {
    unlessFound(
      "Get-AzADServicePrincipal -ApplicationId $applicationId",
      "New-AzADServicePrincipal -ApplicationId $applicationId"
    )
  }

  /// Has the applications ask for what Graph and the service want of them (FACTS.md (k)).
  private var permissions: [String] {
    [
      "foreach ($wanted in @(",
      "  @{ Application = \(deployment.applicationWord); "
        + "Api = '00000003-0000-0000-c000-000000000000'; "
        + "Permission = 'TeamsResourceAccount.Read.All' },",
      "  @{ Application = \(deployment.agentApplicationWord); "
        + "Api = '1fd5118e-2576-4263-8130-9503064c837a'; "
        + "Permission = 'TeamsExtension.ManageCalls' })) {",
      "  $api = Get-AzADServicePrincipal -ApplicationId $wanted.Api",
      "  if (-not $api) { $api = New-AzADServicePrincipal -ApplicationId $wanted.Api }",
      "  $permission = $api.Oauth2PermissionScope | Where-Object Value -eq $wanted.Permission",
      "  $asked = (Get-AzADApplication -ApplicationId $wanted.Application).RequiredResourceAccess",
      "  if ($permission.Id -notin $asked.ResourceAccess.Id) {",
      "    Add-AzADAppPermission -ApplicationId $wanted.Application -ApiId $wanted.Api "
        + "-PermissionId $permission.Id -Type Scope",
      "  }", "}",
    ]
  }

  /// Quick start: "Create the Bot".
  var bot: ProvisioningStep {
    let name = powerShellQuoted(deployment.bot.name)
    let channel = "/channels/MsTeamsChannel?api-version=2022-09-15"
    return ProvisioningStep(
      topic: .bot,
      persona: .developer,
      title: "Create the Bot",
      notes: [
        "The bot only stands for the contact centre: its messaging endpoint can be any URL. It needs "
          + "the channel of Teams: without it the service answers 403/10105 where agents are rung.",
        "What is printed last goes to the Teams Admin, who needs it in step "
          + "\(ProvisioningStep.Topic.accounts.rawValue).",
      ],
      commands: ["Register-AzResourceProvider -ProviderNamespace Microsoft.BotService"]
        + unlessFound(
          "Get-AzBotService \(group) -Name \(name)",
          "New-AzBotService \(group) -Name \(name) -ApplicationId \(deployment.applicationWord) "
            + "-Location 'global' -Sku S1 -Description 'Takes calls of Teams phone'"
        )
        + [
          "$answer = Invoke-AzRestMethod -Method PUT "
            + "-Path \(powerShellQuoted(deployment.botPath + channel)) -Payload "
            + #"'{"location":"global","properties":{"channelName":"MsTeamsChannel","#
            + #""properties":{"isEnabled":true}}}'"#,
          "if ($answer.StatusCode -ge 300) { throw $answer.Content }",
          powerShellJoined("Application (client) ID: ", deployment.applicationWord),
          powerShellJoined("ACS resource ID: ", deployment.resourceWord),
        ]
    )
  }
}
