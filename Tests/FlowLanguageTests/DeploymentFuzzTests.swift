import Diagnostics
import FlowLanguage
import FlowSyntax
import Foundation
import TestSupport
import Testing

/// Deployments with something of them changed.
@Suite struct DeploymentFuzzTests {
  @Test func `a deployment changed at random is settled`() throws {
    let folder = packageRoot.appendingPathComponent("Tests/Provisioning")
    let seeds = try ["contoso.yaml", "unknown-yet.yaml"].map { name in
      try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    try fuzz("deployment", count: 200) { random in
      let seed = random.pick(seeds) ?? ""
      guard random.chance(75) else {
        return [FuzzFile("a.yaml", mutatedBytes(Array(seed.utf8), using: &random))]
      }
      var tree = YAMLTree(reading: seed)
      tree.mutate(using: &random)
      return [FuzzFile("a.yaml", Array(tree.written(isFlow: random.chance(20)).utf8))]
    } _: {
      $0.flatMap(complaints)
    }
  }

  private func complaints(_ made: FuzzFile) -> [String] {
    var files = SourceFiles()
    let (file, decoding) = readSource(made.bytes, name: made.path, into: &files)
    let (deployment, findings) = readDeployment(file)
    var complaints: [String] = []
    if (deployment == nil) != findings.hasErrors {
      complaints.append("a deployment and an error, or none")
    }
    let length = file.text.utf8.count
    for finding in decoding + findings {
      let spans = [finding.primary.span] + finding.fixes.map(\.span)
      if !spans.allSatisfy({ $0.start >= 0 && $0.start <= $0.end && $0.end <= length }) {
        complaints.append("\(finding.message) at \(spans)")
      }
    }
    for account in deployment?.accounts ?? []
    where account.displayName.unicodeScalars.contains(where: { $0.value < 0x20 }) {
      complaints.append("a name of more than one line")
    }
    return complaints
  }
}
