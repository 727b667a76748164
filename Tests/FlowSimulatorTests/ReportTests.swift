import Diagnostics
import Foundation
import JSON
import TestSupport
import Testing

@testable import FlowSimulator

/// What `flowctl test` says.
@Suite struct ReportTests {
  private func tested() throws -> (TestProject, [TestedFile]) {
    let project = try TestProject(
      flow("main:\n  - answer\n  - play: welcome\n  - hangUp"),
      tests: scenarios(
        "fine: [{ hears: welcome }, { ends: hungUp }]\n\"a <b> & c\": [{ hears: menu }]"
      ),
      configuration: configuration
    )
    return (project, [TestedFile(name: "a.test.yaml", results: try project.run())])
  }

  @Test func `people are told of files, and of each failure`() throws {
    let (project, tested) = try tested()
    let text = renderTests(tested, files: project.files, as: .text)
    #expect(text.hasPrefix("FAIL  a.test.yaml  1 passed, 1 failed\n"), "\(text)")
    #expect(text.contains("a.test.yaml: a <b> & c\n"))
    #expect(text.contains("error[failed-scenario]: the caller hears `menu` was to come next"))
    #expect(text.contains("instead, the caller hears `welcome`"))
    #expect(text.hasSuffix("2 scenarios in 1 file: 1 passed, 1 failed\n"))
    let verbose = renderTests(tested, files: project.files, as: .text, isVerbose: true)
    #expect(verbose.contains("  ok    fine"), "\(verbose)")
  }

  @Test func `programs are told the same`() throws {
    let (project, tested) = try tested()
    let text = renderTests(tested, files: project.files, as: .json)
    let json = try parseJSON(
      Array(text.utf8),
      limits: JSONLimits(bytes: .max, depth: 64, values: .max)
    )
    #expect(json["summary"]?["failed"]?.wholeNumber == 1)
    let scenarios = json["files"]?.elements?.first?["scenarios"]?.elements
    #expect(scenarios?.first?["passed"]?.boolean == true)
    #expect(scenarios?.last?["failure"]?["place"]?["line"]?.wholeNumber == 5)
    #expect(try schemaProblems(of: text, "tests").isEmpty)
    let junit = renderTests(tested, files: project.files, as: .junit)
    #expect(junit.contains(#"<testsuite name="a.test.yaml" tests="2" failures="1">"#), "\(junit)")
    #expect(junit.contains(#"name="a &lt;b&gt; &amp; c""#))
    let github = renderTests(tested, files: project.files, as: .github)
    #expect(github.hasPrefix("::error file=a.test.yaml,line=5"), "\(github)")
    let instead = "was to come next: instead, the caller hears `welcome`"
    #expect(github.contains(instead), "\(github)")
    #expect(junit.contains(#"message="the caller hears `menu` \#(instead)""#), "\(junit)")
  }
}

/// What of a document is not as one of the published schemas says.
func schemaProblems(of document: String, _ schema: String) throws -> [String] {
  let url = packageRoot.appendingPathComponent("schemas/\(schema).schema.json")
  let rules = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
  let check = SchemaCheck(schema: try #require(rules as? NSDictionary))
  return check.problems(of: try JSONSerialization.jsonObject(with: Data(document.utf8)))
}
