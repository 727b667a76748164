import Diagnostics
import FlowLanguage
import FlowRuntime
import FlowSyntax
import Foundation
import TestSupport
import Testing

@testable import FlowSimulator

/// The scenarios of the flows of this repository.
@Suite struct SampleScenarioTests {
  /// A flow's file, with the file of its scenarios and `flowctl.yaml`.
  struct Sample: CustomTestStringConvertible, Sendable {
    let name: String
    let flow: String
    let tests: String
    let configuration: String

    var testDescription: String { name }

    /// The scenarios of the flow, or of a change of it; nil where that has an error.
    func scenarios(of flow: String) -> [(Scenario, FlowLanguage.Program)]? {
      let zones = SystemZones()
      let project = project(of: flow, zones)
      guard let program = project.programs.first else { return nil }
      var sources = project.files
      let (source, _) = readSource(Array(tests.utf8), name: "\(name).test.yaml", into: &sources)
      let flows = TestedFlows(programs: project.programs, isWhole: true, zones: zones)
      let (file, findings) = readScenarios(source, of: flows)
      return findings.isEmpty ? file.scenarios.map { ($0, program) } : nil
    }

    /// The flow, or a change of it, with its configuration.
    func project(of flow: String, _ zones: SystemZones) -> CompiledProject {
      compileProject(sources(of: flow, zones))
    }

    /// The files to compile.
    func sources(of flow: String, _ zones: SystemZones) -> ProjectSources {
      let files = [("\(name).yaml", flow), ("flowctl.yaml", configuration)].map { path, text in
        ProjectFile(path: path, bytes: Array(text.utf8))
      }
      return ProjectSources(files: files, environment: nil, requiresValues: true, zones: zones)
    }
  }

  static let samples: [Sample] = {
    let folder = packageRoot.appendingPathComponent("flows")
    func text(_ name: String) -> String {
      (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".test.yaml") }.sorted().map { file in
      let name = String(file.dropLast(".test.yaml".count))
      return Sample(
        name: name,
        flow: text("\(name).yaml"),
        tests: text(file),
        configuration: text("flowctl.yaml")
      )
    }
  }()

  @Test func `there are sixty scenarios, of every flow that takes or places calls`() {
    let count = Self.samples.reduce(0) { $0 + ($1.scenarios(of: $1.flow)?.count ?? 0) }
    #expect(count >= 60)
    #expect(Self.samples.count >= 7)
  }

  @Test(arguments: samples)
  func `every scenario passes, and takes all but few branches`(sample: Sample) throws {
    let scenarios = try #require(sample.scenarios(of: sample.flow))
    for (scenario, program) in scenarios {
      let result = runScenario(scenario, of: program)
      let account = result.account.lines.map(\.description).joined(separator: "\n")
      #expect(
        result.passed,
        "\(scenario.name): \(result.failure?.finding.message ?? "")\n\(account)"
      )
    }
  }

  @Test(arguments: samples)
  func `whoever is in a call notices nothing of what goes wrong`(sample: Sample) throws {
    let scenarios = try #require(sample.scenarios(of: sample.flow))
    for (scenario, program) in scenarios {
      let ordinary = runScenario(scenario, of: program)
      for seed in 1...20 as ClosedRange<UInt64> {
        let result = perturbScenario(scenario, of: program, seed: seed, against: ordinary)
        let account = result?.account.lines.map(\.description).joined(separator: "\n") ?? ""
        #expect(
          result == nil,
          "\(scenario.name), seed \(seed): \(result?.failure?.label ?? "")\n\(account)"
        )
      }
    }
  }

  /// TESTING.md, part 3: what `--missing` writes passes as it is, and takes branches that were not.
  @Test(arguments: samples)
  func `every scenario that is written for what is missing passes and raises the count`(
    sample: Sample
  ) throws {
    let scenarios = try #require(sample.scenarios(of: sample.flow))
    let program = try #require(scenarios.first?.1)
    let project = sample.project(of: sample.flow, SystemZones())
    let flows = TestedFlows(programs: project.programs, isWhole: true, zones: SystemZones())
    // The first scenario alone leaves much to be found.
    var marks = runScenario(scenarios[0].0, of: program).coverage
    var bounds = ExploreBounds()
    bounds.states = 120
    let found = try findMissing(of: program, among: flows, beyond: marks, within: bounds)
    #expect(!found.calls.isEmpty && found.defects.isEmpty, "\(found.defects)")
    let written = Sample(
      name: sample.name,
      flow: sample.flow,
      tests: renderFound(found, of: program, environment: nil),
      configuration: sample.configuration
    )
    let again = try #require(written.scenarios(of: sample.flow), "\(written.tests)")
    #expect(again.count == found.calls.count)
    for (scenario, program) in again {
      let result = runScenario(scenario, of: program)
      #expect(result.passed, "\(result.failure?.finding.message ?? "")\n\(written.tests)")
      let before = marks.taken
      marks.merge(result.coverage)
      #expect(marks.taken > before, "\(scenario.name)")
    }
  }

  /// Branches of these flows that no call takes, each for a reason that can be seen in its text.
  @Test(arguments: [
    // `menu` comes behind a `lookup` that is done: its failures lead to `wrong` and `unavailable`,
    // and nothing else leads to `menu`.
    ("fabrikam-collections", ["menu/0/when.false"]),
    // Every step that fails has a handler of its own, can be done without (`play`, `log`) or leaves no
    // call (`answer`): `on: failed:` never runs, and neither does the `play` in it.
    ("adatum-clinic", ["on.failed/0/on.done", "on.failed"]),
  ])
  func `what no call takes is told, of flows whose text shows why`(
    name: String,
    paths: [String]
  ) throws {
    let sample = try #require(Self.samples.first { $0.name == name })
    let scenarios = try #require(sample.scenarios(of: sample.flow))
    let project = sample.project(of: sample.flow, SystemZones())
    let flows = TestedFlows(programs: project.programs, isWhole: true, zones: SystemZones())
    var marks = CoverageMarks()
    for (scenario, program) in scenarios {
      marks.merge(runScenario(scenario, of: program).coverage)
    }
    let found = try findMissing(of: scenarios[0].1, among: flows, beyond: marks)
    #expect(found.scope?.bound == nil, "each call was followed to its end")
    #expect(
      found.unreached.map { $0.components(separatedBy: "(\(name): ").last }
        == paths.map { "\($0))" },
      "\(found.unreached)"
    )
  }

  @Test(arguments: samples)
  func `every scenario notices some change of its flow`(sample: Sample) throws {
    let scenarios = try #require(sample.scenarios(of: sample.flow))
    let mutated = MutatedProject(
      sample.sources(of: sample.flow, SystemZones()),
      scenarios.map { ($0.0, $0.1.name) },
      passing: scenarios.map { runScenario($0.0, of: $0.1) }
    )
    var unharmed = Set(scenarios.indices)
    for index in 0..<mutated.count {
      unharmed.subtract(mutated.trial(index)?.noticedBy ?? [])
    }
    #expect(unharmed.isEmpty, "\(unharmed.sorted().map { scenarios[$0].0.name })")
  }
}

extension CoverageMarks {
  /// How many branches were taken.
  fileprivate var taken: Int { flows.values.reduce(0) { $0 + $1.branches.count } }
}
