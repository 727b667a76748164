package import CallAutomation
internal import CallModel
internal import FlowRuntime
package import HTTPTransport
internal import JSON
package import Logging

/// Who may use Teams phone by way of a resource: assigns, asks, takes away, and exchanges an agent's
/// token (FACTS.md (k)).
package struct TeamsAccess: Sendable {
  private let client: HTTPClient
  private let service: ServiceClient

  /// Makes access to a resource.
  package init(
    _ endpoint: ServiceEndpoint,
    _ credential: ServiceCredential,
    logger: Logger
  ) throws(HTTPClientError) {
    client = try HTTPClient()
    service = ServiceClient(
      client: client,
      service: endpoint,
      credential: credential,
      time: .system,
      logger: logger
    )
  }

  /// Assigns; true where nothing was assigned before.
  package func assign(
    _ assignment: TeamsAssignment,
    to principal: TeamsAssignment.Principal
  ) async throws(TeamsFailure) -> Bool {
    let answer = try await ask(assignment.assignment(to: principal), expecting: [200, 201])
    return answer.status == 201
  }

  /// What is assigned; nil where nothing is.
  package func principal(
    of assignment: TeamsAssignment
  ) async throws(TeamsFailure) -> TeamsAssignment.Principal? {
    let answer = try await ask(assignment.reading, expecting: [200, 404])
    guard answer.status == 200 else { return nil }
    guard let principal = TeamsAssignment.principal(of: answer.body) else {
      throw TeamsFailure(description: "the service answers 200, and not with an assignment")
    }
    return principal
  }

  /// Takes an assignment away; one that is not there is no failure.
  package func remove(_ assignment: TeamsAssignment) async throws(TeamsFailure) {
    _ = try await ask(assignment.removal, expecting: [204, 404])
  }

  /// Exchanges an agent's Entra token.
  package func exchange(_ entraToken: String) async throws(TeamsFailure) -> AgentToken {
    let request = AgentToken.exchange(of: entraToken)
    let answer = try answered(
      await service.sendAsItIs(request, timeout: .seconds(10)),
      expecting: [200]
    )
    guard let token = AgentToken(answer.body) else {
      throw TeamsFailure(description: "the service answers 200, and not with a token")
    }
    return token
  }

  /// Ends the connections.
  package func close() async { await client.shutdown() }

  private func ask(
    _ request: ServiceRequest,
    expecting statuses: [Int]
  ) async throws(TeamsFailure) -> WebAnswer {
    try answered(await service.send(request, timeout: .seconds(10)), expecting: statuses)
  }

  private func answered(
    _ result: SendResult,
    expecting statuses: [Int]
  ) throws(TeamsFailure) -> WebAnswer {
    switch result {
    case .answer(let answer) where statuses.contains(answer.status): return answer
    case .answer(let answer):
      let error = json(of: answer.body)["error"]
      let parts = [error?["code"]?.text, error?["message"]?.text].compactMap(\.self)
      let reason = parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))"
      throw TeamsFailure(description: "the service answers \(answer.status)\(reason)")
    case .notSent(let reason), .uncertain(let reason), .impossible(let reason):
      throw TeamsFailure(description: "the service cannot be asked: \(reason)")
    case .timedOut: throw TeamsFailure(description: "the service does not answer within 10 s")
    }
  }
}

/// Why the service did not do what it was asked.
package struct TeamsFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The reason, for people.
  package let description: String
}
