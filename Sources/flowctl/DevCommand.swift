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

  @Option(
    help: "A caller script whose call is placed at the start; may be repeated.",
    completion: .file()
  )
  var call: [String] = []

  @Option(help: "A flow that places calls, of which one is begun at the start.")
  var start: String?

  @Option(help: "The value of a parameter of that flow, as NAME=VALUE; may be repeated.")
  var with: [String] = []

  @Option(
    help: "A script of somebody whom flows call, or join; may be repeated.",
    completion: .file()
  )
  var callee: [String] = []

  @Flag(help: "End when the calls of --call and --start are over.")
  var once = false

  @Option(help: "Where the server listens, as HOST:PORT; port 0 for any that is free.")
  var listen = "127.0.0.1:18080"

  @Option(help: "Where the emulator listens, as HOST:PORT; port 0 for any that is free.")
  var emulator = "127.0.0.1:18090"

  @Option(
    help: "The database that holds the calls; one that is forgotten if left out.",
    completion: .file()
  )
  var database: String?

  @Option(
    help: "Where recordings that flows fetch are kept, in folders below.",
    completion: .directory
  )
  var recordings = "recordings"

  @Option(
    help: "The folder for the audio that flows keep; made when the first is.",
    completion: .directory
  )
  var audio = "audio"

  @Option(help: "The environment of flowctl.yaml whose values the flows get.")
  var environment: String?

  @Option(
    help: "How many times faster than the clock the service and callers go; flows' waits do not."
  )
  var speed = 1

  @Option(help: "The time of day it is for the flows, such as 2026-12-24T09:00:00-08:00.")
  var at: String?

  func validate() throws {
    guard !once || !call.isEmpty || start != nil else {
      throw ValidationError("--once needs a --call or a --start")
    }
    guard with.isEmpty || start != nil else { throw ValidationError("--with needs a --start") }
    guard (1...1000).contains(speed) else {
      throw ValidationError("--speed takes a whole number from 1 to 1000")
    }
  }

  func run() async throws {
    do {
      let scripts = try call.map(readScript)
      let callees = try callee.map(readScript)
      let start = try start.map { try CallStart(flow: $0, values: with) }
      try await develop(scripts, callees, start)
    } catch {
      throw explained(error)
    }
  }

  private func develop(
    _ scripts: [CallerScript],
    _ callees: [CallerScript],
    _ start: CallStart?
  ) async throws {
    let account = CallAccount(usesColor: isatty(STDOUT_FILENO) == 1)
    let endings = CallEndings()
    var development = Development(flows: flows)
    development.listen = listen
    development.emulator = emulator
    development.database = database
    development.recordings = recordings
    development.audio = audio
    development.environment = environment
    development.speed = speed
    development.at = at
    development.reloads = tellReload
    development.observer = { trace in
      account.tell(trace)
      endings.note(trace)
    }
    let parts = try development.parts()
    for callee in callees { parts.emulator.expect(callee) }
    let calls = PlacedCalls(
      server: parts.server,
      emulator: parts.emulator,
      scripts: scripts,
      start: start,
      endings: endings,
      endsAfterCalls: once
    ) { announce(parts.address, parts.emulatorAddress) }
    try await serve(
      [parts.emulator, parts.server, calls],
      logger: parts.logger,
      at: [
        ("--listen", parts.address.description), ("--emulator", parts.emulatorAddress.description),
      ]
    )
    try parts.database.close()
    if let complaint = endings.complaint { throw complaint }
  }

  private func announce(_ server: ListenAddress, _ emulator: ListenAddress) {
    print(
      "Flows of `\(flows)` are served at http://\(server), the service is emulated at http://\(emulator)."
    )
    if !once {
      print(
        "To call: flowctl call FLOW, or curl --data-binary @SCRIPT.call.yaml http://\(emulator)/emulator/calls"
      )
    }
    fflush(nil)
  }
}

/// Says what became of a reload, with findings where there are any.
private func tellReload(_ report: ReloadReport) {
  switch report {
  case .loaded(let project, let isChanged, _):
    print("flows \(isChanged ? "reloaded" : "unchanged"): \(project.programs.count) served")
  case .refused(let project, let findings):
    complain(renderedFindings(findings + project.findings, files: project.files))
    complain("The flows have errors: the old ones are served on.")
  case .unreadable(let failure):
    complain("The flows cannot be read (\(failure)): the old ones are served on.")
  }
  fflush(nil)
}
