package import CallAutomation
internal import CallDispatch
internal import FlowRuntime
internal import JSON

/// Who may use Teams phone by way of a resource: assigns, asks, takes away, and exchanges an agent's
/// token (FACTS.md (k)).
package struct TeamsAccess: Sendable {
  private let connection: ServiceConnection

  private static let timeout = Duration.seconds(10)

  /// Access to the resource to which the connection leads.
  package init(_ connection: ServiceConnection) {
    self.connection = connection
  }

  /// Assigns; true where nothing was assigned before.
  package func assign(
    _ assignment: TeamsAssignment,
    to principal: TeamsAssignment.Principal
  ) async throws(ServiceFailure) -> Bool {
    let answer = try await ask(assignment.assignment(to: principal), expecting: [200, 201])
    return answer.status == 201
  }

  /// What is assigned; nil where nothing is.
  package func principal(
    of assignment: TeamsAssignment
  ) async throws(ServiceFailure) -> TeamsAssignment.Principal? {
    let answer = try await ask(assignment.reading, expecting: [200, 404])
    guard answer.status == 200 else { return nil }
    guard let principal = TeamsAssignment.principal(of: answer.body) else {
      throw ServiceFailure("the service answers 200, and not with an assignment")
    }
    return principal
  }

  /// Takes an assignment away; one that is not there is no failure.
  package func remove(_ assignment: TeamsAssignment) async throws(ServiceFailure) {
    _ = try await ask(assignment.removal, expecting: [204, 404])
  }

  /// Exchanges an agent's Entra token.
  package func exchange(_ entraToken: String) async throws(ServiceFailure) -> AgentToken {
    let request = AgentToken.exchange(of: entraToken)
    let answer = try await connection.askAsItIs(request, timeout: Self.timeout)
    guard answer.status == 200 else { throw ServiceFailure(answer) }
    guard let token = AgentToken(answer.body) else {
      throw ServiceFailure("the service answers 200, and not with a token")
    }
    return token
  }

  private func ask(
    _ request: ServiceRequest,
    expecting statuses: [Int]
  ) async throws(ServiceFailure) -> WebAnswer {
    let answer = try await connection.ask(request, timeout: Self.timeout)
    guard statuses.contains(answer.status) else { throw ServiceFailure(answer) }
    return answer
  }
}

extension ServiceFailure {
  /// Why something was refused.
  fileprivate init(_ answer: WebAnswer) {
    let error = webhookJSON(answer.body)?["error"]
    let parts = [error?["code"]?.text, error?["message"]?.text].compactMap(\.self)
    let reason = parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))"
    self.init("the service answers \(answer.status)\(reason)")
  }
}
