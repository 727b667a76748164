import Testing

@testable import CEL

@Suite struct PatternTests {
  private func matches(_ pattern: String, _ text: String) throws -> Bool? {
    try Pattern(pattern).matches(text)
  }

  @Test(
    arguments: [
      ("abc", "xabcx", true), ("^abc$", "xabc", false), ("a|b", "cb", true), ("a*", "", true),
      ("a+b?c", "aac", true), ("^(ab){2,3}$", "abab", true), ("^(ab){2,3}$", "ab", false),
      ("^a{2}$", "aaa", false), ("^a{2,}$", "aaaa", true), ("[a-c]x", "bx", true),
      ("[^a-c]x", "bx", false),
      (#"^\d{3}-\w+\s$"#, "123-a_b ", true), (#"\bcat\b"#, "a cat.", true),
      (#"\bcat\b"#, "concat", false),
      ("(?i)straße", "STRAßE", true), ("(?i:A)b", "ab", true), ("(?i:A)b", "aB", false),
      ("a.c", "a\nc", false), ("(?s)a.c", "a\nc", true), ("(?m)^b$", "a\nb\nc", true),
      ("^b$", "a\nb\nc", false),
      (#"^\p{Lu}\pN$"#, "É9", true), (#"\P{L}"#, "a", false), ("[[:digit:]]+x", "12x", true),
      ("[[:^digit:]]", "1", false), (#"[\d\-x]+$"#, "1-x", true), ("[]a]", "]", true),
      ("[a-]", "-", true),
      (#"\Qa.b\E"#, "a.b", true), (#"\Qa.b\E"#, "axb", false), (#"\x41\x{1F431}"#, "A🐱", true),
      ("(?P<name>x)(?<other>y)", "xy", true), ("a{,2}", "a{,2}", true), ("x{2", "x{2", true),
      ("(|a)+b", "b", true), ("(a*)*b", "aab", true), ("^(?:a|ab)(?:c|bcd)$", "abcd", true),
      (".", "🐱", true), ("^.$", "e\u{301}", false), ("a+?b", "aab", true), (#"\A\z"#, "", true),
    ] as [(String, String, Bool)]
  )
  func `an expression matches what RE2 says it does`(
    pattern: String,
    text: String,
    expected: Bool
  )
    throws
  {
    #expect(try matches(pattern, text) == expected)
  }

  @Test func `long texts give what following each state gives`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var numbers = SeededNumbers(seed: seed)
    let pieces = [
      "a", "b", "é", "[ab]", "(a|b)*", "(ab)+", "a?", ".", "^", "$", "(?:a{2,3}b)", "[^a]", "b{9}",
    ]
    for _ in 0..<300 {
      let count = Int.random(in: 1...6, using: &numbers)
      let source = (0..<count).map { _ in pieces.randomElement(using: &numbers) ?? "" }.joined()
      let pattern = try Pattern(source)
      let length = Int.random(in: 65...120, using: &numbers)
      let scalars = (0..<length).map { _ in ["a", "b", "é"].randomElement(using: &numbers) ?? "" }
      let text = scalars.joined()
      #expect(
        pattern.matches(text) == pattern.matchesByStates(text),
        "seed \(seed): \(source) over \(text)"
      )
    }
  }

  @Test(arguments: [
    "(", ")", "a**", "*", "[", "[b-a]", #"\"#, #"\1"#, "(?=a)", "(?<!a)", "a{1001}", #"\pX"#,
    "[[:nope:]]", #"\x{110000}"#, "a{3,2}", "(?z)", #"\y"#, "((a{1000}){1000}){1000}",
    String(repeating: "(", count: 1_000) + String(repeating: ")", count: 1_000),
  ])
  func `what an automaton cannot do is refused`(pattern: String) {
    #expect(throws: PatternError.self) { try Pattern(pattern) }
  }

  @Test(arguments: ["(a+)+b", "(a|a)*b", "(a|aa)+$x", "(.*)(.*)(.*)(.*)x", "((){1000}){1000}b"])
  func `an expression that backtracking dies of is settled`(pattern: String) throws {
    #expect(try matches(pattern, String(repeating: "a", count: 2_000)) == false)
  }

  @Test func `an automaton over the limit of steps is a failure`() {
    let source = #"text.matches(r'(((a?){25}){40})\bb')"#
    let text = CELValue.string(String(repeating: "a", count: 200_000))
    #expect(failure(source, environment(["text": .string]), ["text": text]) == .limit)
  }
}
