import ArgumentParser
import CallAutomation
import Diagnostics
import JSON

/// `flowctl flag`: the switches that an operator flips while a server runs.
struct FlagCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flag",
    abstract: "List, set and reset the flags of a server's flows.",
    discussion: """
      A flag is declared under `flags:` of a flow, and is the same in all flows of a project. A call \
      takes a change in with the next thing that happens to it. The key to the server's admin API is \
      read from the environment variable FLOWCTL_ADMIN_KEY.
      """,
    subcommands: [FlagListCommand.self, FlagSetCommand.self, FlagResetCommand.self],
    defaultSubcommand: FlagListCommand.self
  )
}

/// `flowctl flag list`.
struct FlagListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Say what each flag is now."
  )

  @OptionGroup var admin: AdminOptions

  func run() async throws {
    let flags = try await admin.ask("GET", "/api/flags", for: "flags")["flags"]?.elements ?? []
    for flag in flags { print(line(of: flag)) }
  }
}

/// `flowctl flag set`.
struct FlagSetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Give a flag a value."
  )

  @Argument(help: "The flag.")
  var name: String

  @Argument(help: "The value: a text as it is; numbers, true, false, lists and maps as JSON.")
  var value: String

  @OptionGroup var admin: AdminOptions

  func run() async throws {
    let path = try path(of: name)
    let type = try await admin.ask("GET", path, for: "type")["type"]?.text ?? ""
    let given = try jsonValue(of: value, type: type)
    print(line(of: try await admin.ask("PUT", path, for: "name", given)))
  }
}

/// `flowctl flag reset`.
struct FlagResetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset",
    abstract: "Make a flag what its flows say again."
  )

  @Argument(help: "The flag.")
  var name: String

  @OptionGroup var admin: AdminOptions

  func run() async throws {
    print(line(of: try await admin.ask("DELETE", try path(of: name), for: "name")))
  }
}

/// Where the admin API has a flag.
private func path(of name: String) throws -> String {
  "/api/flags/\(try pathPart(name, "a flag"))"
}

/// A flag in one line: its name and type, what it is, and what it would be.
private func line(of flag: JSONValue) -> String {
  let name = flag["name"]?.text ?? ""
  let type = flag["type"]?.text ?? ""
  let value = flag["value"] ?? JSONValue.null
  let own = flag["default"] ?? JSONValue.null
  let note = value == own ? "" : " (by itself \(own))"
  return quoted("\(name): \(type) = \(value)\(note)", limit: QuotingLimits.sentence)
}

extension UInt8 {
  var isASCIILetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: false
    }
  }
}
