import ArgumentParser
import CallModel
import Diagnostics
import FlowEngine
import FlowLanguage
import FlowServer
import Foundation
import Logging

/// `flowctl call`: a phone in the terminal.
struct CallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call",
    abstract: "A phone in the terminal: call a flow, or be an agent whom it rings.",
    discussion: """
      Calls a flow of `flowctl dev`, or of a server and emulator of its own where none runs. What \
      the caller hears stands there as it begins. Keys are pressed as they are typed, words are \
      said when their line is entered, Esc or Ctrl-D hangs up. With --as it is the phone of one of \
      the flow's parties, which rings: Enter takes the call, Esc turns it down.

      Without a terminal each line of the input is keys or words, `accept`, `decline` or `hangUp`, \
      and waits until it can be heard; the end of the input hangs up.
      """
  )

  @Argument(help: "The flow: its name, or its file.", completion: .file())
  var flow: String

  @Option(help: "The folder of the flows, where the flow is named.", completion: .directory)
  var flows = "flows"

  @Option(
    name: .customLong("as"),
    help: "Be the phone of this party: an identity of the flow, a number or a raw id."
  )
  var party: String?

  @Option(help: "The number or raw id that calls.")
  var from = "+14255550123"

  @Option(
    help: ArgumentHelp(
      "The emulator of `flowctl dev`, as HOST:PORT; port 0 for one of its own.",
      discussion: "127.0.0.1:18090 if left out; one is started there where nothing listens."
    )
  )
  var emulator: String?

  @Option(help: "The environment of flowctl.yaml whose values the flow gets.")
  var environment: String?

  @Flag(help: "Say prompts through espeak-ng.")
  var speak = false

  @Option(
    help: "Write the call as a scenario: a new file *.test.yaml.",
    completion: .file(extensions: ["yaml"])
  )
  var save: String?

  @Option(help: "How many times faster than the clock a call of its own emulator goes.")
  var speed = 1

  @Option(help: "The time of day it is for a flow of its own server, as `flowctl dev` has it.")
  var at: String?

  func validate() throws {
    guard (1...1000).contains(speed) else {
      throw ValidationError("--speed takes a whole number from 1 to 1000")
    }
    guard save?.hasSuffix(".test.yaml") ?? true else {
      throw ValidationError("--save takes a file whose name ends in .test.yaml")
    }
    guard save == nil || party == nil else {
      throw ValidationError("--save writes the call of who calls: leave out --as")
    }
  }

  func run() async throws {
    do {
      let project = try RetellingProject(at: fileOrFolder, environment: environment)
      let program = try findProgram(among: project.programs)
      let speech = speak ? try Speech() : nil
      let phone = try TakenPhone(
        party.map { try identifier($0, of: program) },
        from: try identifier(from, of: program),
        flow: program,
        project
      )
      if let save { try requirePlace(save) }
      try await call(phone, speech)
    } catch {
      throw explained(error)
    }
  }

  /// Calls over an emulator that runs, or else over one of its own.
  private func call(_ phone: TakenPhone, _ speech: Speech?) async throws {
    let address = try emulatorAddress
    if address.port != 0, let found = try await FoundEmulator.find(at: address) {
      if phone.callee != nil { try await found.requireFlow(phone.flow.name) }
      var logger = Logger(label: "flowctl")
      logger.logLevel = .error
      let service = PhoneService(phone: phone, speech: speech, save: save, emulator: found)
      try await serve([service], logger: logger, at: [])
      return try service.outcome.settle()
    }
    guard emulator == nil || address.port == 0 else {
      throw Complaint("no emulator listens at \(address); start `flowctl dev`")
    }
    var development = Development(flows: fileOrFolder)
    development.emulator = address.description
    development.environment = environment
    development.speed = speed
    development.at = at
    let parts = try development.parts()
    let own = FoundEmulator(
      address: parts.emulatorAddress,
      server: "http://\(parts.address)",
      speed: speed
    )
    var service = PhoneService(phone: phone, speech: speech, save: save, emulator: own)
    service.parts = parts
    try await serve(
      [parts.emulator, parts.server, service],
      logger: parts.logger,
      at: [("--emulator", parts.emulatorAddress.description)]
    )
    try parts.database.close()
    try service.outcome.settle()
  }

  /// Where the emulator is: HOST:PORT, or the URL that `flowctl dev` tells of it.
  private var emulatorAddress: ListenAddress {
    get throws {
      let text = emulator ?? "127.0.0.1:18090"
      var address = text[...]
      if address.hasPrefix("http://") { address = address.dropFirst("http://".count) }
      if address.hasSuffix("/") { address = address.dropLast() }
      do {
        return try ListenAddress(parsing: String(address))
      } catch {
        throw Complaint(
          "`\(text)` is no address of an emulator; it reads HOST:PORT, such as 127.0.0.1:18090"
        )
      }
    }
  }

  /// Complains, before anybody calls, where the call cannot be written.
  private func requirePlace(_ save: String) throws {
    guard access(save, F_OK) != 0 else {
      throw Complaint("`\(save)` is there already; nothing is written over it")
    }
    let folder = URL(filePath: save).deletingLastPathComponent().path
    guard access(folder, W_OK | X_OK) == 0 else {
      let reason = String(cString: strerror(errno)).lowercased()
      throw Complaint("`\(save)` cannot be written: \(reason)")
    }
  }

  /// Where the flow is: its own file, or the folder in which it is named.
  private var fileOrFolder: String { access(flow, F_OK) == 0 ? flow : flows }

  private func findProgram(among programs: [Program]) throws -> Program {
    if fileOrFolder == flow, let only = programs.first, programs.count == 1 { return only }
    if let found = programs.first(where: { $0.name == flow }) { return found }
    let names = programs.map(\.name).sorted()
    let near = nearestName(to: flow, among: names).map { "did you mean `\($0)`?" }
    throw Complaint(
      "there is no flow `\(flow)` in `\(fileOrFolder)`; "
        + (near ?? "there is \(names.joined(separator: ", "))")
    )
  }

  /// Somebody by name, number or raw id.
  private func identifier(_ text: String, of program: Program) throws -> Identifier {
    if let named = program.identities[text] { return named }
    if Identifier.isE164(text) { return .phoneNumber(text) }
    let identifier = Identifier(rawID: text)
    guard identifier.kind == .unknown else { return identifier }
    let names = program.identities.keys.sorted()
    let near = nearestName(to: text, among: names).map { "did you mean `\($0)`?" }
    let known = names.isEmpty ? "it names none" : "there is \(names.joined(separator: ", "))"
    throw Complaint("`\(program.name)` knows no party `\(text)`; \(near ?? known)")
  }
}

