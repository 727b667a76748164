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
      let files = [("\(name).yaml", flow), ("flowctl.yaml", configuration)].map { path, text in
        ProjectFile(path: path, bytes: Array(text.utf8))
      }
      return compileProject(
        ProjectSources(files: files, environment: nil, requiresValues: true, zones: zones)
      )
    }

    /// The flow with one line changed: a step left out, a key or a prompt another one.
    var mutants: [String] {
      let lines = flow.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let prompts = lines.compactMap { line in
        line.firstMatch(of: /- play: ([A-Za-z]+)$/).map { String($0.1) }
      }
      var mutants: [String] = []
      for (index, line) in lines.enumerated() {
        var changes: [String?] = []
        if line.contains(/^ {4,}- [a-zA-Z]/) { changes.append(nil) }
        if line.hasPrefix("      ") && line.contains(/^ +when:/) { changes.append(nil) }
        if let key = line.firstMatch(of: /press: (\d)/) {
          changes.append(line.replacing("press: \(key.1)", with: "press: 8"))
        }
        if let prompt = line.firstMatch(of: /- play: ([A-Za-z]+)$/),
          let other = prompts.first(where: { $0 != String(prompt.1) })
        {
          changes.append(line.replacing("play: \(prompt.1)", with: "play: \(other)"))
        }
        if line.contains("- reject: ") {
          let indent = String(line.prefix { $0 == " " })
          changes.append("\(indent)- answer\n\(indent)- hangUp")
        }
        for change in changes {
          var mutant = lines
          if let change { mutant[index] = change } else { mutant.remove(at: index) }
          mutants.append(mutant.joined(separator: "\n"))
        }
      }
      return mutants
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

  @Test(arguments: samples)
  func `every scenario notices some change of its flow`(sample: Sample) throws {
    let scenarios = try #require(sample.scenarios(of: sample.flow))
    var unharmed = Set(scenarios.map(\.0.name))
    for mutant in sample.mutants where !unharmed.isEmpty {
      for (scenario, program) in sample.scenarios(of: mutant) ?? []
      where unharmed.contains(scenario.name) && !runScenario(scenario, of: program).passed {
        unharmed.remove(scenario.name)
      }
    }
    #expect(unharmed.isEmpty, "\(unharmed.sorted())")
  }
}
