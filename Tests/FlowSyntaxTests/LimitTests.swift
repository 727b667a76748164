import Diagnostics
import FlowSyntax
import TestSupport
import Testing

@Suite struct LimitTests {
  private func nested(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + "x" + String(repeating: "]", count: depth)
  }

  @Test func `nesting up to the limit is read and one level more refused where it begins`() {
    #expect(Parsed(nested(SyntaxLimits.depth)).findings.isEmpty)
    let parsed = Parsed(nested(SyntaxLimits.depth + 1))
    #expect(parsed.codes == [.depthLimit])
    #expect(parsed.findings.first?.primary.span.start == SyntaxLimits.depth)
    #expect(!parsed.document.isComplete)
  }

  @Test(arguments: ["[", "{", "- ", "? ", "[{", "{a: [", "&a [", "- - ? "])
  func `a megabyte of nesting is refused where it is too deep`(unit: String) {
    let count = SyntaxLimits.fileBytes / unit.utf8.count
    let parsed = Parsed(String(repeating: unit, count: count))
    #expect(parsed.codes.last == .depthLimit)
    #expect(parsed.findings.last?.primary.span.start ?? .max < 1000)
    #expect(!parsed.document.isComplete)
  }

  @Test(arguments: ["!", "*", "'", "\"", "|\n ", "a: b\n", "#", "\\", "{a, ", "x:", "%", "${"])
  func `much of anything else settles`(unit: String) {
    let count = SyntaxLimits.fileBytes / 8 / unit.utf8.count
    let parsed = Parsed(String(repeating: unit, count: count))
    #expect(parsed.document.isComplete || parsed.findings.hasErrors)
  }

  @Test func `nodes up to the limit are read and one more is refused where it stands`() {
    let fit = "[" + String(repeating: "a,", count: SyntaxLimits.nodes - 1) + "]"
    #expect(Parsed(fit).findings.isEmpty)
    let parsed = Parsed("[" + String(repeating: "a,", count: SyntaxLimits.nodes) + "]")
    #expect(parsed.codes == [.nodeLimit])
    #expect(parsed.findings.first?.primary.span.start == 1 + 2 * (SyntaxLimits.nodes - 1))
    #expect(parsed.document.root?.items?.count == SyntaxLimits.nodes - 1)
  }

  @Test func `an alias bomb is refused before it grows`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let copies = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(copies)]\n"
    }
    let parsed = Parsed(text)
    #expect(parsed.codes == [.aliasBudget])
    #expect(parsed.findings.first.map { parsed.source($0.primary.span) } == "*a4")
    #expect(!parsed.document.isComplete)
  }

  @Test func `a merge bomb is refused before it grows`() {
    var text = "a0: &a0 { k: &k [\(String(repeating: "x,", count: 5000))] }\n"
    for level in 1...40 { text += "a\(level): &a\(level) { <<: *a\(level - 1), k\(level): *k }\n" }
    #expect(Parsed(text).codes == [.aliasBudget])
  }

  @Test func `findings up to a limit are kept`() {
    let text = String(repeating: "a: b\n", count: SyntaxLimits.findings + 100)
    #expect(Parsed(text).findings.count == SyntaxLimits.findings)
  }

  @Test func `aliases do not nest deeper than the limit`() {
    var text = "a0: &a0 [x]\n"
    for level in 1...70 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(Parsed(text).codes == [.depthLimit])
  }

  @Test func `a file over the limit is refused and one of that size is read`() {
    let fit = "a: " + String(repeating: "b", count: SyntaxLimits.fileBytes - 3)
    #expect(Parsed(fit).findings.isEmpty)
    let parsed = Parsed(fit + "b")
    #expect(parsed.codes == [.fileTooLarge])
    #expect(!parsed.document.isComplete)
  }

  @Test func `mutated flows never trap and their spans lie in the text`() {
    var generator = SeededGenerator()
    let seed = generator.seed
    for round in 0..<3000 {
      let parsed = Parsed(mutatedFlow(using: &generator))
      let spans =
        parsed.findings.flatMap { [$0.primary.span] + $0.related.map(\.span) }
        + parsed.document.comments.map(\.span) + allSpans(parsed.document.root)
      let isInside = spans.allSatisfy { isWhole($0, in: parsed.file) }
      #expect(isInside, "seed \(seed), round \(round): \(parsed.file.text.debugDescription)")
      #expect(parsed.document.isComplete || parsed.findings.hasErrors)
      _ = renderText(parsed.findings, files: SourceFiles(), style: .plain)
    }
  }

  /// Whether a span lies in the file and cuts no character.
  private func isWhole(_ span: Span, in file: SourceFile) -> Bool {
    let bytes = Array(file.text.utf8)
    return span.start >= 0 && span.end <= bytes.count
      && [span.start, span.end].allSatisfy { $0 == bytes.count || bytes[$0] & 0xC0 != 0x80 }
  }

  private func allSpans(_ node: SyntaxNode?) -> [Span] {
    guard let node else { return [] }
    switch node.content {
    case .scalar: return [node.span]
    case .sequence(let items): return [node.span] + items.flatMap(allSpans)
    case .mapping(let entries):
      return [node.span] + entries.flatMap { [$0.key.span] + allSpans($0.value) }
    }
  }
}
