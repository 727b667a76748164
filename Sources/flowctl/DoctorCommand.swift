import ArgumentParser
import FlowRuntime
import FlowServer
import Foundation
import Logging

/// `flowctl doctor`: asks a deployment all that can be asked without a caller.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Ask a deployment all that can be asked without a caller.",
    discussion: """
      Takes what `serve` takes, in the same environment, and says of the flows and their secrets, the \
      service and its credential, the clock, the AI endpoint, the public URL and whether this server \
      is there, the doors, the keys of callback tokens; with a token of Microsoft Graph in \
      GRAPH_TOKEN of the resource accounts, and with one of Azure in AZURE_TOKEN of the AI link and \
      Event Grid's subscriptions: what it found, what that breaks, and what to do. The server is \
      known by EVENT_GRID_SECRET, which it is not told. Ends with 1 where something does not work.
      """
  )

  @Argument(help: "The folder of the flows, or one flow.", completion: .file())
  var flows: String

  @Option(help: "The https URL by which the service reaches the server.")
  var publicURL: String

  @OptionGroup(title: "Who may call")
  var proofs: ProofOptions

  @Option(help: "The environment of flowctl.yaml whose values the flows get.")
  var environment: String?

  @Option(help: "Where Microsoft Graph is.")
  var graph = "https://graph.microsoft.com"

  @Option(help: "Where Azure's management API is.")
  var azure = "https://management.azure.com"

  @Flag(help: "Print a JSON object for each line.")
  var json = false

  func validate() throws {
    try checkAPIURL(graph, of: "--graph")
    try checkAPIURL(azure, of: "--azure")
  }

  func run() async throws {
    var checkup: Checkup
    do {
      let access = try serviceAccess()
      let scrubber = Scrubber()
      var configuration = ServerConfiguration(
        listen: try ListenAddress(parsing: "127.0.0.1:0"),
        publicURL: try PublicURL(parsing: publicURL),
        service: access.endpoint,
        credential: access.credential,
        folder: try FlowFolder(at: flows),
        logger: operatorLog(scrubber: scrubber)
      )
      configuration.logger.logLevel = .critical
      configuration.scrubber = scrubber
      configuration.environment = environment
      configuration.callbackAccess = try proofs.callbackAccess()
      configuration.eventGridAccess = try proofs.eventGridAccess()
      checkup = try Checkup(configuration)
    } catch {
      throw explained(error)
    }
    checkup.graph = graph
    checkup.azure = azure
    checkup.graphToken = try environmentSecret("GRAPH_TOKEN")
    checkup.azureToken = try environmentSecret("AZURE_TOKEN")
    var hasFailed = false
    await checkup.run { line in
      hasFailed = hasFailed || line.state == .failure
      print(json ? line.jsonText : line.shown)
      fflush(nil)
    }
    if hasFailed { throw ExitCode(1) }
  }
}
