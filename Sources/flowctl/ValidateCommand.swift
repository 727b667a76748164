import ArgumentParser
import Diagnostics
import FlowLanguage
import Foundation

/// `flowctl validate`: says everything that is wrong with flows.
struct ValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check flows, and say everything that is wrong with them.",
    discussion: """
      With --fix, what can be meant in one way only is written into the files first: a misspelt word \
      of the language, a missing unit, quotes that YAML needs. Comments and layout stay. What was \
      changed is said on standard error; what is left is said as without it.
      """
  )

  @Argument(help: "Flows, or folders of them; `-` for standard input.", completion: .file())
  var paths: [String]

  @Option(
    help: "The file that standard input stands for, as in an editor: it is checked in its project.",
    completion: .file()
  )
  var stdinPath: String?

  @Option(help: "How findings are printed.")
  var format = FindingsFormat.text

  @Option(help: "The environment of flowctl.yaml whose values are checked.")
  var environment: String?

  @Option(help: "The day it is, as 2026-12-25: dates of opening hours before it are told of.")
  var today: HoursSchedule.Day?

  @Flag(help: "Exit with 1 for warnings too.")
  var warningsAsErrors = false

  @Option(help: "The least that is shown.")
  var severity = Severity.hint

  @Option(
    help: "A code whose warnings and hints are not shown; may be given more than once.",
    completion: .list(DiagnosticCode.allCases.map(\.rawValue))
  )
  var allow: [String] = []

  @Option(
    help: "What `--format json` printed earlier: its findings are not shown again.",
    completion: .file()
  )
  var baseline: String?

  @Flag(help: "Make the changes that are certain, and say what is left.")
  var fix = false

  @Flag(help: "With --fix: change nothing, show what would change; 1 if anything would.")
  var diff = false

  func validate() throws {
    guard stdinPath == nil || paths == ["-"] else {
      throw ValidationError("--stdin-path goes with `-`, standard input, and nothing else")
    }
  }

  func run() async throws {
    if fix {
      try Fixes(paths: paths, environment: environment, isTried: diff).run()
    } else if diff {
      throw Complaint("`--diff` shows what `--fix` would change: write both")
    }
    let filter = FindingsFilter(
      least: severity,
      allowed: Set(try allow.map(namedCode)),
      baseline: try baseline.map(readBaseline)
    )
    try await Validation(
      paths: paths,
      stdinPath: stdinPath,
      format: format,
      environment: environment,
      today: today,
      failing: warningsAsErrors ? .warning : .error,
      filter: filter
    ).run()
  }

  private func readBaseline(_ path: String) throws -> Baseline {
    guard let baseline = Baseline(report: try contents(of: path)) else {
      throw Complaint("`\(path)` is not what `flowctl validate --format json` prints")
    }
    return baseline
  }
}

extension FindingsFormat: ExpressibleByArgument {}
extension Severity: ExpressibleByArgument {}

extension HoursSchedule.Day: ExpressibleByArgument {
  /// Reads `2026-12-25`.
  init?(argument: String) {
    guard let day = parseDay(argument[...]) else { return nil }
    self = day
  }
}
