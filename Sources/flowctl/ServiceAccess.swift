import CallAutomation
import FlowRuntime
import FlowServer
import Foundation

/// Where the service is, and how it is told who asks, by the environment.
func serviceAccess() throws -> (endpoint: ServiceEndpoint, credential: ServiceCredential) {
  if let text = try environmentSecret("ACS_CONNECTION_STRING") {
    let parsed = try ConnectionString(parsing: text)
    return (parsed.endpoint, .accessKey(parsed.accessKey))
  }
  guard let endpoint = environmentValue("ACS_ENDPOINT") else {
    throw Complaint(
      "the environment variable ACS_CONNECTION_STRING is not set; it reads "
        + "endpoint=https://…/;accesskey=… (or ACS_ENDPOINT, with an identity of Entra)"
    )
  }
  var environment = ProcessInfo.processInfo.environment
  environment[clientSecret] = try environmentSecret(clientSecret)
  let identity = try EntraIdentity(environment: environment)
  if let note = EntraIdentity.unused(in: environment) { complain("flowctl: \(note)") }
  return (try ServiceEndpoint(parsing: endpoint), .entra(identity))
}

private let clientSecret = "AZURE_CLIENT_SECRET"

/// Does something with the service that the environment names; what fails is a complaint.
func withService<Value>(_ body: (ServiceConnection) async throws -> Value) async throws -> Value {
  do {
    let access = try serviceAccess()
    let logger = operatorLog(scrubber: Scrubber())
    let connection = try ServiceConnection(access.endpoint, access.credential, logger: logger)
    let value = try await body(connection)
    await connection.close()
    return value
  } catch {
    throw explained(error)
  }
}
