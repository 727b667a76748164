import ArgumentParser
import CallAutomation
import CallModel
import Diagnostics
import FlowServer

/// `flowctl teams`: who may use Teams phone by way of the resource.
struct TeamsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "teams",
    abstract: "Say who may use Teams phone by way of the resource, and change it.",
    discussion: """
      The service is asked as `serve` asks it: with ACS_CONNECTION_STRING, or with ACS_ENDPOINT and \
      an identity of Entra. Tenants, resource accounts, agents and applications are named by their \
      ids (GUIDs).
      """,
    subcommands: [
      TeamsAssignCommand.self, TeamsListCommand.self, TeamsRemoveCommand.self,
      TeamsTokenCommand.self,
    ]
  )
}

/// `flowctl teams assign`.
struct TeamsAssignCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assign",
    abstract: "Let the resource act for a resource account, or an agent use it.",
    discussion:
      "Without --client it is a resource account; with it an agent, in those applications."
  )

  @Argument(help: "The tenant.")
  var tenant: String

  @Argument(help: "The resource account's or agent's object id.")
  var object: String

  @Option(help: "An application in which the agent may exchange their token; may be repeated.")
  var client: [String] = []

  func run() async throws {
    for client in client { try checkGUID(client) }
    let assignment = try teamsAssignment(tenant, object)
    let isNew = try await withService { service in
      try await TeamsAccess(service).assign(
        assignment,
        to: client.isEmpty ? .resourceAccount : .user(clients: client)
      )
    }
    print("\(quoted(object)) is assigned\(isNew ? "" : ", where something was before")")
  }
}

/// `flowctl teams list`.
struct TeamsListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Say what resource accounts and agents are assigned.",
    discussion: "The service lists none by itself: it is asked for each that is named."
  )

  @Argument(help: "The tenant.")
  var tenant: String

  @Argument(help: "Object ids of resource accounts and agents.")
  var objects: [String]

  func run() async throws {
    let assignments = try objects.map { try teamsAssignment(tenant, $0) }
    try await withService { service in
      let access = TeamsAccess(service)
      for assignment in assignments {
        let principal = try await access.principal(of: assignment)
        let words = principal?.words ?? "nothing"
        print("\(quoted(assignment.object)): \(quoted(words, limit: 400))")
      }
    }
  }
}

/// `flowctl teams remove`.
struct TeamsRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Take away what a resource account or an agent is assigned."
  )

  @Argument(help: "The tenant.")
  var tenant: String

  @Argument(help: "The resource account's or agent's object id.")
  var object: String

  func run() async throws {
    let assignment = try teamsAssignment(tenant, object)
    try await withService { try await TeamsAccess($0).remove(assignment) }
    print("\(quoted(object)) is assigned nothing")
  }
}

/// `flowctl teams token`.
struct TeamsTokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: "Exchange an agent's Entra token for one of the service.",
    discussion: """
      The Entra token is read from the environment variable ENTRA_TOKEN; its scope is \
      \(AgentToken.scope). What comes back is said without the token, unless --print asks for it.
      """
  )

  @Flag(help: "Print the token, and nothing else.")
  var print = false

  func run() async throws {
    guard let entraToken = try environmentSecret("ENTRA_TOKEN") else {
      throw Complaint("the environment variable ENTRA_TOKEN is not set")
    }
    let token = try await withService { try await TeamsAccess($0).exchange(entraToken) }
    guard !print else { return Swift.print(token.token) }
    let identity = token.identity.map { " of \(quoted($0))" } ?? ""
    Swift.print("a token\(identity), until \(quoted(token.expiresOn))")
  }
}

private func teamsAssignment(_ tenant: String, _ object: String) throws -> TeamsAssignment {
  try checkGUID(tenant)
  try checkGUID(object)
  return TeamsAssignment(tenant: tenant, object: object)
}

private func checkGUID(_ text: String) throws {
  guard Identifier.isGUID(text) else { throw Complaint("`\(text)` is no id: it is no GUID") }
}
