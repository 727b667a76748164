import ArgumentParser

/// `flowctl validate`: says everything that is wrong with flows.
struct ValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check flows, and say everything that is wrong with them."
  )

  @Argument(help: "Flows, or folders of them; `-` for standard input.", completion: .file())
  var paths: [String]

  @Option(help: "How findings are printed: text or json.")
  var format = Validation.Format.text

  @Option(help: "The environment of flowctl.yaml whose values are checked.")
  var environment: String?

  @Flag(help: "Exit with 1 for warnings too.")
  var warningsAsErrors = false

  func run() async throws {
    try await Validation(
      paths: paths,
      format: format,
      environment: environment,
      warningsAsErrors: warningsAsErrors
    ).run()
  }
}

extension Validation.Format: ExpressibleByArgument {}
