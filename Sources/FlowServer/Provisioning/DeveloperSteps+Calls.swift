internal import FlowLanguage

extension DeveloperSteps {
  private var group: String {
    "-ResourceGroupName \(powerShellQuoted(deployment.azure.resourceGroup))"
  }

  /// Quick start: "Get Resource Account Information".
  var information: ProvisioningStep {
    let list = "https://graph.microsoft.com/beta/admin/teams/resourceAccounts"
    let uri = powerShellJoined(
      "\(list)?$filter=appid%20eq%20%27",
      deployment.applicationWord,
      "%27"
    )
    return ProvisioningStep(
      topic: .information,
      persona: .developer,
      title: "Get Resource Account Information",
      notes: [
        "Who signs in here needs a role of the Teams tenant that may see resource accounts, such as "
          + "Teams administrator.",
        "`flowctl provision FILE --check` asks the same with a token of Graph in `GRAPH_TOKEN`, and "
          + "compares what it is told with the file.",
      ]
        + (deployment.accounts.contains { $0.objectID == nil }
          ? [
            "Write each `id` into the file, under `accounts.NAME.objectId`, and print these steps "
              + "again."
          ] : []),
      commands: [
        "Install-Module Microsoft.Graph.Authentication -Scope CurrentUser -AllowClobber",
        "Connect-MgGraph -TenantId \(powerShellQuoted(deployment.teams.tenant)) "
          + "-Scopes 'TeamsResourceAccount.Read.All'",
        "$answer = Invoke-MgGraphRequest -Method GET -Uri (\(uri))",
        "$answer.value | ForEach-Object { [pscustomobject]$_ } | "
          + "Format-List id, userPrincipalName, phoneNumber, appId, acsResourceId",
      ]
    )
  }

  /// Access page: "Provide server consent".
  var serverConsent: ProvisioningStep {
    let asking = deployment.accounts.filter { $0.objectID == nil }.map { account in
      "$objectIds.\(account.name) = Read-Host "
        + powerShellQuoted("ObjectId of \(account.userPrincipalName), from the Teams Admin")
    }
    return ProvisioningStep(
      topic: .serverConsent,
      persona: .developer,
      title: "Provide server consent",
      notes: [
        "The resource is allowed to answer and to place calls as each account. Without it no call "
          + "rings at the server.",
        "What is printed last is for the server, in step "
          + "\(ProvisioningStep.Topic.server.rawValue): it holds the resource's key.",
      ],
      commands: (asking.isEmpty ? [] : ["$objectIds = @{}"]) + asking + [
        "$env:ACS_CONNECTION_STRING = (Get-AzCommunicationServiceKey \(group) "
          + "-CommunicationServiceName "
          + "\(powerShellQuoted(deployment.azure.communicationService))).PrimaryConnectionString"
      ]
        + deployment.accounts.flatMap { account in
          assigning(deployment.objectWord(of: account))
        } + ["\"ACS_CONNECTION_STRING='$env:ACS_CONNECTION_STRING'\""]
    )
  }

  /// Access page: "Provide Client Consent"; nil where no agents are named.
  var clientConsent: ProvisioningStep? {
    guard !deployment.agents.isEmpty else { return nil }
    return ProvisioningStep(
      topic: .clientConsent,
      persona: .developer,
      title: "Provide Client Consent",
      notes: [
        "Each agent is allowed to sign in to the resource, in this one application.",
        "An agent needs a licence of Teams Phone: without it the exchange of their token is refused "
          + "with 403 `UserLicenseNotPresentForbidden`.",
      ],
      commands: deployment.agents.flatMap { agent in
        assigning(
          "\(powerShellQuoted(agent.objectID)) --client \(deployment.agentApplicationWord)"
        )
      }
    )
  }

  /// Assigns, or ends the script: PowerShell itself goes on after a program that fails.
  private func assigning(_ whom: String) -> [String] {
    [
      "flowctl teams assign \(powerShellQuoted(deployment.teams.tenant)) \(whom)",
      "if ($LASTEXITCODE) { throw 'flowctl teams assign has failed: see above' }",
    ]
  }