/// Whose phone it is, and whom it calls.
struct TakenPhone {
  let flow: Program
  /// The flows by which the call is told again.
  let project: RetellingProject
  let party: Identifier
  /// Whom it calls; nil for a phone that rings.
  let callee: Identifier?
  /// The names of parties, by raw id.
  let names: [String: String]

  init(
    _ agent: Identifier?,
    from caller: Identifier,
    flow: Program,
    _ project: RetellingProject
  ) throws {
    self.flow = flow
    self.project = project
    party = agent ?? caller
    var names: [String: String] = [:]
    for (name, identifier) in flow.identities.sorted(by: { $0.key > $1.key }) {
      names[identifier.rawID] = name
    }
    self.names = names
    guard agent == nil else {
      callee = nil
      return
    }
    guard let route = flow.routes.first else {
      let what = flow.placesCalls ? "places calls" : "takes no calls"
      throw Complaint(
        flow.placesCalls
          ? "`\(flow.name)` \(what): be whom it calls with --as, and begin a call with `flowctl start`"
          : "`\(flow.name)` \(what): call a flow that runs it"
      )
    }
    callee = route
  }

  /// The phone's party, as people know them.
  var holder: String { names[party.rawID] ?? party.display }

  /// What the emulator is asked for.
  var query: [(name: String, value: String)] {
    guard let callee else { return [("as", party.rawID)] }
    return [("from", party.rawID), ("to", callee.rawID)]
  }
}

extension Identifier {
  /// A number as it is dialled, anybody else by their raw id.
  var display: String {
    kind == .phoneNumber && rawID.hasPrefix("4:") ? String(rawID.dropFirst(2)) : rawID
  }
}
