import Diagnostics
import FlowSyntax
import Foundation
import TestSupport
import Testing

@Suite struct LosslessTests {
  /// The tokens of a text, blanks and line breaks left out, as `kind text`.
  private func tokens(_ text: String) -> [String] {
    let parsed = Parsed(text)
    return parseLossless(parsed.file).tokens
      .filter { $0.kind != .blank && $0.kind != .lineBreak }
      .map { "\($0.kind) \(parsed.file.text(of: $0.span))" }
  }

  /// Says that the text's tokens are the text and its values those of `parseYAML`.
  private func check(_ text: String, _ hint: @autoclosure () -> Comment? = nil) {
    let parsed = Parsed(text)
    let tree = parseLossless(parsed.file)
    var end = 0
    for token in tree.tokens {
      #expect(token.span.start == end && token.span.end > end, hint())
      end = token.span.end
    }
    #expect(end == parsed.file.text.utf8.count, hint())
    #expect(tree.tokens.dropLast().allSatisfy { $0.kind != .unread }, hint())
    #expect(!tree.isComplete || tree.tokens.last?.kind != .unread, hint())
    for root in tree.roots { check(root, in: tree, hint()) }
    guard isPlain(parsed) else { return }
    let root = tree.roots.first { !$0.tokens.isEmpty }
    #expect(root.map(spans) ?? [] == spans(parsed.document.root), hint())
    let comments = tree.tokens.filter { $0.kind == .comment }
    #expect(comments.map(\.span) == parsed.document.comments.map(\.span), hint())
  }

  /// Says that a node's tokens are all in its span but trivia, and its parts in it and behind each other.
  private func check(_ node: LosslessNode, in tree: LosslessTree, _ hint: Comment?) {
    if let first = node.tokens.first, let last = node.tokens.last {
      #expect(tree.tokens[first].span.start == node.span.start, hint)
      let rest = tree.tokens[(last + 1)...].prefix { $0.span.start < node.span.end }
      #expect(rest.allSatisfy { $0.isTrivia }, hint)
    }
    var end = node.span.start
    for part in node.parts {
      #expect(part.span.start >= end && part.span.end <= node.span.end, hint)
      end = part.span.end
      check(part, in: tree, hint)
    }
  }

  /// Whether the checker's tree leaves nothing out and puts nothing in its place.
  private func isPlain(_ parsed: Parsed) -> Bool {
    let text = parsed.file.text
    return parsed.document.isComplete && parsed.codes.allSatisfy { $0 == .cutOffComment }
      && !text.contains("*") && !text.contains("<<")
  }

  private func spans(_ node: LosslessNode) -> [Span] {
    [node.span] + node.parts.flatMap(spans)
  }

  private func spans(_ node: SyntaxNode?) -> [Span] {
    guard let node else { return [] }
    return switch node.content {
    case .scalar: [node.span]
    case .sequence(let items): [node.span] + items.flatMap(spans)
    case .mapping(let entries):
      [node.span] + entries.flatMap { [$0.key.span] + spans($0.value) }
    }
  }

