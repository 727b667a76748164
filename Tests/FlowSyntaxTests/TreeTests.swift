import Diagnostics
import FlowSyntax
import Testing

@Suite struct TreeTests {
  @Test func `a scalar keeps its text and is never guessed`() {
    let parsed = Parsed("a: no\nb: 0123\nc: 1.10\nd: +12065551212\ne: ~\nf: 08:30\n")
    #expect(parsed.findings.isEmpty)
    #expect(
      parsed.document.root?.entries?.map { $0.value.scalar?.text } == [
        "no", "0123", "1.10", "+12065551212", "~", "08:30",
      ]
    )
  }

  @Test func `spans cover keys and values exactly`() {
    let parsed = Parsed("menu:\n  - play: 'hi' # said\n    id: \"x\"\nend: [a, {b: c}]\n")
    let entries = parsed.document.root?.entries ?? []
    #expect(entries.map { parsed.source($0.key.span) } == ["menu", "end"])
    #expect(parsed.source(parsed.node("menu")?.span) == "- play: 'hi' # said\n    id: \"x\"")
    #expect(parsed.source(parsed.node("menu", "0")?.span) == "play: 'hi' # said\n    id: \"x\"")
    #expect(parsed.source(parsed.node("menu", "0", "play")?.span) == "'hi'")
    #expect(parsed.source(parsed.node("end")?.span) == "[a, {b: c}]")
    #expect(parsed.source(parsed.node("end", "1")?.span) == "{b: c}")
    #expect(parsed.source(entries.last?.span) == "end: [a, {b: c}]")
  }

  @Test func `spans count bytes where characters take several`() {
    let parsed = Parsed("é: \"ü\" # ö\n日本: 😀 x\n")
    #expect(parsed.source(parsed.node("é")?.span) == "\"ü\"")
    #expect(parsed.source(parsed.node("日本")?.span) == "😀 x")
    #expect(parsed.document.comments.map(\.text) == ["# ö"])
  }

  @Test(arguments: [
    ("a:\nb: c", 2), ("a: # comment\n", 2), ("a:", 2), ("{a: }", 3), ("{a, b: c}", 2), ("{a}", 2),
    ("? a\n", 3), ("a: &x\n", 2), ("? a # b: c\n", 3),
  ])
  func `an absent value stands after its colon or key`(text: String, offset: Int) {
    let parsed = Parsed(text)
    let value = parsed.node("a")
    #expect(value?.scalar?.isAbsent == true)
    #expect(value?.span == Span(file: parsed.file.id, start: offset, end: offset))
  }

  @Test func `an absent item stands after its dash`() {
    let parsed = Parsed("- a\n-\n- b\n")
    #expect(parsed.node("1")?.scalar?.isAbsent == true)
    #expect(parsed.node("1")?.span.start == 5)
    #expect(Parsed("- a\n- &x\n").node("1")?.span.start == 5)
  }

  @Test func `a list or mapping ends with what is written in it`() {
    #expect(Parsed("[a: b , c]").node("0").map { $0.span.start..<$0.span.end } == 1..<5)
    let parsed = Parsed("? a\n\n# b\n")
    #expect(parsed.source(parsed.document.root?.span) == "? a")
  }

  @Test func `a comment ends where YAML ends its line`() {
    let parsed = Parsed("# a\u{85}b: c # d\u{2028}e: |\u{85} # f\n")
    #expect(parsed.document.comments.map(\.text) == ["# a", "# d"])
    #expect(parsed.text("e") == "# f\n")
  }

  @Test func `an empty text in quotes is not absent`() {
    #expect(Parsed("a: \"\"").node("a")?.scalar?.isAbsent == false)
  }

  @Test(arguments: ["", "# only a comment\n", "\n\n", "---\n", "--- # nothing\n...\n"])
  func `a document without content has no root and no finding`(text: String) {
    let parsed = Parsed(text)
    #expect(parsed.document.root == nil)
    #expect(parsed.document.isComplete)
    #expect(parsed.findings.isEmpty)
  }

  @Test func `comments are found wherever they stand`() {
    let parsed = Parsed(
      """
      # first
      a: # after a colon
        - b  # after a value
        # on its own
        - "c # no comment"
      d: |  # after a block's header
        # no comment
        text
      e: [x, # in brackets
          y]
      f: &anchor # before a value
        g: h
      # last
      """
    )
    #expect(parsed.findings.isEmpty)
    #expect(
      parsed.document.comments.map(\.text) == [
        "# first", "# after a colon", "# after a value", "# on its own", "# after a block's header",
        "# in brackets", "# before a value", "# last",
      ]
    )
    #expect(parsed.document.comments.allSatisfy { parsed.source($0.span) == $0.text })
  }

  @Test func `windows line ends are no part of texts and comments`() {
    let parsed = Parsed("a: b # c\r\nd: |\r\n  e\r\n  f\r\n")
    #expect(parsed.text("a") == "b")
    #expect(parsed.document.comments.map(\.text) == ["# c"])
    #expect(parsed.text("d") == "e\nf\n")
  }

  @Test func `keys that repeat are dropped in small and large mappings`() {
    let many = (0..<40).map { "k\($0): \($0)\n" }.joined()
    let parsed = Parsed(many + "k3: again\nk39: again\n")
    #expect(parsed.codes == [.duplicateKey, .duplicateKey])
    #expect(parsed.text("k3") == "3")
    #expect(parsed.document.root?.entries?.count == 40)
  }
}
