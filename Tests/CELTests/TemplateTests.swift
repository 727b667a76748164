import Diagnostics
import Testing

@testable import CEL

@Suite struct TemplateTests {
  /// The parts, expressions in angle brackets, then the findings.
  private func split(_ text: String) -> [String] {
    let (parts, findings) = splitTemplate(SourceFragment(detached: text))
    return parts.map {
      switch $0 {
      case .text(let part): part.text
      case .expression(let part): "<\(part.text)>"
      }
    } + findings.map { "\($0.primary.span.start)-\($0.primary.span.end): \($0.message)" }
  }

  @Test func `texts and expressions follow each other`() {
    #expect(split("You are ${n} of ${m}.") == ["You are ", "<n>", " of ", "<m>", "."])
    #expect(split("${n}") == ["<n>"])
    #expect(split("plain") == ["plain"])
    #expect(split("") == [])
  }

  @Test func `braces and quotes inside an expression do not end it`() {
    #expect(split("a${ {'k': {'}': 1}}['k'] }b") == ["a", "< {'k': {'}': 1}}['k'] >", "b"])
    #expect(split(#"${'}'}${"\"}"}${r'\'}"#) == ["<'}'>", #"<"\"}">"#, #"<r'\'>"#])
    #expect(split("${a.`}`}") == ["<a.`}`>"])
    #expect(split("${a // }\n}x") == ["<a // }\n>", "x"])
  }

  @Test func `a doubled dollar is a literal one`() {
    #expect(split("pay $${n} or $5") == ["pay ", "${n} or $5"])
    #expect(split("$$${n}") == ["$", "${n}"])
  }

  @Test func `an expression without end or without contents is a finding`() {
    #expect(split("a ${n + 'x") == ["a ", "2-4: this `${` has no `}`"])
    #expect(split("a ${ } b") == ["a ", " b", "2-6: there is no expression in `${}`"])
    #expect(split("${ {'a': 1 }") == ["0-2: this `${` has no `}`"])
  }

  @Test func `a finding in an expression points into the file`() {
    let source = SourceFragment(verbatim: "hi ${nme}", span: Span(file: .none, start: 50, end: 59))
    guard case .expression(let part) = splitTemplate(source).parts.last else {
      Issue.record("no expression")
      return
    }
    let findings = compileCEL(part, in: environment(["name": .string])).findings
    #expect(findings.map(\.primary.span) == [Span(file: .none, start: 55, end: 58)])
    #expect(findings.first?.fixes.map(\.replacement) == ["name"])
  }

  @Test func `values read as the language's string gives them`() {
    let texts = ["'a'", "-1", "2u", "1.50", "true", "timestamp(0)", "duration('1m')"].map {
      value($0)?.text()
    }
    #expect(texts == ["a", "-1", "2", "1.5", "true", "1970-01-01T00:00:00Z", "60s"])
    #expect(value("[1]")?.text() == nil)
    #expect(value("null")?.text() == nil)
  }

  @Test func `a long text with many expressions is split in one go`() {
    let most = CELLimits.templateExpressions
    let source = SourceFragment(detached: String(repeating: "a${b}", count: most))
    #expect(splitTemplate(source).parts.count == 2 * most)
    #expect(splitTemplate(source).findings.isEmpty)
    let more = splitTemplate(SourceFragment(detached: String(repeating: "a${b}", count: most + 5)))
    #expect(more.parts.count == 2 * most + 1)
    #expect(more.findings.map(\.primary.span.start) == [5 * most + 1])
  }

  @Test func `an expression that does not end is not looked through to its end`() {
    let text = "${1}${" + String(repeating: "${", count: CELLimits.sourceBytes)
    let (parts, findings) = splitTemplate(SourceFragment(detached: text))
    #expect(findings.isEmpty)
    guard parts.count == 2, case .expression(let source) = parts[1] else {
      Issue.record("\(parts.count) parts")
      return
    }
    #expect(
      compileCEL(source, in: CELEnvironment()).findings.map(\.message)
        == ["this expression is longer than 65536 bytes"]
    )
  }
}
