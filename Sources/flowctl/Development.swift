import CallAutomation
import CallEmulator
import EmulatorServer
import FlowLanguage
import FlowRuntime
import FlowServer
import Foundation
import Logging

/// A server and an emulator that know each other, in one process, without an account: what
/// `flowctl dev` runs, and `flowctl call` where nothing runs yet.
struct Development {
  /// The folder of the flows, or one flow.
  var flows: String
  var listen = "127.0.0.1:0"
  var emulator = "127.0.0.1:18090"
  /// The database that holds the calls; nil for one that is forgotten.
  var database: String?
  var recordings = "recordings"
  var audio = "audio"
  var environment: String?
  /// How many times faster than the clock calls go.
  var speed = 1
  /// The time of day it is for the flows; nil for the clock's.
  var at: String?
  /// Told of everything that happens to calls.
  var observer: @Sendable (CallTrace) -> Void = { _ in }
  /// Told of each reload.
  var reloads: @Sendable (ReloadReport) -> Void = { _ in }

  /// Both, ready to run.
  struct Parts {
    let server: FlowServer
    let emulator: EmulatorServer
    let address: ListenAddress
    let emulatorAddress: ListenAddress
    let database: DevelopmentDatabase
    let logger: Logger
  }

  /// Makes both; warnings of the flows are printed.
  func parts() throws -> Parts {
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
    return Parts(
      server: server,
      emulator: service,
      address: address,
      emulatorAddress: emulatorAddress,
      database: database,
      logger: logger
    )
  }

  private func serverConfiguration(
    _ address: ListenAddress,
    _ emulator: ListenAddress,
    _ logger: Logger,
    _ time: HostTime
  ) throws -> ServerConfiguration {
    var configuration = ServerConfiguration(
      listen: address,
      publicURL: try PublicURL(parsing: "http://\(address)"),
      service: try ServiceEndpoint(parsing: "http://127.0.0.1:\(emulator.port)"),
      credential: .accessKey(EmulatorConfiguration.developmentKey),
      folder: try FlowFolder(at: flows),
      logger: logger
    )
    configuration.environment = environment
    configuration.recordings = recordings
    configuration.audioFolder = audio
    configuration.time = time
    configuration.journalName = database ?? "temporary"
    configuration.observer = observer
    configuration.admin =
      try Secret.admin().map(AdminAccess.bearer)
      ?? (address.isLoopback ? .author : .nobody)
    configuration.callbackAccess = .tokens(
      try .callAutomation(
        resource: EmulatorConfiguration.developmentResourceID,
        issuer: EmulatorServerConfiguration.url(host: emulator.host, port: emulator.port)
      )
    )
    configuration.isDevelopment = true
    configuration.standInEnvironments = Self.environments
    configuration.reloads = reloads
    return configuration
  }

  /// What a project without a `flowctl.yaml` gets: the emulator speaks and listens without an account.
  static let environments = ProjectFile(
    path: "(dev)/" + ProjectFile.configurationName,
    bytes: Array(
      """
      environments:
        dev: { cognitiveServicesEndpoint: https://emulated.cognitiveservices.azure.com }

      """.utf8
    )
  )
}
