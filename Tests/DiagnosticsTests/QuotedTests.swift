import Diagnostics
import Testing

@Suite struct QuotedTests {
  @Test(arguments: [
    ("plain ASCII, 日本 and é", "plain ASCII, 日本 and é"),
    ("a\nb\r\tc", #"a\nb\r\tc"#),
    ("\u{0}\u{7}\u{1B}[2J\u{7F}\u{85}\u{9B}", #"\u{0}\u{7}\u{1B}[2J\u{7F}\u{85}\u{9B}"#),
    ("\u{2028}\u{2029}\u{202E}\u{2066}\u{200F}", #"\u{2028}\u{2029}\u{202E}\u{2066}\u{200F}"#),
    ("", ""),
  ])
  func `characters that do something are escaped`(text: String, shown: String) {
    #expect(quoted(text) == shown)
  }

  @Test func `of a long text the middle is left out`() {
    #expect(quoted("0123456789", limit: 10) == "0123456789")
    #expect(quoted("0123456789x", limit: 10) == "0123456…9x")
    #expect(quoted("éééééééééé", limit: 10) == "éééééééééé")
    #expect(quoted("0123456789", limit: 0) == "…")
    #expect(quoted(String(repeating: "\n", count: 1_000)).count == 2 * 199 + 1)
  }
}
