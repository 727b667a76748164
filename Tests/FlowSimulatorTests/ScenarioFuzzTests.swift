import CallModel
import Diagnostics
import FlowLanguage
import FlowRuntime
import FlowSyntax
import Foundation
import TestSupport
import Testing

@testable import FlowSimulator

/// Scenarios with something of them changed.
@Suite struct ScenarioFuzzTests {
  @Test func `a file of scenarios changed at random is settled`() throws {
    let samples = SampleScenarioTests.samples
    try fuzz("scenarios", count: 120) { random in
      let sample = random.pick(samples)
      let text = sample?.tests ?? ""
      let name = FuzzFile("name", Array((sample?.name ?? "").utf8))
      guard random.chance(80) else {
        return [FuzzFile("a.test.yaml", mutatedBytes(Array(text.utf8), using: &random)), name]
      }
      var tree = YAMLTree(reading: text)
      tree.mutate(using: &random)
      return [FuzzFile("a.test.yaml", Array(tree.written(isFlow: random.chance(20)).utf8)), name]
    } _: { made in
      guard let file = made.first,
        let name = made.last.map({ String(decoding: $0.bytes, as: UTF8.self) }),
        let sample = samples.first(where: { $0.name == name })
      else { return ["no such flow"] }
      return complaints(file, of: sample)
    }
  }

  private func complaints(_ made: FuzzFile, of sample: SampleScenarioTests.Sample) -> [String] {
    let zones = SystemZones()
    let project = sample.project(of: sample.flow, zones)
    var files = project.files
    let (source, decoding) = readSource(made.bytes, name: made.path, into: &files)
    let flows = TestedFlows(programs: project.programs, isWhole: true, zones: zones)
    let (file, findings) = readScenarios(source, of: flows)
    var complaints: [String] = []
    let length = source.text.utf8.count
    for finding in decoding + findings {
      let spans = [finding.primary.span] + finding.related.map(\.span) + finding.fixes.map(\.span)
      let own = spans.filter { $0.file == source.id }
      guard own.allSatisfy({ $0.start >= 0 && $0.start <= $0.end && $0.end <= length }) else {
        complaints.append("\(finding.message) at \(spans)")
        continue
      }
    }
    for format in FindingsFormat.allCases { _ = render(findings, files: files, as: format) }
    guard !findings.hasErrors, let program = project.programs.first else { return complaints }
    let results = file.scenarios.map { runScenario($0, of: program) }
    for result in results where result.duration.count > 2 * SimulatorLimits.horizon.count {
      complaints.append("\(result.name) took \(result.duration) of the call")
    }
    let tested = [TestedFile(name: made.path, results: results)]
    for format in TestFormat.allCases { _ = renderTests(tested, files: files, as: format) }
    return complaints
  }
}
