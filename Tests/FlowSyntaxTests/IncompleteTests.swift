import Diagnostics
import FlowSyntax
import Testing

@Suite struct IncompleteTests {
  @Test func `the tree up to a syntax error is kept`() {
    let parsed = Parsed("flow: a\nblocks:\n  main:\n    - answer\n    - play: 'it's'\nend: x\n")
    #expect(parsed.codes == [.yamlSyntax])
    #expect(!parsed.document.isComplete)
    #expect(parsed.text("flow") == "a")
    #expect(parsed.text("blocks", "main", "0") == "answer")
  }

  @Test func `a value on the line of the error is dropped as half read`() {
    let parsed = Parsed("a: b\nplay: 'Don't\n")
    #expect(parsed.text("a") == "b")
    #expect(parsed.node("play") == nil)
  }

  @Test func `what stands before a control character is kept`() {
    let parsed = Parsed("a: b\nc: d\u{7}e\nf: g\n")
    #expect(parsed.codes == [.yamlSyntax])
    #expect(parsed.text("a") == "b")
    #expect(parsed.node("c") == nil)
    #expect(!parsed.document.isComplete)
    #expect(parsed.findings.first?.primary.span.start == 9)
  }

  @Test func `an earlier syntax error is reported in place of a control character`() {
    let parsed = Parsed("a: @b\nc: \u{7}\n")
    #expect(parsed.findings.map(\.primary.span.start) == [3])
  }

  @Test func `a control character inside quotes is reported in place of the open quote`() {
    let parsed = Parsed("a: \"b\u{0}c\"\n")
    #expect(parsed.findings.map(\.message) == ["the control character U+0000 cannot stand in YAML"])
  }

  @Test func `a second document leaves the first complete`() {
    let parsed = Parsed("a: b\n---\nc: d\n")
    #expect(parsed.codes == [.severalDocuments])
    #expect(parsed.document.isComplete)
    #expect(parsed.text("a") == "b")
    #expect(parsed.source(parsed.findings.first?.primary.span) == "---")
  }
}
