internal import FlowLanguage
internal import JSON

extension ProvisioningCheckup {
  private var management: AzureManagement? {
    access.azureToken.map { AzureManagement(base: access.azure, token: $0, client: client) }
  }

  /// Whether the Communication Services resource and the bot are there, with the ids of the file and
  /// what the scripts give them: the AI resource's role, and the channel of Teams.
  func azureFindings() async -> [Finding] {
    guard let management else {
      return [unasked(.resources, "Azure is not asked", .azure)]
    }
    let resource = await management.communicationService(at: deployment.resourcePath)
    let bot = await management.list.object(of: "\(deployment.botPath)?\(Self.botVersion)")
    return [
      azureFinding(
        .resources,
        resource,
        deployment.azure.communicationService,
        id: "immutableResourceId",
        deployment.azure.resourceID,
        place: "azure.resourceId"
      )
    ] + (await linkFindings(of: resource, management)) + [
      azureFinding(
        .bot,
        bot,
        deployment.bot.name,
        id: "msaAppId",
        deployment.bot.application,
        place: "bot.application"
      )
    ] + (await channelFindings(of: bot, management))
  }

  private static let botVersion = "api-version=2022-09-15"

  private func azureFinding(
    _ topic: ProvisioningStep.Topic,
    _ answer: Result<JSONValue, ListFailure>,
    _ name: String,
    id property: String,
    _ written: String?,
    place: String
  ) -> Finding {
    switch answer {
    case .failure(let failure) where failure.kind == .missing:
      return finding(topic, .failure, "there is no \(name)", breaks: "nothing else works")
    case .failure(let failure):
      return unsaid(topic, "Azure", failure, .azure)
    case .success(let json):
      guard let found = json["properties"]?[property]?.text else {
        return finding(topic, .warning, "Azure tells of \(name) without `\(property)`")
      }
      guard let written else {
        return finding(topic, .warning, "\(name) is there: write \(found) under `\(place)`")
      }
      guard written.lowercased() == found.lowercased() else {
        return finding(
          topic,
          .failure,
          "\(name) has \(found), and the file says \(written) under `\(place)`",
          breaks: "Teams sends the calls elsewhere"
        )
      }
      return finding(topic, .ok, "\(name) is there, as \(found)")
    }
  }

  /// Whether the resource may use the AI resource, where the file has one.
  private func linkFindings(
    of resource: Result<JSONValue, ListFailure>,
    _ management: AzureManagement
  ) async -> [Finding] {
    guard case .success(let resource) = resource, let path = deployment.aiPath else { return [] }
    switch await management.link(of: resource, to: path) {
    case .success(let verdict): return [finding(.resources, verdict)]
    case .failure(let failure) where failure.kind == .missing:
      let found = "there is no AI resource \(deployment.azure.aiService ?? path)"
      return [finding(.resources, .failure, found, breaks: "texts are not spoken: 400/8567")]
    case .failure(let failure): return [unsaid(.resources, "Azure", failure, .azure)]
    }
  }

  /// Whether the bot has the channel of Teams (FACTS.md (j), 10105).
  private func channelFindings(
    of bot: Result<JSONValue, ListFailure>,
    _ management: AzureManagement
  ) async -> [Finding] {
    guard case .success = bot else { return [] }
    let path = "\(deployment.botPath)/channels/MsTeamsChannel?\(Self.botVersion)"
    switch await management.list.object(of: path) {
    case .success(let channel):
      let isEnabled = channel["properties"]?["properties"]?["isEnabled"]?.boolean
      return [
        isEnabled == false
          ? finding(.bot, .failure, "its channel of Teams is off", breaks: Self.channelless)
          : finding(.bot, .ok, "it has the channel of Teams")
      ]
    case .failure(let failure) where failure.kind == .missing:
      return [finding(.bot, .failure, "it has no channel of Teams", breaks: Self.channelless)]
    case .failure(let failure): return [unsaid(.bot, "Azure", failure, .azure)]
    }
  }

  private static let channelless = "no agent can be rung: 403/10105"

  /// Whether Event Grid tells the server of calls and of recordings.
  func subscriptionFindings() async -> [Finding] {
    guard let management else {
      return [unasked(.subscription, "Azure is not asked", .azure)]
    }
    let path = deployment.resourcePath
    switch await management.deliveries(of: path, to: deployment.webhook) {
    case .failure(let failure): return [unsaid(.subscription, "Azure", failure, .azure)]
    case .success(let verdicts): return verdicts.map { finding(.subscription, $0) }
    }
  }

  /// Whether the server takes calls.
  func serverFindings() async -> [Finding] {
    let url = deployment.publicURL
    let probe = ServerProbe(url: url, secret: access.eventGridSecret, client: client)
    let advice =
      "look at step \(ProvisioningStep.Topic.server.rawValue), and at what `flowctl doctor` says"
    if let reason = await probe.unreadiness() {
      return [
        finding(.server, .failure, reason, breaks: "no call is answered", advice: advice)
      ]
    }
    guard await probe.identity() != .foreign else {
      return [
        finding(
          .server,
          .failure,
          "\(url) leads to another server, or to one with another EVENT_GRID_SECRET",
          breaks: "no call rings at this one",
          advice: advice
        )
      ]
    }
    return [finding(.server, .ok, "\(url) is ready")]
  }
}
