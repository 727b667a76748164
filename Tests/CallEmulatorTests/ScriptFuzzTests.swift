import CallEmulator
import Diagnostics
import FlowSyntax
import Foundation
import TestSupport
import Testing

/// Caller scripts with something of them changed.
@Suite struct ScriptFuzzTests {
  @Test func `a caller script changed at random is settled`() throws {
    let folder = packageRoot.appendingPathComponent("flows")
    let seeds = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".call.yaml") }
      .map { try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8) }
    try fuzz("script", count: 200) { random in
      let seed = random.pick(seeds) ?? ""
      guard random.chance(75) else {
        return [FuzzFile("a.call.yaml", mutatedBytes(Array(seed.utf8), using: &random))]
      }
      var tree = YAMLTree(reading: seed)
      tree.mutate(using: &random)
      return [FuzzFile("a.call.yaml", Array(tree.written(isFlow: random.chance(20)).utf8))]
    } _: {
      $0.flatMap(complaints)
    }
  }

  private func complaints(_ made: FuzzFile) -> [String] {
    var files = SourceFiles()
    let (file, decoding) = readSource(made.bytes, name: made.path, into: &files)
    let (script, findings) = readCallerScript(file)
    var complaints: [String] = []
    if (script == nil) != findings.hasErrors { complaints.append("a script and an error, or none") }
    let length = file.text.utf8.count
    for finding in decoding + findings {
      let spans = [finding.primary.span] + finding.related.map(\.span) + finding.fixes.map(\.span)
      guard spans.allSatisfy({ $0.start >= 0 && $0.start <= $0.end && $0.end <= length }) else {
        complaints.append("\(finding.message) at \(spans)")
        continue
      }
    }
    for format in FindingsFormat.allCases { _ = render(findings, files: files, as: format) }
    return complaints
  }
}
