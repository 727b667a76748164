import ArgumentParser
import CallAutomation
import CallEmulator
import EmulatorServer
import FlowLanguage
import FlowRuntime
import FlowServer
import Foundation
import HTTPTransport
import Logging
import SQLiteJournal
import ServiceLifecycle

/// `flowctl dev`: server, emulator and watcher in one process, without an account.
struct DevCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dev",
    abstract: "Run flows against an emulated service, in one process, without an account.",
    discussion: """
      Prints an account of each call as it happens. A changed flow is taken in for the next call; \
      a broken one keeps the old version and says why.
      """
  )

  @Argument(help: "The folder of the flows, or one flow.", completion: .file())
  var flows = "flows"

  @Option(help: "A caller script whose call is placed at the start; may be repeated.")
  var call: [String] = []

  @Flag(help: "End when the calls placed with --call are over.")
  var once = false

  @Option(help: "Where the server listens, as HOST:PORT; port 0 for any that is free.")
  var listen = "127.0.0.1:18080"

  @Option(help: "Where the emulator listens, as HOST:PORT; port 0 for any that is free.")
  var emulator = "127.0.0.1:18090"

  @Option(help: "The database that holds the calls; one that is forgotten if left out.")
  var database: String?

  @Option(help: "The environment of flowctl.yaml whose values the flows get.")
  var environment: String?

  @Option(help: "How many times faster than the clock calls go.")
  var speed = 1

  @Option(help: "The time of day it is for the flows, such as 2026-12-24T09:00:00-08:00.")
  var at: String?

  func validate() throws {
    guard !once || !call.isEmpty else { throw ValidationError("--once needs a --call") }
    guard (1...1000).contains(speed) else {
      throw ValidationError("--speed takes a whole number from 1 to 1000")
    }
  }

  func run() async throws {
    do {
      let scripts = try call.map(readScript)
      try await develop(scripts)
    } catch {
      throw explained(error)
    }
  }

  private func develop(_ scripts: [CallerScript]) async throws {
    let scrubber = Scrubber()
    var logger = operatorLog(scrubber: scrubber)
    logger.logLevel = .warning
    let time = HostTime.system(movedBy: try timeOffset(to: at))
    let address = try addressWithPort(listen)
    let emulatorAddress = try addressWithPort(emulator)
    let service = try emulatorServer(
      EmulatorOptions(
        listen: emulatorAddress.description,
        eventGridURL: "http://\(address)/api/incomingCall",
        speed: speed,
        now: { time.now }
      ),
      logger: logger
    ) { _ in }
    let database = try DevelopmentDatabase(path: database)
    var configuration = try serverConfiguration(address, emulatorAddress, logger, time)
    configuration.scrubber = scrubber
    let server = try FlowServer(configuration, journal: database.journal)
    let notes = server.compiled.findings
    if !notes.isEmpty { complain(renderedFindings(notes, files: server.compiled.files)) }
    announce(address, emulatorAddress)
    let calls = PlacedCalls(
      server: server,
      emulator: service,
      scripts: scripts,
      endsAfterCalls: once
    )
    try await serve([service, server, calls], logger: logger)
    try database.close()
  }

  private func serverConfiguration(
    _ address: ListenAddress,
    _ emulator: ListenAddress,
    _ logger: Logger,
    _ time: HostTime
  ) throws -> ServerConfiguration {
    let account = CallAccount(usesColor: isatty(STDOUT_FILENO) == 1)
    var configuration = ServerConfiguration(
      listen: address,
      publicURL: try PublicURL(parsing: "http://\(address)"),
      service: try ConnectionString(parsing: developmentConnectionString(port: emulator.port)),
      folder: try FlowFolder(at: flows),
      logger: logger
    )
    configuration.environment = environment
    configuration.time = time
    configuration.journalName = database ?? "temporary"
    configuration.observer = { account.tell($0) }
    configuration.isDevelopment = true
    configuration.reloads = tellReload
    return configuration
  }

  private func announce(_ server: ListenAddress, _ emulator: ListenAddress) {
    print(
      "Flows of `\(flows)` are served at http://\(server), the service is emulated at http://\(emulator)."
    )
    if !once {
      print(
        "To call: curl --data-binary @SCRIPT.call.yaml http://\(emulator)/emulator/calls"
      )
    }
    fflush(nil)
  }
}

/// Says what became of a reload, with findings where there are any.
private func tellReload(_ report: ReloadReport) {
  switch report {
  case .loaded(let project, let isChanged):
    print("flows \(isChanged ? "reloaded" : "unchanged"): \(project.programs.count) served")
  case .refused(let project, let findings):
    complain(renderedFindings(findings + project.findings, files: project.files))
    complain("The flows have errors: the old ones are served on.")
  case .unreadable(let failure):
    complain("The flows cannot be read (\(failure)): the old ones are served on.")
  }
  fflush(nil)
}