  /// Quick start: "Receive and answer incoming call".
  var server: ProvisioningStep {
    let url = shellQuoted(deployment.publicURL)
    let resource = deployment.azure.resourceID ?? "the ACS resource ID"
    let ids = deployment.accounts.map { account in
      "`\(account.name): { rawId: 28:orgid:\(account.objectID ?? "its object id") }`"
    }
    return ProvisioningStep(
      topic: .server,
      persona: .developer,
      title: "Receive and answer incoming call",
      notes: [
        "The flow names the accounts under `identities`, and those it takes calls of under `routes`: "
          + ids.joined(separator: ", ") + ".",
        "The server runs before Event Grid is told of it, for Event Grid asks it at once whether it "
          + "wants deliveries. A reverse proxy with a certificate passes "
          + "\(deployment.publicURL) to 127.0.0.1:8080, paths and headers as they are.",
      ],
      commands: [],
      serverCommands: [
        "# once; then put what step \(ProvisioningStep.Topic.serverConsent.rawValue) printed last "
          + "in the place of its first line",
        "test -e server.env || (umask 077; cat > server.env <<EOF",
        "ACS_CONNECTION_STRING='endpoint=…;accesskey=…'",
        "ACS_RESOURCE_ID=\(shellQuoted(resource))",
        "EVENT_GRID_SECRET=$(openssl rand -hex 24)", "EOF", ")",
        "set -a; . ./server.env; set +a  # in each shell anew",
        "flowctl validate flows",
        "flowctl serve flows --listen 127.0.0.1:8080 --public-url \(url) &",
        "curl -fsS --retry 30 --retry-delay 1 --retry-all-errors -o /dev/null "
          + "http://127.0.0.1:8080/readyz  # once it is ready",
        "flowctl doctor flows --public-url \(url)",
      ]
    )
  }

  /// The subscriptions of Event Grid, which the quick start presumes (FACTS.md (d)).
  ///
  /// A call rings for 30 s, so that a delivery of IncomingCall is worth nothing a minute later; the
  /// files of a recording are there for a day.
  var subscription: ProvisioningStep {
    let path = powerShellQuoted(
      "\(deployment.resourcePath)/providers/Microsoft.EventGrid/eventSubscriptions/"
    )
    return ProvisioningStep(
      topic: .subscription,
      persona: .developer,
      title: "Subscribe to the resource's events",
      notes: [
        "IncomingCall is delivered twice at most, within a minute: a call rings for 30 seconds.",
        "The secret is EVENT_GRID_SECRET of `server.env`; it is part of the URL and not shown again.",
      ],
      commands: [
        "Register-AzResourceProvider -ProviderNamespace Microsoft.EventGrid",
        "$secret = Read-Host 'EVENT_GRID_SECRET of the server' -MaskInput",
        "$url = \(powerShellQuoted(deployment.webhook + "?secret=")) + "
          + "[uri]::EscapeDataString($secret)",
        "foreach ($wanted in @(",
        "  @{ Name = 'flowctlIncomingCall'; Event = 'IncomingCall'; Attempts = 2; Minutes = 1 },",
        "  @{ Name = 'flowctlRecordings'; Event = 'RecordingFileStatusUpdated'; Attempts = 30; "
          + "Minutes = 1440 })) {",
        "  $properties = @{",
        "    destination = @{ endpointType = 'WebHook'; properties = @{ endpointUrl = $url } }",
        "    filter = @{ includedEventTypes = @(\"Microsoft.Communication.$($wanted.Event)\") }",
        "    retryPolicy = @{ maxDeliveryAttempts = $wanted.Attempts; "
          + "eventTimeToLiveInMinutes = $wanted.Minutes }",
        "  }",
        "  $answer = Invoke-AzRestMethod -Method PUT "
          + "-Path (\(path) + $wanted.Name + '?api-version=2022-06-15') "
          + "-Payload (@{ properties = $properties } | ConvertTo-Json -Depth 10)",
        "  if ($answer.StatusCode -ge 300) { throw $answer.Content }", "}",
      ]
    )
  }
}
