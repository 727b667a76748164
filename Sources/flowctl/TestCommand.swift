import ArgumentParser
import Diagnostics
import FlowRuntime
import FlowSimulator
import Foundation

/// `flowctl test`: runs the scenarios of flows.
struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the scenarios of flows (*.test.yaml), against the emulated service.",
    discussion: """
      The flow, the service and everything between them are those of production and of `flowctl \
      emulate`; time is virtual, so that a wait of two hours takes milliseconds. A failure shows the \
      line of the scenario, what happened instead, where the flow stands, and the call up to there.
      """
  )

  @Argument(
    help: "Folders, files of scenarios, or flows whose scenarios are run.",
    completion: .file()
  )
  var paths = ["."]

  @Option(help: "Run only scenarios whose name, or whose file's, has this text in it.")
  var filter: String?

  @Flag(help: "Run again whenever a flow or a scenario changes.")
  var watch = false

  @Flag(name: .shortAndLong, help: "Tell each scenario with the account of its call.")
  var verbose = false

  @Option(
    help: ArgumentHelp(
      "Run each scenario so many more times, each with something else that goes wrong.",
      discussion: """
        Callbacks come late, twice and out of order, answers after events, requests are refused for a \
        while, and the server dies and starts again: whoever is in the call must notice the same.
        """,
      valueName: "count"
    )
  )
  var perturb: Int?

  @Option(help: "The seed of what goes wrong first; the next ones follow.")
  var seed: UInt64?

  @Option(help: "How results are printed.")
  var format = TestFormat.text

  @Option(
    help: "The environment of flowctl.yaml whose values the flows get, where a file does not say."
  )
  var environment: String?

  @Option(help: "Say which branches of the flows the scenarios take.")
  var coverage: CoverageFormat?

  @Option(
    help: "Where what --coverage says is written; left out, it is printed.",
    completion: .file()
  )
  var coverageTo: String?

  @Option(
    help:
      "Exit with 1 where less than this percentage of the branches is taken, or of mutants noticed."
  )
  var failUnder: Double?

  @Flag(
    help: ArgumentHelp(
      "Print a scenario for each branch that none takes, ready for a file of its own.",
      discussion: "It is found as by `flowctl explore`, and was run."
    )
  )
  var missing = false

  @Flag(help: "Print a small set of scenarios that take every branch that can be reached.")
  var suite = false

  @Option(
    help:
      "The folder that --missing and --suite write to, a file for each flow; left out, they print.",
    completion: .directory
  )
  var writeTo: String?

  @OptionGroup var limits: ExploreLimits

  @Flag(
    help: "Say which scenarios each requirement has; exit with 1 where one has none that passes."
  )
  var requirements = false

  @Flag(
    help: ArgumentHelp(
      "Change the flows one place at a time, and list each change that no scenario notices.",
      discussion: """
        Steps left out, a `when` dropped, conditions turned round, handlers swapped, keys, lengths of \
        time, prompts and targets that are others; what does not compile is no mutant.
        """
    )
  )
  var mutate = false

  func validate() throws {
    if let perturb, !(1...SimulatorLimits.perturbations).contains(perturb) {
      throw ValidationError("--perturb takes a number from 1 to \(SimulatorLimits.perturbations)")
    }
    guard seed == nil || perturb != nil else {
      throw ValidationError("--seed needs a --perturb")
    }
    guard [missing, suite, mutate].count(where: \.self) <= 1 else {
      throw ValidationError("--missing, --suite or --mutate, one of them")
    }
    guard !mutate || perturb == nil else {
      throw ValidationError("--mutate goes with no --perturb")
    }
    let isPlain = format == .text && !watch && coverage == nil && failUnder == nil && perturb == nil
    guard !(missing || suite) || isPlain else {
      throw ValidationError(
        "--missing and --suite print scenarios: they go with no --format, --coverage, "
          + "--fail-under, --watch or --perturb"
      )
    }
    guard writeTo == nil || missing || suite else {
      throw ValidationError("--write-to needs --missing or --suite")
    }
    if let failUnder, !(0...100).contains(failUnder) {
      throw ValidationError("--fail-under takes a percentage from 0 to 100")
    }
    guard !mutate || (coverage == nil && !watch && !verbose) else {
      throw ValidationError("--mutate goes without --coverage, --watch and --verbose")
    }
    guard !requirements || (format == .text && !mutate) else {
      throw ValidationError(
        "--requirements prints text; json and junit have requirements by themselves"
      )
    }
    guard !mutate || format == .text || format == .json else {
      throw ValidationError("--mutate prints text or json")
    }
    guard coverageTo == nil || coverage != nil else {
      throw ValidationError("--coverage-to needs a --coverage")
    }
    guard coverageTo != nil || coverage == nil || coverage == .text || format == .text else {
      throw ValidationError("two machine formats on one output: name a file with --coverage-to")
    }
  }

  func run() async throws {
    let run = TestRun(
      paths: paths,
      filter: filter,
      environment: environment,
      seeds: perturb.map { (0..<UInt64($0)).map { (seed ?? 1) &+ $0 } } ?? [],
      format: format,
      isVerbose: verbose,
      coverage: coverage,
      coverageTo: coverageTo,
      failUnder: failUnder,
      tellsRequirements: requirements
    )
    guard !missing, !suite else {
      let search = ScenarioSearch(
        run: run,
        isSuite: suite,
        writeTo: writeTo,
        bounds: limits.bounds
      )
      throw try await search.report() ? ExitCode(0) : ExitCode(1)
    }
    if mutate { throw try await MutationRun(run: run).report() ? ExitCode(0) : ExitCode(1) }
    guard watch else { throw try await run.report() ? ExitCode(0) : ExitCode(1) }
    for folder in try paths.map({ try TestRun.folder(at: $0) }).prefix(1) {
      // What changes while scenarios run is seen afterwards.
      let watcher = FolderWatcher(folder, includesTests: true)
      try await runOnce(run)
      for await _ in watcher { try await runOnce(run) }
    }
  }

  private func runOnce(_ run: TestRun) async throws {
    do {
      _ = try await run.report()
    } catch let code as ExitCode {
      guard code.rawValue == 1 else { throw code }
    }
    fflush(nil)
  }
}

extension TestFormat: ExpressibleByArgument {
  /// The form of findings, where there are errors and nothing is run; nil for text.
  var ofFindings: FindingsFormat? {
    switch self {
    case .text: nil
    case .json: .json
    case .junit: .junit
    case .github: .github
    }
  }
}
extension CoverageFormat: ExpressibleByArgument {}
