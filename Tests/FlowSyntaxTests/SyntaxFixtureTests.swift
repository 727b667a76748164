import FlowSyntax
import TestSupport
import Testing

@Suite struct SyntaxFixtureTests {
  @Test func `what is wrong with a YAML text is said where it is wrong`() throws {
    let report = try checkFixtures(in: "Tests/Diagnostics/yaml") { parseYAML($0).findings }
    #expect(report.isClean, "\(report)")
  }

  @Test func `each change mends its finding and brings no other`() throws {
    let report = try checkEdits(in: "Tests/Diagnostics/yaml") { parseYAML($0).findings }
    #expect(report.isClean, "\(report)")
  }
}
