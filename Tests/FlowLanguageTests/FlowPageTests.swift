import CallModel
import Diagnostics
import FlowLanguage
import Foundation
import JSON
import TestSupport
import Testing

/// The pages of flow files and of opening hours.
@Suite struct FlowPageTests {
  @Test func `the page of flow files has the table that the keys give`() throws {
    let page = try packageText("docs/flow.md")
    let start = try #require(page.range(of: "## flow\n")).lowerBound
    let difference = try checkGolden(
      "docs/flow.md",
      flowReference(details: String(page[start...]))
    )
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func `every key of the schema has a section with an example`() throws {
    let page = try packageText("docs/flow.md")
    let schema = try parseJSON(
      Array(flowSchema().utf8),
      limits: JSONLimits(bytes: .max, depth: 64, values: .max)
    )
    let keys = try #require(schema.objectMembers?["properties"]?.objectMembers)
    for key in keys.map(\.name) {
      let section = page.components(separatedBy: "\n## \(key)\n").dropFirst().first
      let body = section?.components(separatedBy: "\n## ").first ?? ""
      #expect(body.contains("```yaml\n") && body.contains("\(key):"), "`\(key)`")
    }
  }

  @Test func `every kind that an identity can be of is on the page`() throws {
    let page = try packageText("docs/flow.md")
    for kind in IdentifierKind.allCases {
      #expect(page.contains("`\(kind)`"), "`\(kind)`")
    }
  }

  @Test(arguments: ["docs/flow.md", "docs/hours.md"])
  func `every example of a page is a flow without findings`(page: String) throws {
    let examples = try packageText(page).components(separatedBy: "```yaml\n").dropFirst()
      .map { $0.components(separatedBy: "```").first ?? "" }
    #expect(!examples.isEmpty)
    for example in examples {
      let isConfiguration = example.hasPrefix("# \(ProjectFile.configurationName)\n")
      let projects =
        isConfiguration
        ? try ["dev", "prod"].map {
          compile(try taking(examples), configuration: example, environment: $0)
        } : [compile(whole(example))]
      for project in projects {
        let findings = project.findings.filter { $0.code != .unusedName }
        let shown = renderText(findings, files: project.files, style: .plain)
        #expect(findings.isEmpty, "\(shown)")
      }
    }
  }

  /// The flow that takes the values of the environments on the page: its last.
  private func taking(_ examples: [String]) throws -> String {
    whole(try #require(examples.last))
  }

  /// An example with what it leaves out.
  private func whole(_ example: String) -> String {
    let keys = example.split(separator: "\n").filter { !$0.hasPrefix(" ") }
      .map { $0.prefix { $0 != ":" } }
    let name = keys.contains("flow") ? "" : "flow: example\n"
    let blocks = keys.contains("blocks") ? "" : "blocks: { main: [answer, hangUp] }\n"
    return name + example + blocks
  }
}
