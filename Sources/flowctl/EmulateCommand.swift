import ArgumentParser
import CallEmulator
import CallModel
import Cryptography
import Diagnostics
import EmulatorServer
import FlowRuntime
import FlowServer
import Foundation
import HTTPTransport
import Logging
import ServiceLifecycle

/// `flowctl emulate`: the Call Automation service on a laptop.
struct EmulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emulate",
    abstract: "Emulate the Call Automation service, with callers scripted in YAML.",
    discussion: """
      Any server or SDK can be pointed at it. Its connection string is printed when it starts. \
      POST a caller script to /emulator/calls, or name scripts with --call, and it calls.
      """
  )

  @Option(help: "Where to listen, as HOST:PORT.")
  var listen = "127.0.0.1:18090"

  @Option(help: "Where Event Grid posts incoming calls.")
  var eventGridURL = "http://127.0.0.1:8080/api/incomingCall"

  @Option(help: "The schema in which Event Grid posts: eventGrid or cloudEvents.")
  var eventGridSchema = EventGridSchema.eventGrid

  @Flag(
    help: ArgumentHelp(
      "Shake hands with the webhook before the first delivery, as Event Grid does.",
      discussion: "A webhook that does not answer as Event Grid asks for gets nothing."
    )
  )
  var handshake = false

  @Option(
    help: "A caller script whose call is placed at the start; may be repeated.",
    completion: .file()
  )
  var call: [String] = []

  @Option(
    help: "A script of somebody whom the app calls, or joins; may be repeated.",
    completion: .file()
  )
  var callee: [String] = []

  @Option(help: "How many times faster than the clock calls go.")
  var speed = 1

  @Option(
    help: ArgumentHelp(
      "What goes wrong, and how often: duplicate=.1,reorder=.1,e500=.02,reset=.01,slow=.05.",
      discussion: """
        Events come twice or are overtaken; requests are answered 500, or are done and their \
        answer is lost or late.
        """
    )
  )
  var faults: String?

  @Option(help: "Decides the ids, and what goes wrong; the same again does the same again.")
  var seed: UInt64 = 1

  func validate() throws {
    do { _ = try serviceFaults() } catch { throw ValidationError("--faults: \(error)") }
    guard (1...1000).contains(speed) else {
      throw ValidationError("--speed takes a whole number from 1 to 1000")
    }
    guard let url = URL(string: eventGridURL), ["http", "https"].contains(url.scheme),
      url.host()?.isEmpty == false
    else {
      throw ValidationError(
        "--event-grid-url takes an http or https URL, such as "
          + "http://127.0.0.1:8080/api/incomingCall"
      )
    }
  }

  private func serviceFaults() throws(ServiceFaults.Malformed) -> ServiceFaults {
    guard let faults else { return ServiceFaults() }
    return try ServiceFaults(parsing: faults)
  }

  func run() async throws {
    let logger = operatorLog(scrubber: Scrubber())
    let emulator = try emulatorServer(
      EmulatorOptions(
        listen: listen,
        eventGridURL: eventGridURL,
        eventGridSchema: eventGridSchema,
        shakesHands: handshake,
        speed: speed,
        faults: try serviceFaults(),
        seed: seed
      ),
      logger: logger
    ) { trace in
      print(quoted("\(trace)", limit: 400))
      fflush(nil)
    }
    let scripts = try call.map(readScript)
    for callee in try callee.map(readScript) { emulator.expect(callee) }
    async let placing: Void = place(scripts, in: emulator)
    try await serve([emulator], logger: logger, at: [("--listen", listen)])
    await placing
  }

  /// Says where the emulator listens, and places the calls that were asked for.
  private func place(_ scripts: [CallerScript], in emulator: EmulatorServer) async {
    let port: Int
    do {
      port = try await emulator.boundPort()
    } catch {
      // Running the server says what is wrong.
      return
    }
    print("Emulating the service at http://127.0.0.1:\(port).")
    print("ACS_CONNECTION_STRING='\(developmentConnectionString(port: port))'")
    print("ACS_RESOURCE_ID=\(EmulatorConfiguration.developmentResourceID)")
    fflush(nil)
    for script in scripts { _ = emulator.place(script) }
  }
}

extension EventGridSchema: ExpressibleByArgument {}

/// What an emulator is told on the command line.
struct EmulatorOptions {
  let listen: String
  let eventGridURL: String
  var eventGridSchema = EventGridSchema.eventGrid
  var shakesHands = false
  let speed: Int
  var faults = ServiceFaults()
  var seed: UInt64 = 1
  var now: (@Sendable () -> Timestamp)?
}

/// An emulator as its options ask.
func emulatorServer(
  _ options: EmulatorOptions,
  logger: Logger,
  onTrace: @escaping @Sendable (EmulatorTrace) -> Void
) throws -> EmulatorServer {
  let address: ListenAddress
  do { address = try ListenAddress(parsing: options.listen) } catch { throw Complaint(error) }
  var emulated = EmulatorConfiguration(eventGridURL: options.eventGridURL)
  emulated.eventGridSchema = options.eventGridSchema
  emulated.speed = options.speed
  emulated.faults = options.faults
  emulated.seed = options.seed
  var configuration = EmulatorServerConfiguration(emulator: emulated)
  configuration.host = address.host
  configuration.port = address.port
  configuration.shakesHands = options.shakesHands
  if let now = options.now { configuration.now = now }
  return EmulatorServer(configuration, logger: logger, onTrace: onTrace)
}

/// The connection string of an emulator on this machine.
func developmentConnectionString(port: Int) -> String {
  let key = encodeBase64(EmulatorConfiguration.developmentKey)
  return "endpoint=http://127.0.0.1:\(port)/;accesskey=\(key)"
}
