import ArgumentParser
import CallAutomation
import Diagnostics
import JSON

/// `flowctl start`: begins a call of a flow that places calls.
struct StartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Have a server begin a call of a flow that places calls.",
    discussion: """
      The call is stored when this ends; it is placed after that. With --once KEY a second start \
      with the same key begins no second call, whatever its values.
      """
  )

  @Argument(help: "The flow.")
  var flow: String

  @Option(help: "The value of a parameter of the flow, as NAME=VALUE; may be repeated.")
  var with: [String] = []

  @Option(help: "A key by which the same call is begun once only.")
  var once: String?

  @OptionGroup var admin: AdminOptions

  func run() async throws {
    let types = try await admin.flow(named: flow)?["parameters"]
    let values = try NamedValues(with).json(of: types)
    let (status, call) = try await admin.answer(
      to: "POST",
      "/api/calls",
      for: "call",
      ["flow": .string(flow), "with": values],
      once: once
    )
    let name = call["call"]?.text ?? ""
    print(
      quoted(status == 200 ? "\(name) began before, with the values of then" : "\(name) begins")
    )
  }
}

/// `flowctl signal`: posts a signal to a call.
struct SignalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signal",
    abstract: "Post a signal to a call, as another system would.",
    discussion: "A call is named by its id, or by its digest or the first characters of it."
  )

  @Argument(help: "The call.")
  var call: String

  @Argument(help: "The signal, as the call's flow declares it.")
  var name: String

  @Argument(help: "What it brings, as NAME=VALUE.")
  var fields: [String] = []

  @Option(help: "A key by which the same signal is posted once only.")
  var once: String?

  @OptionGroup var admin: AdminOptions

  func run() async throws {
    let path = try callPath(call)
    let flow = try await admin.ask("GET", path, for: "flow")["flow"]?.text
    let types = try await admin.flow(named: flow)?["signals"]?[name]
    let values = try NamedValues(fields).json(of: types)
    for unknown in values.objectMembers ?? [:] where types.map({ $0[unknown.name] == nil }) == true
    {
      complain("flowctl: the flow declares no field `\(unknown.name)` of `\(name)`: it is ignored")
    }
    let signal = try pathPart(name, "a signal")
    let answer = try await admin.ask(
      "POST",
      "\(path)/signals/\(signal)",
      for: "call",
      values,
      once: once
    )
    print(quoted("\(answer["call"]?.text ?? "") has the signal"))
  }
}

/// `flowctl hangup`: ends a call.
struct HangUpCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hangup",
    abstract: "End a call for everybody in it, or take back one that is to begin later.",
    discussion: "A call is named by its id, or by its digest or the first characters of it."
  )

  @Argument(help: "The call.")
  var call: String

  @OptionGroup var admin: AdminOptions

  func run() async throws {
    let answer = try await admin.ask("DELETE", try callPath(call), for: "call")
    print(quoted("\(answer["call"]?.text ?? "") is hung up"))
  }
}

/// Where the admin API has a call.
private func callPath(_ call: String) throws -> String {
  "/api/calls/\(try pathPart(call, "a call"))"
}

/// A text that stands in a path as it is.
func pathPart(_ text: String, _ what: String) throws -> String {
  guard !text.isEmpty, text.utf8.allSatisfy({ $0.isASCIILetterOrDigit }) else {
    throw Complaint("`\(text)` cannot name \(what): it has letters and digits only")
  }
  return text
}
