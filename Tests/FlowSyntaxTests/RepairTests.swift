import Diagnostics
import FlowSyntax
import Testing

@Suite struct RepairTests {
  @Test func `a text cut at its commas is put together`() {
    let parsed = Parsed("a: { text: Hello, dear, caller, locale: en }\n")
    #expect(parsed.codes == [.cutOffComma])
    #expect(parsed.text("a", "text") == "Hello, dear, caller")
    #expect(parsed.text("a", "locale") == "en")
    #expect(parsed.findings.first?.fixes.first?.replacement == "\"Hello, dear, caller\"")
  }

  @Test func `a missing space is read as if it were there`() {
    let parsed = Parsed("main:\n  - play:welcome\n  - x: {a:b}\n")
    #expect(parsed.codes == [.missingSpace, .missingSpace])
    #expect(parsed.text("main", "0", "play") == "welcome")
    #expect(parsed.source(parsed.node("main", "0", "play")?.span) == "welcome")
    #expect(parsed.text("main", "1", "x", "a") == "b")
  }

  @Test func `addresses and times are not keys without a space`() {
    let parsed = Parsed(
      "- sip:bob\n- https://x\n- 8:acs:1\n- 10:30\n- A:b\n- 'a:b'\n- [a:b]\n- a::b\n"
    )
    #expect(parsed.findings.isEmpty)
  }

  @Test func `the fix of a cut comment keeps the whole text`() {
    let parsed = Parsed("play: Press the \"#\" key\nb: c d # e\n")
    #expect(parsed.codes == [.cutOffComment])
    #expect(parsed.findings.first?.fixes.map(\.replacement) == ["\"c d # e\"", " "])
  }

  @Test func `quoting chooses the quotes that change nothing`() {
    #expect(quoteYAML("it's") == "\"it's\"")
    #expect(quoteYAML("a \"b\" it's") == "'a \"b\" it''s'")
    #expect(quoteYAML("a\\b") == "'a\\b'")
  }
}
