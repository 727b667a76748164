import Diagnostics
import FlowGeneration
import FlowLanguage
import Foundation

/// Random flows, written from the step catalogue and compiled as an author's file is.
///
/// `SEED` and `COUNT` say which: a failure names its flow's seed, and `SEED=… COUNT=1` runs it
/// alone.
enum GeneratedFlows {
  /// A flow with what became of it.
  struct Compiled {
    let flow: GeneratedFlow
    /// The program; nil where the checker refuses the flow.
    let program: Program?
    let errors: [Diagnostic]

    /// What to say to see it again.
    var name: String { "SEED=\(flow.seed) COUNT=1" }
  }

  /// All of them.
  static let all: [Compiled] = seeds.map { seed in
    var generator = FlowGenerator(seed: seed)
    let flow = generator.flow()
    let project = compileProject(flow.sources(zones: FixedZones()))
    return Compiled(
      flow: flow,
      program: project.programs.first { $0.name == "generated" },
      errors: project.findings.filter { $0.severity == .error }
    )
  }

  /// Those that run.
  static let accepted: [(flow: GeneratedFlow, program: Program)] = all.compactMap { one in
    one.program.map { (one.flow, $0) }
  }

  private static let seeds: [UInt64] = {
    let environment = ProcessInfo.processInfo.environment
    let first = environment["SEED"].flatMap { UInt64($0) } ?? 1
    let count = environment["COUNT"].flatMap { UInt64($0) } ?? 24
    return (0..<count).map { first &+ $0 }
  }()
}
