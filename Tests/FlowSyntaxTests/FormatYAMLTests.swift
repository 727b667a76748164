import Diagnostics
import FlowSyntax
import Foundation
import TestSupport
import Testing

@Suite struct FormatYAMLTests {
  private func formatted(_ text: String) -> String? {
    formatYAML(Parsed(text).file)
  }

  @Test(
    arguments: [
      // Indentation, lists under their key, one blank on a line.
      ("a:\n- b\n-   c:   d\n    e: f\n", "a:\n  - b\n  - c: d\n    e: f\n"),
      ("a:\n      b: {c: d,e: [ f,g ]}\n", "a:\n  b: { c: d, e: [f, g] }\n"),
      ("a : b\nc: { }\nd: [ ]\n", "a: b\nc: {}\nd: []\n"),
      ("- - a\n  - b\n-\n    c: d\n", "- - a\n  - b\n-\n  c: d\n"),
      // What is lined up stays so, as long as it is.
      ("a:    b\nccc:  d\n", "a:    b\nccc:  d\n"), ("a:    b\n\nc:  d\n", "a: b\n\nc: d\n"),
      ("a:   b\nc: [ d,e ]\n", "a: b\nc: [d, e]\n"),
      ("- { a: b,   c: d }\n- { a: bcd, c: e }\n", "- { a: b,   c: d }\n- { a: bcd, c: e }\n"),
      // Lines: ends, empty ones, the last one.
      ("\n\n\na: b  \n\n\n\nc: d", "a: b\n\nc: d\n"), ("a: b\r\nc: d\r\n", "a: b\nc: d\n"),
      ("", ""), ("# a\n", "# a\n"), ("\n", ""),
      // Comments go with what is below them, or end the block above.
      ("a:\n    b: c   # d\n    # e\n# f\ng: h\n", "a:\n  b: c   # d\n  # e\n# f\ng: h\n"),
      ("a:\n# b\n- c\n# d\n- e\n", "a:\n  # b\n  - c\n  # d\n  - e\n"),
      // Brackets over several lines.
      ("a: {\n b: c,\n     d: [e,\n f] }\n", "a: {\n  b: c,\n  d: [e,\n    f] }\n"),
      ("- [\na,\nb\n]\n", "- [\n    a,\n    b\n  ]\n"),
      // Texts over several lines.
      ("a: b\n c\n\n d\n", "a: b\n  c\n\n  d\n"), ("a: \"b\n c\"\n", "a: \"b\n  c\"\n"),
      ("a: |\n    b\n\n      c\n", "a: |\n  b\n\n    c\n"),
      ("a:\n    b: |1\n      c\n     d\n", "a:\n  b: |1\n    c\n   d\n"),
      ("a: |+\n b\n\n\n", "a: |+\n  b\n\n\n"), ("- >-\n  a\n   b\n", "- >-\n  a\n   b\n"),
      // Anchors and aliases.
      ("a: &x   b\nc:   *x\n? d\n", nil), ("a: &x   b\nc:   *x\n", "a: &x b\nc: *x\n"),
      ("a: &x {b: c}\nd: {<<: *x , e: f}\n", "a: &x { b: c }\nd: { <<: *x, e: f }\n"),
      // What cannot be read is left.
      ("a: 'b", nil), ("a: b\n---\nc: d\n", nil), ("%YAML 1.1\n---\na: b\n", nil),
    ] as [(String, String?)]
  )
  func `a text is laid out`(text: String, expected: String?) {
    #expect(formatted(text) == expected, "\(text)")
  }

  @Test func `every flow and fixture is written the same again`() throws {
    for folder in ["flows", "Tests"] {
      let root = packageRoot.appendingPathComponent(folder)
      let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        .filter { $0.hasSuffix(".yaml") }
      for path in paths {
        let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        for document in text.components(separatedBy: "\n---\n") {
          let parsed = Parsed(document)
          guard parsed.document.isComplete, !document.contains("? ") else { continue }
          let once = formatYAML(parsed.file)
          if once == nil, isPlain(document) {
            Issue.record("\(path) is not laid out:\n\(document)")
          }
          guard let once else { continue }
          #expect(formatted(once) == once, "\(path)")
        }
      }
    }
  }

  @Test func `mutated flows mean the same, and are written the same again`() {
    var generator = SeededGenerator()
    let seed = generator.seed
    let flow =
      "# a\nflow:   b # c\n\n\nmain: &m\n- play: \"a\\\n    b\"\n  at: 'it''s\n  so'\n- |+\n    x\n\n"
      + "- >-2\n    y\n# d\n- {a: [b, c ], <<: {c: d}} # e\n-   - f:   g\n      é: h\ni: *m\n"
    var written = 0
    for round in 0..<3000 {
      let text = mutated(flow, using: &generator)
      // What means something else is not given out at all: see `formatYAML`.
      guard let once = formatted(text) else { continue }
      written += 1
      #expect(formatted(once) == once, "seed \(seed), round \(round): \(text.debugDescription)")
    }
    #expect(written > 300)
  }

  /// Whether nothing in a document is there to be left as it is.
  private func isPlain(_ text: String) -> Bool {
    // A comma within a number would get a blank behind it, which is another text.
    !text.contains("%") && !text.contains("\t") && !text.contains("---") && !text.contains("1,5s }")
  }
}