  @Test func `every token has its kind`() {
    #expect(
      tokens("%YAML 1.1 # a\n---\n? &x !t 'a'\n: [b, *x] # c\nd: |-2\n    e\n\n...\n") == [
        "directive %YAML 1.1", "comment # a", "documentStart ---", "indicator ?", "anchor &x",
        "tag !t", "text 'a'", "indicator :", "indicator [", "text b", "indicator ,", "alias *x",
        "indicator ]", "comment # c", "text d", "indicator :", "blockHeader |-2", "text     e",
        "documentEnd ...",
      ]
    )
  }

  @Test func `keys given twice, aliases and merges stand as written`() throws {
    let parsed = Parsed("a: &x {b: c}\na: *x\n<<: *x\n")
    let root = try #require(parseLossless(parsed.file).roots.first)
    guard case .mapping(let entries) = root.content else {
      Issue.record("no mapping")
      return
    }
    #expect(entries.map { parsed.source($0.key.span) } == ["a", "a", "<<"])
    #expect(entries.map { parsed.source($0.value.span) } == ["{b: c}", "*x", "*x"])
    #expect(entries.map(\.value.content).suffix(2) == [.alias, .alias])
  }

  @Test func `an anchor stands before its value`() throws {
    let parsed = Parsed("- &a # why\n  b: c\n")
    let tree = parseLossless(parsed.file)
    let item = try #require(tree.roots.first?.parts.first)
    #expect(item.properties.map { tree.tokens[$0].kind } == [.anchor])
    #expect(parsed.source(item.span) == "b: c")
  }

  @Test func `a comment belongs to the token before it on its line, else to the one after it`() {
    let parsed = Parsed("# top\na: b # said\n\n  # below\nc: d\n")
    let tree = parseLossless(parsed.file)
    func comments(_ trivia: ArraySlice<SyntaxToken>) -> [String?] {
      trivia.filter { $0.kind == .comment }.map { parsed.source($0.span) }
    }
    let texts = tree.tokens.indices.filter { tree.tokens[$0].kind == .text }
    #expect(
      texts.map { comments(tree.leadingTrivia(ofTokenAt: $0)) } == [["# top"], [], ["# below"], []]
    )
    #expect(
      texts.map { comments(tree.trailingTrivia(ofTokenAt: $0)) } == [[], ["# said"], [], []]
    )
  }

  @Test func `the token at an offset is found`() {
    let tree = parseLossless(Parsed("é: b\n").file)
    #expect((-1...7).map { tree.tokenIndex(at: $0) } == [nil, 0, 0, 1, 2, 3, 4, nil, nil])
  }

  @Test func `what follows a syntax error is one token`() throws {
    let parsed = Parsed("a: b # c\nd: 'it's'\ne: f\n")
    let tree = parseLossless(parsed.file)
    #expect(!tree.isComplete)
    #expect(tree.tokens.last.map { parsed.source($0.span) } == "s'\ne: f\n")
    #expect(tree.tokens.filter { $0.kind == .unread }.count == 1)
    #expect(tree.roots.first.map { parsed.source($0.span) } == "a: b # c\nd: 'it'")
  }

  @Test func `the line breaks that a block text keeps are part of it`() {
    let parsed = Parsed("a: |+\n  b\n\nc: |\n  d\n\n# e\n")
    let texts = parseLossless(parsed.file).tokens.filter { $0.kind == .text }
    #expect(texts.map { parsed.source($0.span) } == ["a", "  b\n\n", "c", "  d"])
  }

  @Test(arguments: [
    "", "\n", "\u{FEFF}a: b\n", "a: b\n---\nc: d\n...\n---\n- e\n", "? a # b: c\n",
    "- &x\n- &y !z\n",
    "{a: , b, ? c}", "[a: b , c]", "[[]]", "? [a]\n: {b: c}\n", "a: >-2 # b\n\n\n", "|+\n\n\n",
    "# a\u{85}b: c\u{2028}d: \"e\u{2029}f\"\r\n", "é: |\n  😀\n # f\n", "- - a\n  -\n- \n",
    "&a : !b ",
    "a: b\u{7}c\n", "a: @\n", String(repeating: "[", count: 100), "\"a\":b",
    "a:\n- b\n-\nc: &d\n- e\n",
  ])
  func `tokens are the text and values stand where the checker finds them`(text: String) {
    check(text)
  }

  @Test func `so it is for every fixture and flow`() throws {
    for folder in ["flows", "Tests"] {
      let root = packageRoot.appendingPathComponent(folder)
      let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        .filter { $0.hasSuffix(".yaml") }
      #expect(paths.count > 20)
      for path in paths {
        let url = root.appendingPathComponent(path)
        check(try String(contentsOf: url, encoding: .utf8), "\(path)")
      }
    }
  }

  @Test func `so it is for much of anything`() {
    for unit in ["[", "- ", "a: b\n", "#", "*x ", "|\n ", "é", "{a, ", "a,\n", "\u{0}"] {
      let tree = parseLossless(Parsed(String(repeating: unit, count: 30_000)).file)
      #expect(tree.tokens.last?.span.end == unit.utf8.count * 30_000)
    }
    let large = String(repeating: "a", count: SyntaxLimits.fileBytes + 1)
    #expect(parseLossless(Parsed(large).file).tokens.map(\.kind) == [.unread])
  }

  @Test func `so it is for mutated flows and for any bytes`() {
    var generator = SeededGenerator()
    let seed = generator.seed
    for round in 0..<3000 {
      let text = mutatedFlow(using: &generator)
      check(text, "seed \(seed), round \(round): \(text.debugDescription)")
      let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      let decoded = decodeUTF8(bytes).text
      check(decoded, "seed \(seed), round \(round): \(decoded.debugDescription)")
    }
  }
}

extension LosslessNode {
  /// The values in it, keys and values in turn.
  fileprivate var parts: [LosslessNode] {
    switch content {
    case .scalar, .alias: []
    case .sequence(let items): items
    case .mapping(let entries): entries.flatMap { [$0.key, $0.value] }
    }
  }
}
