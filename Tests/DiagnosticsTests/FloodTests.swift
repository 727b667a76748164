import Diagnostics
import Testing

/// Findings whose texts or numbers are meant to harm who reads them.
@Suite struct FloodTests {
  private func render(_ messages: [String]) -> (text: String, json: String) {
    let findings = messages.map { Diagnostic(.malformedValue, $0, at: Span.none) }
    let files = SourceFiles()
    return (
      renderText(findings, files: files, style: .plain), renderJSON(findings, files: files)
    )
  }

  @Test func `the first thousand findings are shown, and all are counted`() {
    func text(_ count: Int) -> [Substring] {
      render((0..<count).map { "finding \($0)" }).text.split(separator: "\n")
    }
    #expect(text(1_000).count == 1_001)
    let lines = text(1_003)
    #expect(lines.count == 1_002)
    #expect(lines.suffix(2) == ["… 3 more are not shown", "1003 errors in 0 files"])
  }

  @Test func `no form of a finding does something to a terminal`() {
    let active = "\u{1B}[31m\u{7}\u{7F}\u{9B}\u{202E}\u{2066}\u{2028}\r\t"
    let (text, json) = render(["a\(active)b\nc"])
    let forbidden = Set(active.unicodeScalars.filter { $0.value < 0x20 || $0.value > 0x7E })
    #expect(!(text + json).unicodeScalars.contains(where: forbidden.contains))
    #expect(text.split(separator: "\n").count == 2)
    #expect(json.contains(#"a\u001b[31m\u0007\u007f\u009b\u202e\u2066\u2028\r\tb\nc"#))
  }

  @Test func `a long name is cut, and what is said of it is read`() {
    let text = render(["`\(String(repeating: "k", count: 1_000_000))` is no step"]).text
    #expect(text.count < 1_100)
    #expect(text.contains("kkk` is no step"))
  }
}
