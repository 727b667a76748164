import Diagnostics
import Synchronization
import Testing

@testable import CEL

@Suite struct EvaluationTests {
  @Test(
    arguments: [
      ("9223372036854775807 + 1", CELFailure.Kind.overflow),
      ("-9223372036854775808 - 1", .overflow),
      ("9223372036854775807 * 2", .overflow), ("-9223372036854775808 / -1", .overflow),
      ("-9223372036854775808 % -1", .overflow), ("-(-9223372036854775808)", .overflow),
      ("0u - 1u", .overflow), ("int(9223372036854775808.0)", .overflow), ("uint(-1)", .overflow),
      ("1 / 0", .divisionByZero), ("1u % 0u", .divisionByZero), ("{'a': 1}.b", .noSuchKey),
      ("{'a': 1}['b']", .noSuchKey), ("[1][1]", .indexOutOfRange), ("[1][-1]", .indexOutOfRange),
      ("dyn(1) + dyn('a')", .noSuchOverload), ("int('x')", .malformedValue),
      ("timestamp('2020-02-30T00:00:00Z')", .malformedValue), ("duration('1')", .malformedValue),
      ("optional.none().value()", .noValue), ("{'a': 1, 'a': 2}", .duplicateKey),
      ("{dyn(1.5): 1}", .noSuchOverload), ("'abc'.substring(4)", .indexOutOfRange),
      ("timestamp('9999-12-31T23:59:59Z') + duration('1s')", .overflow),
      ("duration('290h') * 1 == duration('1s') ? 1 : 2", .host),
    ] as [(String, CELFailure.Kind)]
  )
  func `what cannot be computed fails with its kind`(source: String, kind: CELFailure.Kind) {
    #expect(failure(source) == kind)
  }

  @Test(
    arguments: [
      ("false && 1 / 0 == 1", false), ("1 / 0 == 1 && false", false), ("true || 1 / 0 == 1", true),
      ("1 / 0 == 1 || true", true), ("[1, 0].exists(x, 1 / x == 1)", true),
      ("[0, 1].exists(x, 1 / x == 1)", true), ("[0, 2].all(x, 1 / x == 1)", false),
      ("true ? true : 1 / 0 == 1", true),
    ] as [(String, Bool)]
  )
  func `a deciding operand absorbs failures on either side`(source: String, expected: Bool) {
    #expect(value(source) == .bool(expected))
  }

  @Test(arguments: [
    "true && 1 / 0 == 1", "false || 1 / 0 == 1", "[0, 1].exists_one(x, 1 / x == 1)",
    "[1, 0].map(x, 1 / x) == []", "[1, 0].filter(x, 1 / x == 1) == []",
    "[1, 0].all(x, 1 / x == 1)",
  ])
  func `what nothing decides fails`(source: String) {
    #expect(failure(source) == .divisionByZero)
  }

  @Test func `a failure has the place of the part that failed`() {
    guard
      case .failure(let failure) = evaluate(
        "1 + [1, 2][n]",
        environment(["n": .int]),
        ["n": .int(5)]
      )
    else {
      Issue.record("no failure")
      return
    }
    #expect(failure.span == Span(file: .none, start: 4, end: 13))
    #expect(failure.message == "there is no element 5 in a list of 2")
  }

  @Test func `a variable without a value fails where it is read`() {
    let scope = environment(["a": .bool, "b": .bool])
    #expect(failure("a && b", scope, ["a": .bool(true)]) == .unknownName)
    #expect(failure("a && b", scope, ["a": .bool(false)]) == nil)
  }

  @Test func `a host's failure keeps its kind and gets the place of the call`() {
    var scope = CELEnvironment()
    let signature = CELOverload.Signature(parameters: [.string], result: .string)
    scope.declare(
      function: CELFunction(name: "refuse", overloads: [signature]) { _ throws(CELFailure) in
        throw CELFailure(.host, "not today")
      }
    )
    guard case .failure(let failure) = evaluate("'a' + refuse('b')", scope) else {
      Issue.record("no failure")
      return
    }
    #expect(failure.kind == .host)
    #expect(failure.span == Span(file: .none, start: 6, end: 17))
  }

  @Test func `texts are compared by scalars without normalization`() {
    #expect(value(#"'\u00e9' == 'e\u0301'"#) == .bool(false))
    #expect(value(#"size('e\u0301')"#) == .int(2))
    #expect(value(#"{'\u00e9': 1, 'e\u0301': 2}.size()"#) == .int(2))
    #expect(value(#"'z' < '\u00e9'"#) == .bool(true))
    #expect(value(#"'e\u0301x'.startsWith('e')"#) == .bool(true))
    #expect(value(#"'a👨‍👩‍👧b'.indexOf('b')"#) == .int(6))
  }

  @Test func `numbers are equal across their kinds, inside collections too`() {
    for source in [
      "1 == 1.0", "1u == 1", "[1, 2.0] == [1.0, 2u]", "{1: 2}[1u] == 2.0", "2.0 in [1, 2]",
    ] {
      #expect(value(source.replacingDynamically) == .bool(true), "\(source)")
    }
    #expect(value("0.0 / 0.0 == 0.0 / 0.0") == .bool(false))
    #expect(value("dyn(1) == 'a'") == .bool(false))
  }

