internal import FlowLanguage
internal import JSON

extension ProvisioningCheckup {
  private var management: PagedList? {
    access.azureToken.map { PagedList(base: access.azure, token: $0, client: client) }
  }

  /// Whether the Communication Services resource and the bot are there, with the ids of the file.
  func azureFindings() async -> [Finding] {
    guard let management else {
      return [unasked(.resources, "Azure is not asked", .azure)]
    }
    return [
      await azureFinding(
        .resources,
        of: deployment.resourcePath,
        version: "2023-04-01",
        id: "immutableResourceId",
        deployment.azure.resourceID,
        place: "azure.resourceId",
        management
      ),
      await azureFinding(
        .bot,
        of: deployment.botPath,
        version: "2022-09-15",
        id: "msaAppId",
        deployment.bot.application,
        place: "bot.application",
        management
      ),
    ]
  }

  private func azureFinding(
    _ topic: ProvisioningStep.Topic,
    of path: String,
    version: String,
    id property: String,
    _ written: String?,
    place: String,
    _ management: PagedList
  ) async -> Finding {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    switch await management.object(of: "\(path)?api-version=\(version)") {
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

  /// Whether Event Grid delivers IncomingCall to the server, in time for somebody to answer.
  func subscriptionFindings() async -> [Finding] {
    guard let management else {
      return [unasked(.subscription, "Azure is not asked", .azure)]
    }
    let path =
      "\(deployment.resourcePath)/providers/Microsoft.EventGrid/eventSubscriptions"
      + "?api-version=2022-06-15"
    switch await management.elements(of: path, next: "nextLink") {
    case .failure(let failure):
      return [unsaid(.subscription, "Azure", failure, .azure)]
    case .success(let values):
      let ours = values.map(EventSubscription.init).filter { $0.leads(to: deployment.webhook) }
      guard let incoming = ours.first(where: { $0.has("IncomingCall") }) else {
        return [
          finding(
            .subscription,
            .failure,
            "none delivers IncomingCall to \(deployment.webhook)",
            breaks: "no call rings at the server"
          )
        ]
      }
      return [finding(of: incoming)]
        + (ours.contains { $0.has("RecordingFileStatusUpdated") }
          ? []
          : [
            finding(
              .subscription,
              .warning,
              "none delivers RecordingFileStatusUpdated to \(deployment.webhook)",
              breaks: "`recordingReady` never runs"
            )
          ])
    }
  }

  private func finding(of incoming: EventSubscription) -> Finding {
    guard incoming.state == "Succeeded" else {
      return finding(
        .subscription,
        .failure,
        "\(incoming.name) is \(incoming.state)",
        breaks: "no call rings at the server; the handshake may have failed: `flowctl doctor`"
      )
    }
    guard let minutes = incoming.minutes, minutes <= 1 else {
      return finding(
        .subscription,
        .warning,
        "\(incoming.name) delivers for more than a minute",
        breaks: "calls that ring no more are answered in vain"
      )
    }
    return finding(.subscription, .ok, "\(incoming.name) delivers IncomingCall within a minute")
  }
}

/// A subscription of Event Grid, as Azure's management API tells of it (api-version 2022-06-15).
private struct EventSubscription {
  let name: String
  let state: String
  let endpoint: String
  /// The names of the events without what comes before the last dot; nil for all events.
  let events: [String]?
  let minutes: Int?

  init(_ json: JSONValue) {
    let properties = json["properties"]
    name = json["name"]?.text ?? ""
    state = properties?["provisioningState"]?.text ?? "in an unknown state"
    let destination = properties?["destination"]?["properties"]
    // The whole URL, which may hold a secret, is told to those alone who ask for it.
    endpoint = destination?["endpointBaseUrl"]?.text ?? destination?["endpointUrl"]?.text ?? ""
    events = properties?["filter"]?["includedEventTypes"]?.elements?.compactMap { type in
      type.text?.split(separator: ".").last.map(String.init)
    }
    minutes = properties?["retryPolicy"]?["eventTimeToLiveInMinutes"]?.wholeNumber
  }

  func leads(to webhook: String) -> Bool {
    let base = endpoint.prefix { $0 != "?" }
    return base.lowercased() == webhook.lowercased()
  }

  func has(_ event: String) -> Bool {
    events.map { $0.isEmpty || $0.contains(event) } ?? true
  }
}
