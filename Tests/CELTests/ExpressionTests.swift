import Diagnostics
import Testing

@testable import CEL

@Suite struct ExpressionTests {
  private let scope = environment([
    "n": .int, "x": .double, "name": .string, "items": .list(.string),
    "call": .record(
      CELRecordType(
        name: "call",
        fields: [CELField("headers", .map(.string, .string)), CELField("id", .string)]
      )
    ),
  ])

  private func references(_ source: String) -> [String] {
    compiled(source, scope)?.references.map { $0.path.joined(separator: ".") } ?? []
  }

  @Test func `every variable read is a reference with the fields that follow`() {
    #expect(
      references("call.id + call.headers.to + name") == ["call.id", "call.headers.to", "name"]
    )
    #expect(
      references("has(call.headers.to) ? n : size(items)") == ["call.headers.to", "n", "items"]
    )
    #expect(references("items.map(name, name + call.id)") == ["items", "call.id"])
    #expect(
      references("call.headers['a'] + call.headers.?b.orValue(name)") == [
        "call.headers", "call.headers.b", "name",
      ]
    )
    let reference = compiled("1 + n", scope)?.references.first
    #expect(reference?.span == Span(file: .none, start: 4, end: 5))
  }

  @Test(
    arguments: [
      ("n + 1", true), ("x + 1.0", false), ("n / 2", true), ("items[0]", true),
      ("items[?0]", false),
      ("call.headers.a", true), ("call.headers.?a", false), ("name == 'a' && n < 3", false),
      ("int(name)", true), ("string(n)", false), ("1 + 2 + 3 < n", false),
      ("name.matches('a+')", false),
      ("name.matches(call.id)", true), ("dyn(n) + 1", true), ("-x", false), ("-n", true),
      ("items.all(i, i.size() > 0)", false), ("items.map(i, int(i))", true),
      ("name.charAt(0)", true), ("timestamp('2020-01-01T00:00:00Z') < timestamp(n)", true),
    ] as [(String, Bool)]
  )
  func `what can fail at run time is marked`(source: String, canFail: Bool) {
    #expect(compiled(source, scope)?.canFail == canFail, "\(source)")
  }

  @Test(
    arguments: [
      ("items[0]", [0..<8]), ("items[?0]", []), ("call.headers.a", [0..<14]),
      ("call.headers.?a", []), ("n / 2", []), ("int(name)", []), ("['a'][0]", []),
      ("call.headers['a'] + items[n]", [0..<17, 20..<28]),
    ] as [(String, [Range<Int>])]
  )
  func `what takes out of a list or a map is marked`(source: String, places: [Range<Int>]) {
    #expect(compiled(source, scope)?.lookups.map { $0.start..<$0.end } == places, "\(source)")
  }

  @Test func `what depends on nothing is a constant`() {
    #expect(compiled("'a' + 'b'", scope)?.constant == .string("ab"))
    #expect(compiled("[1, 2].map(x, x * 2)", scope)?.constant == .list([.int(2), .int(4)]))
    #expect(compiled("duration('1m') * 1 == duration('1m')", scope) == nil)
    #expect(compiled("n + 1", scope)?.constant == nil)
    #expect(compiled("1 / 0", scope)?.constant == nil)
  }

  @Test func `an expected type is checked`() {
    let (expression, findings) = compileCEL(
      SourceFragment(detached: "n"),
      in: scope,
      expecting: .string
    )
    #expect(expression == nil)
    #expect(findings.map(\.message) == ["expected a `string`, and this is an `int`"])
    #expect(findings.first?.help == "write `string(n)`")
    #expect(
      compileCEL(SourceFragment(detached: "[]"), in: scope, expecting: .list(.int)).findings == []
    )
  }

  @Test func `a variable keeps its slot when its type changes`() {
    var scope = environment(["a": .int, "b": .int])
    scope.declare(variable: "a", type: .string)
    #expect(compiled("a + string(b)", scope)?.variables.map(\.slot) == [0, 1])
    #expect(compiled("b", scope)?.variables.map(\.name) == ["b"])
  }

  @Test func `a refined function gives a narrower type for a literal`() {
    var scope = CELEnvironment()
    let identifier = CELAbstractType(name: "identifier", kinds: ["app", "phone"])
    let phone = CELType.abstract(CELAbstractType(name: "identifier", kinds: ["phone"]))
    scope.declare(
      function: CELFunction(
        name: "rawId",
        overloads: [.init(parameters: [.string], result: .abstract(identifier))],
        refine: { arguments in
          guard case .string(let text) = arguments[0], text.hasPrefix("4:") else { return nil }
          return phone
        }
      ) { _ throws(CELFailure) in .null }
    )
    #expect(compiled("rawId('4:+1')", scope)?.type == phone)
    #expect(compiled("rawId('8:a')", scope)?.type == .abstract(identifier))
  }

  @Test func `a broken pattern is a finding where it stands`() {
    #expect(
      reported("name.matches('a(')", scope) == """
        name.matches('a(')
                     ^^^^ malformed-value: this pattern has a `(` without `)`
        """
    )
  }
}
