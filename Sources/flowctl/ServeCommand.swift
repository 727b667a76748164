import ArgumentParser
import CallAutomation
import FlowLanguage
import FlowRuntime
import FlowServer
import Foundation
import HTTPTransport
import Logging
import SQLiteJournal
import ServiceLifecycle
import UnixSignals

/// `flowctl serve`: takes calls.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve flows: webhooks in, requests to the service out.",
    discussion: """
      The connection string of the Communication Services resource is read from the environment \
      variable ACS_CONNECTION_STRING; without a key of the resource, ACS_ENDPOINT is its URL, and \
      Entra gives tokens by AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or \
      AZURE_FEDERATED_TOKEN_FILE, or by a managed identity. The key to the admin API from FLOWCTL_ADMIN_KEY; without one \
      nobody may use it. With the resource's immutable id callbacks have to bear the service's \
      token, and with EVENT_GRID_SECRET or --event-grid-tenant deliveries prove that they are \
      Event Grid's; a server that listens to more than this machine needs both. A changed flow is taken in while calls are live; SIGTERM \
      ends the server in order.
      """
  )

  @Argument(help: "The folder of the flows, or one flow.", completion: .file())
  var flows: String

  @Option(help: "Where to listen, as HOST:PORT.")
  var listen = "127.0.0.1:8080"

  @Option(
    help: ArgumentHelp(
      "Where operators reach the admin API and /metrics, as HOST:PORT.",
      discussion: "Without it, where all else is; there /metrics needs the key."
    )
  )
  var adminListen: String?

  @Option(help: "The https URL by which the service reaches this server.")
  var publicURL: String

  @Option(
    help: "The database that holds the calls; made where there is none.",
    completion: .file()
  )
  var database = "flowctl.sqlite"

  @Option(
    help: "Where recordings that flows fetch are kept, in folders below.",
    completion: .directory
  )
  var recordings: String?

  @Option(
    help: "The folder for the audio that flows keep; made when the first is.",
    completion: .directory
  )
  var audio = "audio"

  @Option(
    help: ArgumentHelp(
      "How long what ended calls have left is kept: 7d, 36h; from 1m to 3650d.",
      discussion: "Then entries and values are erased; times and how calls ended stay."
    )
  )
  var retention = RetentionPeriod.standard

  @Option(
    help: ArgumentHelp(
      "The version of the service's interface to speak: 2026-03-12 or 2025-06-15.",
      discussion: "With the older one agents in Teams are not told who calls."
    )
  )
  var apiVersion = ServiceVersion.current

  @OptionGroup(title: "Who may call")
  var proofs: ProofOptions

  @Option(
    help: ArgumentHelp(
      "How many of the 4,096 connections one client address may have; 0 for all.",
      discussion:
        "Without it, half of all 4,096, and on loopback all. A reverse proxy on another machine is one client."
    )
  )
  var connectionsPerClient: Int?

  @Option(help: "The environment of flowctl.yaml whose values the flows get.")
  var environment: String?

  @Option(
    help: ArgumentHelp(
      "The URL of an OpenTelemetry collector that is told the spans of each call, such as http://127.0.0.1:4318.",
      discussion: "Without it nobody is; requests bear a traceparent all the same.",
      valueName: "url"
    )
  )
  var otlp: String?

  @Option(help: "How the log is written: text or json, an object a line.")
  var logFormat = LogFormat.text

  @Option(help: "How many seconds requests under way may take to end after SIGTERM.")
  var drain = 30

  func validate() throws {
    guard (0...3600).contains(drain) else {
      throw ValidationError("--drain takes a whole number of seconds from 0 to 3600")
    }
    guard connectionsPerClient.map({ $0 >= 0 }) ?? true else {
      throw ValidationError("--connections-per-client takes a number of connections, or 0")
    }
  }

  func run() async throws {
    raiseDescriptorLimit()
    let scrubber = Scrubber()
    let logger = operatorLog(scrubber: scrubber, format: logFormat)
    let server: FlowServer
    let journal: SQLiteJournal
    do {
      let access = try serviceAccess()
      var configuration = ServerConfiguration(
        listen: try ListenAddress(parsing: listen),
        publicURL: try PublicURL(parsing: publicURL),
        service: access.endpoint,
        credential: access.credential,
        folder: try FlowFolder(at: flows),
        logger: logger
      )
      configuration.environment = environment
      configuration.adminListen = try adminListen.map(ListenAddress.init(parsing:))
      if let connectionsPerClient {
        configuration.limits.maxConnectionsPerClient =
          connectionsPerClient == 0 ? nil : connectionsPerClient
      }
      configuration.serviceVersion = apiVersion
      configuration.recordings = recordings
      configuration.collector = try otlp.map(CollectorURL.init(parsing:))
      configuration.scrubber = scrubber
      configuration.admin = try Secret.admin().map(AdminAccess.bearer) ?? .nobody
      configuration.callbackAccess = try proofs.callbackAccess()
      configuration.eventGridAccess = try proofs.eventGridAccess()
      configuration.journalName = database
      configuration.serviceManager = ServiceManager()
      configuration.audioFolder = audio
      // A start that fails for its flows makes no database.
      if !FileManager.default.fileExists(atPath: database) { try FlowServer.check(configuration) }
      journal = try SQLiteJournal(path: database)
      configuration.traps = try TrapBoard(path: database + "-traps")
      server = try FlowServer(configuration, journal: journal)
    } catch {
      throw explained(error)
    }
    let retention = Retention(of: journal, keeping: self.retention.length, logger: logger)
    try await serve(
      [server, RetentionService(retention: retention)],
      logger: logger,
      drain: .seconds(drain),
      at: [("--listen", listen), ("--admin-listen", adminListen ?? "")]
    )
    do { try journal.close() } catch { throw Complaint(error) }
  }
}

/// Runs services until one of them ends, or SIGTERM or SIGINT ends them in order, the last first.
///
/// `drain` is how long ending in order may take; what is not done by then is cancelled, and nothing of
/// it is lost where a journal has it. Nil for as long as it takes. `addresses` are where they listen,
/// each with the option that says it.
func serve(
  _ services: [any Service],
  logger: Logger,
  drain: Duration? = nil,
  at addresses: [(option: String, address: String)]
) async throws {
  var configuration = ServiceGroupConfiguration(
    services: services.map {
      .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
    },
    gracefulShutdownSignals: [.sigterm, .sigint],
    logger: logger
  )
  configuration.maximumGracefulShutdownDuration = drain
  do {
    try await ServiceGroup(configuration: configuration).run()
  } catch is CancellationError where drain != nil {
    logger.warning("stopped before all that was under way had ended; the journal has it")
  } catch let error as HTTPServerError {
    guard case .portInUse(_, let port) = error,
      let taken = addresses.first(where: { $0.address.hasSuffix(":\(port)") })
    else { throw explained(error) }
    throw Complaint("\(error); \(taken.option) takes another")
  } catch {
    throw explained(error)
  }
}

/// An error in the words an operator needs; findings are printed as `validate` prints them.
func explained(_ error: any Error) -> any Error {
  if error is ExitCode || error is Complaint { return error }
  if case .flows(let project, let findings)? = error as? ServerStartError {
    if let complaint = project.environmentComplaint { return complaint }
    complain(renderedFindings(findings + project.findings, files: project.files))
    return ExitCode(1)
  }
  return Complaint("\(error)")
}

extension ServiceVersion: ExpressibleByArgument {}
