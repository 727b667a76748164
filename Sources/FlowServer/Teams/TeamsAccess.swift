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
    let answer = try await ask(assignment.reading, expecting: [200], orNothing: true)
    guard answer.status == 200 else { return nil }
    guard let principal = TeamsAssignment.principal(of: answer.body) else {
      throw ServiceFailure("the service answers 200, and not with an assignment")
    }
    return principal
  }

  /// Takes an assignment away; one that is not there is no failure.
  package func remove(_ assignment: TeamsAssignment) async throws(ServiceFailure) {
    _ = try await ask(assignment.removal, expecting: [204], orNothing: true)
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

  /// That nothing is assigned, the service says with a 404 of its own, which has a code; any web
  /// server says 404 without.
  private func ask(
    _ request: ServiceRequest,
    expecting statuses: [Int],
    orNothing mayBeNothing: Bool = false
  ) async throws(ServiceFailure) -> WebAnswer {
    let answer = try await connection.ask(request, timeout: Self.timeout)
    let isNothing = answer.status == 404 && answer.errorCode != nil
    guard statuses.contains(answer.status) || mayBeNothing && isNothing else {
      throw ServiceFailure(answer)
    }
    return answer
  }
}

extension WebAnswer {
  /// The code of an error of the service's own (FACTS.md (j)); nil where it is somebody else's.
  fileprivate var errorCode: String? { webhookJSON(body)?["error"]?["code"]?.text }
}

extension ServiceFailure {
  /// Why something was refused.
  fileprivate init(_ answer: WebAnswer) {
    let error = webhookJSON(answer.body)?["error"]
    let parts = [error?["code"]?.text, error?["message"]?.text].compactMap(\.self)
    let reason =
      parts.isEmpty
      ? ", and not as the service does; look at the endpoint"
      : ": \(parts.joined(separator: ", "))"
    self.init("the service answers \(answer.status)\(reason)")
  }
}
