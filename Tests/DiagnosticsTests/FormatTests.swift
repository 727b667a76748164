import Diagnostics
import Foundation
import TestSupport
import Testing

@Suite struct FormatTests {
  private func sample() -> (findings: [Diagnostic], files: SourceFiles) {
    var sample = Sample("./flows/a b.yaml", "é: «x»\n«y»\n")
    sample.add("clean.yaml", "a: b\n")
    let finding = Diagnostic(
      .unknownName,
      .error,
      "no <\"x\"> & 100 %,\n\t\u{1};] here",
      at: Diagnostic.Label(sample.spans[0], "label"),
      related: [Diagnostic.Label(sample.spans[1], "there"), Diagnostic.Label(.none, "nowhere")],
      help: "did you mean: `y`?",
      fixes: [Diagnostic.Fix("replace", at: sample.spans[0], replacement: "z")]
    )
    let hint = Diagnostic(.unusedName, .hint, "unused", at: sample.spans[1])
    let bare = Diagnostic(.noFlows, .warning, "bare", at: Span.none)
    return ([hint, finding, bare, hint], sample.files)
  }

  @Test(arguments: [
    (FindingsFormat.sarif, "findings.sarif"), (.github, "findings.github.txt"),
    (.azure, "findings.azure.txt"), (.gitlab, "findings.gitlab.json"),
    (.junit, "findings.junit.xml"),
  ])
  func `findings are written for other programs`(format: FindingsFormat, name: String) throws {
    let (findings, files) = sample()
    let text = render(findings, files: files, as: format, failing: .warning)
    let difference = try checkGolden("Tests/DiagnosticsTests/Rendered/\(name).out", text)
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test(arguments: FindingsFormat.allCases)
  func `a run without findings is written too, and in the same words each time`(
    format: FindingsFormat
  ) throws {
    let files = sample().files
    let text = render([], files: files, as: format)
    #expect(text == render([], files: files, as: format))
    switch format {
    case .github, .azure: #expect(text.isEmpty)
    case .text, .json, .sarif, .gitlab, .junit: #expect(text.hasSuffix("\n"))
    }
  }

  @Test func `the documents of JSON and XML can be read`() throws {
    let (findings, files) = sample()
    for format in [FindingsFormat.json, .sarif, .gitlab] {
      let text = render(findings, files: files, as: format)
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
    }
  }

  @Test func `a finding keeps its fingerprint when its line moves, and no two have one`() {
    let before = Sample("a.yaml", "k: «x»\nk: «x»\n")
    let after = Sample("a.yaml", "# more\n\n  k: «x»\nk: «x»\n")
    func fingerprints(_ sample: Sample) -> [String] {
      let findings = sample.spans.map { Diagnostic(.unknownName, "no `x`", at: $0) }
      return findings.fingerprinted(in: sample.files).map(\.fingerprint)
    }
    #expect(fingerprints(before) == fingerprints(after))
    #expect(Set(fingerprints(before)).count == 2)
  }

  @Test func `what a file that cannot be read may hide is never known already`() throws {
    let sample = Sample("a.yaml", "«a»: «b»")
    let findings = [
      Diagnostic(.yamlSyntax, "`a` is not closed", at: sample.spans[0]),
      Diagnostic(.unknownName, "no `b`", at: sample.spans[1]),
    ]
    let report = renderJSON(findings, files: sample.files)
    let baseline = try #require(Baseline(report: Array(report.utf8)))
    let left = FindingsFilter(baseline: baseline)(findings, in: sample.files).left
    #expect(left.map(\.code) == [.yamlSyntax])
  }

  @Test func `a filter leaves out the light, the allowed and the known`() throws {
    let (findings, files) = sample()
    func codes(_ filter: FindingsFilter) -> [String] {
      filter(findings, in: files).left.sorted(in: files).map(\.code.rawValue)
    }
    #expect(codes(FindingsFilter()) == ["no-flows", "unknown-name", "unused-name"])
    #expect(codes(FindingsFilter(least: .warning)) == ["no-flows", "unknown-name"])
    let allowed: Set = [DiagnosticCode.noFlows, .unknownName]
    #expect(codes(FindingsFilter(allowed: allowed)) == ["unknown-name", "unused-name"])
    let report = renderJSON(Array(findings.prefix(2)), files: files)
    let baseline = try #require(Baseline(report: Array(report.utf8)))
    #expect(codes(FindingsFilter(baseline: baseline)) == ["no-flows"])
    #expect(Baseline(report: Array("{}".utf8)) == nil)
    #expect(Baseline(report: Array("a:".utf8)) == nil)
  }
}
