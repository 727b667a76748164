import ArgumentParser
import Diagnostics
import FlowRuntime
import Foundation

/// The program: it reads its arguments, calls one function, prints, and exits.
@main
struct Flowctl: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flowctl",
    abstract: "Call flows in YAML for Azure Communication Services and Teams phone.",
    discussion: """
      A flow is checked before it ever takes a call, and runs through crashes and reloads.

      Exit codes: 0 without errors; 1 with an error among the findings; 2 for wrong usage or a \
      world that does not allow it; 3 for a fault of flowctl's own.
      """,
    version: programVersion,
    subcommands: [
      ValidateCommand.self, ExplainCommand.self, FormatCommand.self, EvalCommand.self,
      SchemaCommand.self, ServeCommand.self, EmulateCommand.self, DevCommand.self,
      CallsCommand.self, WhenCommand.self, GraphCommand.self, FlagCommand.self,
      StartCommand.self, SignalCommand.self, HangUpCommand.self, DoctorCommand.self,
      TeamsCommand.self, RecordingsCommand.self, JournalCommand.self, ProvisionCommand.self,
      CallCommand.self, SimulateCommand.self, TestCommand.self, ExploreCommand.self,
      InitCommand.self, DiffCommand.self, ReplayCommand.self, ImportCommand.self,
    ]
  )

  /// Runs a command; whatever it throws ends in one of the exit codes.
  static func main() async {
    occupyStandardStreams()
    do {
      if let validation = plainValidation() { try await validation.run() }
      if let complaint = helpComplaint(CommandLine.arguments) { throw Complaint(complaint) }
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      try settleStandardOutput()
    } catch {
      leave(after: error)
    }
  }

  /// The validation that the arguments ask for if they are `validate` and paths, nothing else.
  ///
  /// ArgumentParser looks into every command before it chooses one, which takes longer than to check
  /// a flow; whatever has an option, or is wrong, it reads.
  private static func plainValidation() -> Validation? {
    let arguments = CommandLine.arguments.dropFirst()
    let paths = Array(arguments.dropFirst())
    let isPlain = arguments.first == "validate" && !paths.isEmpty
    guard isPlain, paths.allSatisfy({ !$0.hasPrefix("-") || $0 == "-" }) else { return nil }
    return Validation(paths: paths)
  }

  private static func leave(after error: any Error) -> Never {
    if error is Complaint { leave(complaining: "\(error)") }
    let code = exitCode(for: error)
    guard error is ExitCode || code.isSuccess else {
      leave(complaining: usageComplaint(fullMessage(for: error)))
    }
    if !(error is ExitCode) { print(fullMessage(for: error)) }
    do {
      try settleStandardOutput()
    } catch {
      leave(complaining: "\(error)")
    }
    Foundation.exit(code.rawValue)
  }

  private static func leave(complaining text: String) -> Never {
    complain("flowctl: \(quoted(text, limit: QuotingLimits.sentence))")
    Foundation.exit(2)
  }
}

/// Something the user must know: the world does not allow what was asked.
///
/// The exit code is 2.
struct Complaint: Error, CustomStringConvertible {
  let description: String

  init(_ description: any CustomStringConvertible) {
    self.description = description.description
  }
}
