internal import FlowLanguage
package import HTTPTransport
internal import JSON

/// Asks how far a deployment is: Microsoft Graph for its resource accounts, the service for its
/// assignments, Azure for its resource, its bot and Event Grid's subscriptions, and the server
/// whether it takes calls.
///
/// What there is no token for is not asked.
package struct ProvisioningCheckup: Sendable {
  /// Who may be asked.
  package struct Access: Sendable {
    /// A token of Microsoft Graph with `TeamsResourceAccount.Read.All`.
    package var graphToken: String?
    /// Where Graph is.
    package var graph = "https://graph.microsoft.com"
    /// A token of Azure's management API.
    package var azureToken: String?
    /// Where Azure's management API is.
    package var azure = "https://management.azure.com"
    /// Event Grid's secret, by which the server is known.
    package var eventGridSecret: Secret?
    /// The service, as the resource's own key or an identity of Entra reaches it.
    package var service: ServiceConnection?

    /// Access to nothing.
    package init() {}
  }

  /// What was found about a step.
  package struct Finding: Hashable, Sendable {
    /// The step.
    package let topic: ProvisioningStep.Topic
    /// What was found.
    package let line: CheckupLine
  }

  let plan: ProvisioningPlan
  let access: Access
  let client: HTTPClient

  var deployment: Deployment { plan.deployment }

  /// Microsoft Graph; nil where there is no token.
  var graph: PagedList? {
    access.graphToken.map { PagedList(base: access.graph, token: $0, client: client) }
  }

  /// Makes a checkup of a deployment.
  package init(of plan: ProvisioningPlan, by access: Access) throws(HTTPClientError) {
    self.plan = plan
    self.access = access
    client = try HTTPClient()
  }

  /// What is left.
  package struct Remainder: Sendable {
    /// The steps of which it is not known that they are done.
    package let open: [ProvisioningStep]
    /// The steps of which nobody tells, and nothing is known to be wrong.
    package let byHand: [ProvisioningStep]
  }

  /// Tells of one thing after the other; returns what is left.
  package func run(_ tell: (CheckupLine) -> Void) async -> Remainder {
    var findings: [Finding] = []
    let parts = [
      azureFindings, consentFindings, accountFindings, assignmentFindings, serverFindings,
      subscriptionFindings,
    ]
    for part in parts {
      let found = await part()
      found.map(\.line).forEach(tell)
      findings += found
    }
    await client.shutdown()
    let states = Dictionary(grouping: findings, by: \.topic).mapValues { $0.map(\.line.state) }
    return Remainder(
      open: plan.steps.filter { step in
        states[step.topic].map { !$0.allSatisfy { [.ok, .byHand].contains($0) } } ?? true
      },
      byHand: plan.steps.filter { step in
        let states = states[step.topic] ?? []
        return states.contains(.byHand) && states.allSatisfy { [.ok, .byHand].contains($0) }
      }
    )
  }

  /// What was found about a step by a question that others ask too.
  func finding(_ topic: ProvisioningStep.Topic, _ verdict: Verdict) -> Finding {
    finding(topic, verdict.state, verdict.found, breaks: verdict.breaks)
  }

  /// What was found about a step; what to do about it is the step, unless it was not to be found out.
  func finding(
    _ topic: ProvisioningStep.Topic,
    _ state: CheckupLine.State,
    _ found: String,
    breaks: String = "",
    advice: String? = nil
  ) -> Finding {
    let step = plan.steps.first { $0.topic == topic }
    let advice = advice ?? (state == .ok ? "" : step.map { "step \($0.heading)" } ?? "")
    let line = CheckupLine(state, topic.subject, found, breaks: breaks, advice: advice)
    return Finding(topic: topic, line: line)
  }
}

extension ProvisioningCheckup {
  /// That an API is not asked without a token.
  func unasked(_ topic: ProvisioningStep.Topic, _ found: String, _ api: CloudAPI) -> Finding {
    finding(topic, .unknown, "\(found) without a token in \(api.variable)", advice: api.advice)
  }

  /// That an API does not say what it was asked.
  func unsaid(
    _ topic: ProvisioningStep.Topic,
    _ who: String,
    _ failure: ListFailure,
    _ api: CloudAPI
  ) -> Finding {
    let found = "\(who) does not say: \(failure.description)"
    return finding(topic, .unknown, found, advice: api.advice(after: failure))
  }
}

extension ProvisioningStep.Topic {
  /// What is looked at, in a few words.
  fileprivate var subject: String {
    switch self {
    case .resources: "resource"
    case .registration: "application"
    case .bot: "bot"
    case .accounts: "resource account"
    case .numbers: "number"
    case .consent: "consent"
    case .information: "Microsoft Graph"
    case .serverConsent: "server consent"
    case .clientConsent: "client consent"
    case .server: "server"
    case .subscription: "Event Grid's subscription"
    }
  }
}
