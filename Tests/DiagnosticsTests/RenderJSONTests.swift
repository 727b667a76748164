import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct RenderJSONTests {
  private func sample() -> (findings: [Diagnostic], files: SourceFiles) {
    let sample = Sample("a \"b\".yaml", "é: «x»\n«y\u{1}»\n")
    let finding = Diagnostic(
      .unknownName,
      .error,
      "no \"x\" \\ here\n\t\u{1}\u{2028}é😀",
      at: Diagnostic.Label(sample.spans[0], "label"),
      related: [Diagnostic.Label(sample.spans[1], "there"), Diagnostic.Label(.none, "nowhere")],
      help: "help",
      fixes: [Diagnostic.Fix("title", at: sample.spans[0], replacement: "z")]
    )
    let bare = Diagnostic(.noFlows, .warning, "bare", at: Span.none)
    return ([finding, bare], sample.files)
  }

  private func parsed(_ text: String) throws -> NSDictionary {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(object as? NSDictionary)
  }

  @Test func `everything a finding says is written in a fixed order`() throws {
    let (findings, files) = sample()
    let text = renderJSON(findings, files: files)
    let path = "Tests/DiagnosticsTests/Rendered/findings.json.out"
    let difference = try checkGolden(path, text)
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func `texts survive escaping`() throws {
    let (findings, files) = sample()
    let document = try parsed(renderJSON(findings, files: files))
    let written = try #require(document["findings"] as? [NSDictionary])
    #expect(written.last?["message"] as? String == findings[0].message)
    #expect(written.last?["file"] as? String == "a \"b\".yaml")
  }

  @Test func `the output has the shape of the published schema`() throws {
    let schemaURL = packageRoot.appendingPathComponent("schemas/findings.schema.json")
    let schema = try parsed(String(contentsOf: schemaURL, encoding: .utf8))
    let (findings, files) = sample()
    for findings in [findings, []] {
      let document = try parsed(renderJSON(findings, files: files))
      #expect(SchemaCheck(schema: schema).problems(of: document) == [])
    }
  }

  @Test func `the schema refuses what is not a report`() throws {
    let schemaURL = packageRoot.appendingPathComponent("schemas/findings.schema.json")
    let schema = try parsed(String(contentsOf: schemaURL, encoding: .utf8))
    let (findings, files) = sample()
    let good = renderJSON(findings, files: files)
    for (old, new) in [
      ("\"version\": 1", "\"version\": 2"), ("\"severity\": \"error\"", "\"severity\": \"fatal\""),
      ("\"line\": 1", "\"line\": 0"), ("\"help\": \"help\"", "\"help\": 3"),
      ("\"title\"", "\"name\""), ("\"code\": \"no-flows\"", "\"code\": \"No Flows\""),
    ] {
      let bad = try parsed(good.replacingOccurrences(of: old, with: new))
      #expect(SchemaCheck(schema: schema).problems(of: bad) != [], "\(new)")
    }
  }
}