  @Test func `maps go by the order of their keys`() {
    #expect(
      value("{'b': 1, 'a': 2, 3: 4, 1u: 5, true: 6}.map(k, string(k))")
        == .list(["true", "1", "3", "a", "b"].map { .string($0) })
    )
  }

  @Test func `a binding is computed when it is read, and once`() {
    #expect(value("cel.bind(x, 1 / 0, true || x == 1)") == .bool(true))
    #expect(value("[1, 2].map(i, cel.bind(x, i * 10, x + x))") == .list([.int(20), .int(40)]))
  }

  @Test func `optional fields of records are not wrapped twice`() throws {
    let type = CELType.record(CELRecordType(name: "r", fields: [CELField("a", .optional(.int))]))
    let scope = environment(["r": type])
    let some = CELRecord(typeName: "r", fields: ["a": .optional(.int(1))])
    let none = CELRecord(typeName: "r", fields: ["a": .optional(nil)])
    for (record, expected) in [(some, true), (none, false)] {
      let values: [String: CELValue] = ["r": .record(record)]
      #expect(try evaluate("r.?a.hasValue()", scope, values).get() == .bool(expected))
      #expect(try evaluate("has(r.a)", scope, values).get() == .bool(expected))
      #expect(try evaluate("r.a.orValue(0) == 1", scope, values).get() == .bool(expected))
    }
    #expect(compiled("r.?a", scope)?.type == .optional(.int))
  }

  @Test func `a zone comes from the host, a fixed offset needs none`() throws {
    var scope = CELEnvironment()
    let winter = CELTimeZone.Transition(seconds: 1_000, offsetSeconds: 3_600)
    scope.timeZones = CELTimeZones { name in
      name == "Test/Zone" ? CELTimeZone(firstOffsetSeconds: 7_200, transitions: [winter]) : nil
    }
    #expect(try evaluate("timestamp(0).getHours('Test/Zone')", scope).get() == .int(2))
    #expect(try evaluate("timestamp(1000).getHours('Test/Zone')", scope).get() == .int(1))
    #expect(value("timestamp(0).getHours('-03:30')") == .int(20))
  }

  @Test func `a zone that is written out is looked up when the expression is compiled`() throws {
    let asked = Mutex<[String]>([])
    var scope = environment(["name": .string])
    scope.timeZones = CELTimeZones(names: ["Test/Zone"]) { name in
      asked.withLock { $0.append(name) }
      return name == "Test/Zone" ? CELTimeZone(firstOffsetSeconds: 7_200) : nil
    }
    let expression = try #require(compiled("timestamp(0).getHours('Test/Zone')", scope))
    #expect(expression.zones == ["Test/Zone": CELTimeZone(firstOffsetSeconds: 7_200)])
    #expect(!expression.canFail)
    asked.withLock { $0 = [] }
    _ = try expression.evaluate { _ in nil }
    #expect(asked.withLock { $0 } == [])
    #expect(
      reported("timestamp(0).getHours('Test/Zon')", scope) == """
        timestamp(0).getHours('Test/Zon')
                              ^^^^^^^^^^ unknown-name: no time zone is named `Test/Zon` [did you mean `Test/Zone`?]
        """
    )
    #expect(
      failure("timestamp(0).getHours(name)", scope, ["name": .string("Mars/Olympus")])
        == .malformedValue
    )
    scope.timeZones = CELTimeZones(mustBeLiterals: true) { _ in nil }
    #expect(
      reported("timestamp(0).getHours(name)", scope) == """
        timestamp(0).getHours(name)
                              ^^^^ malformed-value: a time zone has to be written out, so that it is known before the call [write its name: `'America/Los_Angeles'`]
        """
    )
  }
}

extension String {
  /// The comparison with its left side made dynamic, so that the checker has no objection.
  fileprivate var replacingDynamically: String {
    let parts = split(separator: " ", maxSplits: 1)
    return contains(" in ") ? "dyn(\(parts[0])) \(parts[1])" : self
  }
}

@Suite struct MeterTests {
  @Test func `the limit of the cost is a failure that nothing absorbs`() throws {
    let scope = environment(["list": .list(.int)])
    let expression = try #require(compiled("list.all(x, x > 0) || true", scope))
    let list = CELValue.list((1...100).map { .int($0) })
    let (value, cost) = try expression.evaluateMetered { _ in list }
    #expect(value == .bool(true))
    #expect(cost <= expression.estimatedCost)
    #expect(throws: Never.self) { try expression.evaluate(costLimit: cost) { _ in list } }
    let failure = #expect(throws: CELFailure.self) {
      try expression.evaluate(costLimit: cost - 1) { _ in list }
    }
    #expect(failure?.kind == .limit)
    #expect(failure?.span != Span.none)
  }

  @Test func `an expression over its budget is a finding before anything runs`() {
    var scope = CELEnvironment()
    scope.declare(variable: "list", type: .list(.int), sizeHint: 1_000)
    let nested = "list.map(a, list.map(b, a * b)).size()"
    #expect(reported(nested, scope).contains("expression-cost: this expression may cost"))
    scope.declare(variable: "list", type: .list(.int), sizeHint: 50)
    #expect(reported(nested, scope) == nested)
    scope.costLimit = 100
    #expect(reported(nested, scope).contains("and 100 are allowed (most of it is here)"))
  }

  @Test(arguments: [
    "'0123456789'.replace('', text)", "[text, text, text].join(text)", "text + text",
    "text.replace('a', text)", "'%s%s'.format([text, text])",
  ])
  func `a text over the limit is refused`(source: String) {
    let long = CELValue.string(String(repeating: "a", count: CELLimits.stringBytes / 2 + 1))
    #expect(failure(source, environment(["text": .string]), ["text": long]) == .limit)
  }

  @Test func `a list over the limit is refused`() {
    let count = CELLimits.listElements
    #expect(failure("lists.range(\(count)).size() == 1") == nil)
    #expect(failure("lists.range(\(count + 1)).size() == 1") == .limit)
  }
}
