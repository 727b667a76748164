internal import CallAutomation
internal import CallModel
internal import FlowLanguage
internal import JSON

extension Checkup {
  private static let delivery = "Event Grid's subscription"
  private static let link = "AI link"

  /// Whether the resource is the one whose tokens are taken, delivers its events here, and may use
  /// the AI resources of the flows.
  func azureLines(_ flows: FlowsCheckup) async -> [CheckupLine] {
    let subjects = [Self.delivery] + (flows.aiEndpoints.isEmpty ? [] : [Self.link])
    guard let azureToken else {
      return subjects.map {
        CheckupLine(
          .unknown,
          $0,
          "Azure is not asked without a token in AZURE_TOKEN",
          advice: CloudAPI.azure.advice
        )
      }
    }
    let management = AzureManagement(base: azure, token: azureToken, client: client)
    let host = configuration.service.host
    switch await management.communicationService(host: host) {
    case .failure(let failure): return subjects.map { unsaid($0, failure) }
    case .success(nil):
      return subjects.map {
        CheckupLine(
          .unknown,
          $0,
          "the token sees no Communication Services resource \(host)",
          advice: "take an AZURE_TOKEN of somebody who may read its subscription"
        )
      }
    case .success(let resource?):
      return idLines(resource) + (await deliveryLines(management, resource))
        + (await linkLines(flows, management, resource))
    }
  }

  private func unsaid(_ subject: String, _ failure: ListFailure) -> CheckupLine {
    CheckupLine(
      .unknown,
      subject,
      "Azure does not say: \(failure.description)",
      advice: CloudAPI.azure.advice(after: failure)
    )
  }

  private func idLines(_ resource: JSONValue) -> [CheckupLine] {
    guard case .tokens(let authority) = configuration.callbackAccess,
      let id = resource["properties"]?["immutableResourceId"]?.text
    else { return [] }
    let isOurs = authority.rules.audiences.contains { $0.lowercased() == id.lowercased() }
    return [
      isOurs
        ? CheckupLine(.ok, "resource", "its immutable id is \(id)")
        : CheckupLine(
          .failure,
          "resource",
          "its immutable id is \(id), and ACS_RESOURCE_ID is another",
          breaks: "every callback is refused, and calls stand still",
          advice: "set ACS_RESOURCE_ID to that, here and where the server runs"
        )
    ]
  }

  private func deliveryLines(
    _ management: AzureManagement,
    _ resource: JSONValue
  ) async -> [CheckupLine] {
    guard let path = resource["id"]?.text else { return [] }
    let webhook = "\(configuration.publicURL)/api/incomingCall"
    switch await management.deliveries(of: path, to: webhook) {
    case .failure(let failure): return [unsaid(Self.delivery, failure)]
    case .success(let verdicts):
      let advice =
        "IncomingCall, in 2 attempts at most within 1 minute, and RecordingFileStatusUpdated go to "
        + "\(webhook): `flowctl provision` has the commands in step "
        + "\(ProvisioningStep.Topic.subscription.rawValue)"
      return verdicts.map { $0.line(Self.delivery, advice: advice) }
    }
  }

  private func linkLines(
    _ flows: FlowsCheckup,
    _ management: AzureManagement,
    _ resource: JSONValue
  ) async -> [CheckupLine] {
    var lines: [CheckupLine] = []
    for endpoint in flows.aiEndpoints {
      lines.append(await linkLine(endpoint, management, resource))
    }
    return lines
  }

  private func linkLine(
    _ endpoint: String,
    _ management: AzureManagement,
    _ resource: JSONValue
  ) async -> CheckupLine {
    switch await management.aiService(endpoint: endpoint) {
    case .failure(let failure): return unsaid(Self.link, failure)
    case .success(let service):
      guard let path = service?["id"]?.text else {
        return CheckupLine(
          .unknown,
          Self.link,
          "the token sees no AI resource \(endpoint)",
          advice: "look at `cognitiveServicesEndpoint` in flowctl.yaml, and whose AZURE_TOKEN it is"
        )
      }
      switch await management.link(of: resource, to: path) {
      case .failure(let failure): return unsaid(Self.link, failure)
      case .success(let verdict):
        let step = ProvisioningStep.Topic.resources.rawValue
        return verdict.line(
          Self.link,
          advice: "`flowctl provision` has the commands in step \(step), with `azure.aiService`"
        )
      }
    }
  }
}

extension FlowsCheckup {
  /// The AI resources that the flows use.
  var aiEndpoints: [String] {
    Set(programs.compactMap(\.cognitiveServicesEndpoint)).sorted()
  }
}
