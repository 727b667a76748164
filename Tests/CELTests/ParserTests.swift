import Diagnostics
import Foundation
import Testing

@testable import CEL

@Suite struct ParserTests {
  /// The source of every part, outermost first.
  private func parts(_ source: String) -> [String] {
    var parser = Parser(SourceFragment(detached: source))
    var texts: [String] = []
    var pending = [parser.parse()]
    while let node = pending.popLast() {
      texts.append(String(decoding: Array(source.utf8)[node.range], as: UTF8.self))
      pending += node.children.reversed()
    }
    return texts
  }

  private func height(_ source: String) -> Int {
    var parser = Parser(SourceFragment(detached: source))
    return parser.parse().height
  }

  @Test func `every part has the exact range of its source`() {
    #expect(
      parts("a.b + f(1, -2) * [x]") == [
        "a.b + f(1, -2) * [x]", "a.b", "a", "f(1, -2) * [x]", "f(1, -2)", "1", "-2", "[x]", "x",
      ]
    )
    #expect(parts("x.?y[?0]") == ["x.?y[?0]", "x.?y", "x", "0"])
    #expect(parts("{'é': a ? b : c}") == ["{'é': a ? b : c}", "'é'", "a ? b : c", "a", "b", "c"])
    #expect(parts("l.all(e, e > 0)") == ["l.all(e, e > 0)", "l", "e > 0", "e", "0"])
    #expect(parts("has(a.b.c)") == ["has(a.b.c)", "a.b", "a"])
    #expect(parts("  ( a )  ") == ["( a )"])
  }

  @Test(
    arguments: [
      ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("10 - 4 - 3", 3), ("2 * 3 % 4", 2), ("- 3 + 5", 2),
      ("true || false && false ? 1 : 2", 1), ("1 < 2 == true ? 1 : 2", 1), ("0x1F", 31),
    ] as [(String, Int64)]
  )
  func `operators bind as in the grammar`(source: String, expected: Int64) {
    #expect(value(source) == .int(expected))
  }

  @Test(
    arguments: [
      (#"'a\n\x41\u00e9\U0001F431\101'"#, "a\nAé🐱A"), (#"r'\n'"#, #"\n"#), (#""it's""#, "it's"),
      (#"'''a'b'''"#, "a'b"), (#""""a"b""""#, #"a"b"#), ("'a' // b", "a"),
    ] as [(String, String)]
  )
  func `text literals are read`(source: String, expected: String) {
    #expect(value(source) == .string(expected))
  }

  @Test func `a chain of one logical operator costs no depth`() {
    #expect(height(Array(repeating: "a", count: 500).joined(separator: " || ")) == 2)
  }

  @Test func `several mistakes give several findings`() {
    #expect(
      reported("[1 + , 2 ++ 3, f(]") == """
        [1 + , 2 ++ 3, f(]
             ^ expression-syntax: expected an expression, found `,`
                  ^ expression-syntax: expected an expression, found `+`
                         ^ expression-syntax: expected an expression, found `]`
                       ^ unknown-function: there is no function `f`
        """
    )
  }

  @Test(
    arguments: [
      ("", "expected an expression, found the end"),
      ("1 +", "expected an expression, found the end"),
      ("a b", "`b` stands after the end of the expression"),
      ("f(1", "expected `)` to close `(`, found the end"),
      ("[1, 2", "expected `]` to close `[`, found the end"),
      ("a ? b", "expected `:` between the two results of `?`, found the end"),
      ("x.", "expected a field's name after the dot, found the end"),
      ("'abc", "this text has no end"),
      ("`abc", "this back-quoted name has no end"),
      ("a = 1", "`=` means nothing in an expression"),
      ("1x", "`1x` is not a number"),
      (#"'\q'"#, #"`\q` is not an escape"#),
      (#"'\ud800'"#, #"`\ud800` is not an escape"#),
      ("9223372036854775808", "`9223372036854775808` is beyond what `int` holds"),
      ("1e999", "`1e999` is beyond what `double` holds"),
      ("for", "`for` is a word of the language and cannot be a name here"),
      ("has(a)", "`has` asks for a field, and this is none"),
      ("[1].all(1, true)", "`all` takes a name for each element here"),
      ("[1].all(i, i, true)", "`i` names two things here"),
    ] as [(String, String)]
  )
  func `a broken expression is said to be so`(source: String, message: String) {
    let findings = compileCEL(SourceFragment(detached: source), in: environment(["a": .int]))
      .findings
    #expect(findings.first?.message == message)
  }

  @Test func `a finding points into the file where escapes were undone`() {
    let fragment = SourceFragment(
      text: "n + 'é'",
      span: Span(file: .none, start: 100, end: 120),
      runs: [
        .init(text: 0..<5, source: 101..<106),
        .init(text: 5..<7, source: 106..<112),
        .init(text: 7..<8, source: 112..<113),
      ]
    )
    let findings = compileCEL(fragment, in: environment(["n": .int])).findings
    #expect(findings.map(\.primary.span) == [Span(file: .none, start: 101, end: 113)])
  }
}

@Suite struct ParserLimitTests {
  private func message(_ source: String) -> String? {
    compileCEL(SourceFragment(detached: source), in: environment(["a": .int])).findings.first?
      .message
  }

  @Test func `parentheses at the limit of depth pass and one more does not`() {
    let limit = CELLimits.depth
    let nested = { String(repeating: "(", count: $0) + "1" + String(repeating: ")", count: $0) }
    #expect(message(nested(limit - 1)) == nil)
    #expect(
      message(nested(limit))
        == "this expression has parts that lie more than \(limit) deep in each other"
    )
  }

  @Test func `operators at the limit of depth pass and one more does not`() {
    let limit = CELLimits.depth
    let chain = { Array(repeating: "1.0", count: $0).joined(separator: "+") }
    #expect(message(chain(limit)) == nil)
    #expect(message(chain(limit + 1)) != nil)
  }

  @Test(arguments: ["(", "[", "-", "!", "{", "a.f(", "a[", "a?", "[?", "has("])
  func `a hundred thousand openings are refused without a trap`(opening: String) {
    #expect(message(String(repeating: opening, count: 60_000 / opening.utf8.count)) != nil)
  }

  @Test func `a source over the limit is refused`() {
    let long = "'" + String(repeating: "x", count: CELLimits.sourceBytes) + "'"
    #expect(message(long) == "this expression is longer than \(CELLimits.sourceBytes) bytes")
  }

  @Test func `a list over the limit of words is refused`() {
    let list = "[" + String(repeating: "1,", count: CELLimits.tokens / 2) + "1]"
    #expect(message(list) == "this expression has more than \(CELLimits.tokens) words and signs")
  }
}

@Suite struct StackTests {
  /// A list so many levels deep around a text.
  private func deep(_ text: String, _ height: Int) -> String {
    String(repeating: "[", count: height) + text + String(repeating: "]", count: height)
  }

  /// Macros in each other, where each value holds the name of the one before, as deep as its place
  /// allows.
  private func chain(_ macro: (_ name: String, _ value: String, _ body: String) -> String) -> String
  {
    (1...40).reversed().reduce("size(v40)") { body, level in
      macro("v\(level)", deep(level == 1 ? "1" : "v\(level - 1)", 48 - level), body)
    }
  }

  @Test func `names that hold each other cannot make values without end`() {
    let sources = [
      chain { "cel.bind(\($0), \($1), \($2))" },
      chain { "[\($1)].map(\($0), \($2))" },
      chain { "optional.of(\($1)).optMap(\($0), \($2))" },
    ]
    for source in sources {
      let findings = compileCEL(SourceFragment(detached: source), in: CELEnvironment()).findings
      #expect(findings.first?.message.contains("deep in each other") == true)
    }
  }

  @Test func `names that are used in turn are no depth`() {
    let source = (1...20).reversed().reduce("v20") { body, level in
      "cel.bind(v\(level), \(level == 1 ? "1" : "v\(level - 1) + 1"), \(body))"
    }
    #expect(value(source) == .int(20))
  }

  @Test(arguments: ["(", "-", "[", "f(", "1+(", "true?1:(", "{'a':", "[1].map(x,", "cel.bind(x,1,"])
  func `the deepest expression fits a small stack`(opening: String) async {
    let closing = String(opening.reversed().compactMap { Self.closings[$0] })
    let depth = CELLimits.depth - 2
    let source =
      String(repeating: opening, count: depth / max(1, opening.split(separator: "(").count)) + "1"
      + String(repeating: closing, count: depth / max(1, opening.split(separator: "(").count))
    await withCheckedContinuation { continuation in
      let thread = Thread {
        let (expression, _) = compileCEL(SourceFragment(detached: source), in: CELEnvironment())
        _ = Result { () throws(CELFailure) in try expression?.evaluate { _ in nil } }
        continuation.resume()
      }
      thread.stackSize = 2_048 * 1_024
      thread.start()
    }
  }

  private static let closings: [Character: Character] = ["(": ")", "[": "]", "{": "}"]
}

@Suite struct LargeExpressionTests {
  @Test(arguments: [
    "[],", "{},", "optional.none(),", "[].map(x, x),", "foo(1),", "bar.foo(),", "nme,",
  ])
  func `a list of many open types or mistakes is settled at once`(element: String) {
    let source = "[" + String(repeating: element, count: 3_000) + "[]]"
    let findings = compileCEL(SourceFragment(detached: source), in: environment(["name": .int]))
      .findings
    #expect(findings.count <= CELLimits.findings)
  }
}
