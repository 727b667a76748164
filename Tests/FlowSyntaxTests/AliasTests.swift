import Diagnostics
import FlowSyntax
import Testing

@Suite struct AliasTests {
  @Test func `an alias is a copy with the place of what it names`() {
    let parsed = Parsed("a: &x { k: v }\nb: *x\nc: [*x]\n")
    #expect(parsed.findings.isEmpty)
    #expect(parsed.node("b") == parsed.node("a"))
    #expect(parsed.source(parsed.node("c", "0", "k")?.span) == "v")
  }

  @Test func `an anchor on a text and on a key can be repeated`() {
    let parsed = Parsed("&k name: &v value\nother: *v\n*k : again\n")
    #expect(parsed.text("other") == "value")
    #expect(parsed.codes == [.duplicateKey])
  }

  @Test func `the last anchor of a name counts`() {
    let parsed = Parsed("- &x one\n- *x\n- &x two\n- *x\n")
    #expect(parsed.document.root?.items?.map { $0.scalar?.text } == ["one", "one", "two", "two"])
  }

  @Test func `merged keys give way to those of the mapping and of earlier merges`() {
    let parsed = Parsed(
      """
      a: &a { x: 1, y: 1 }
      b: &b { x: 2, z: 2 }
      c: { y: own, <<: [*a, *b] }
      """
    )
    #expect(parsed.findings.isEmpty)
    let entries = parsed.node("c")?.entries ?? []
    #expect(entries.map(\.key.text) == ["y", "x", "z"])
    #expect(entries.map { $0.value.scalar?.text } == ["own", "1", "2"])
  }

  @Test func `a quoted merge key is a key`() {
    let parsed = Parsed("\"<<\": { a: b }\n")
    #expect(parsed.text("<<", "a") == "b")
  }

  @Test func `an unknown alias is kept as the text it looks like`() {
    let parsed = Parsed("press: *9\n")
    #expect(parsed.codes == [.unknownAlias])
    #expect(parsed.text("press") == "*9")
    #expect(parsed.document.isComplete)
  }

  @Test func `what a tag hides is kept as text`() {
    let parsed = Parsed("a: !x\nb: !x y z\nc: !!int 12\nd: !x { e: f }\n")
    #expect(parsed.codes == [.yamlTag, .yamlTag, .yamlTag, .yamlTag])
    #expect(parsed.text("a") == "!x")
    #expect(parsed.text("b") == "!x y z")
    #expect(parsed.text("c") == "12")
    #expect(parsed.text("d", "e") == "f")
  }
}
