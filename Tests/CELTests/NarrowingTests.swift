import Diagnostics
import Testing

@testable import CEL

/// Identifiers, of which a phone number may be withheld, and a step's result.
private func scope(_ caller: Set<String>? = nil, _ turn: Set<String>? = nil) -> CELEnvironment {
  let identifier = CELAbstractDeclaration(
    name: "identifier",
    discriminator: "kind",
    kinds: [
      .init(id: "phoneNumber", word: "phoneNumber"),
      .init(id: "withheldNumber", word: "phoneNumber"),
      .init(id: "teamsUser", word: "teamsUser"),
    ],
    fields: [
      .init("rawId", .string, kinds: ["phoneNumber", "withheldNumber", "teamsUser"]),
      .init("number", .string, kinds: ["phoneNumber"]),
      .init("user", .string, kinds: ["teamsUser"]),
    ]
  )
  let result = CELAbstractDeclaration(
    name: "result of turn",
    discriminator: "outcome",
    kinds: [
      .init(id: "unset", word: nil), .init(id: "done", word: "done"),
      .init(id: "timeout", word: "timeout"), .init(id: "failed", word: "failed"),
    ],
    fields: [
      .init("choice", .string, kinds: ["done"]),
      .init("note", .optional(.string), kinds: ["done", "timeout"]),
      .init("waited", .duration, kinds: ["done", "timeout", "failed"]),
    ]
  )
  var environment = CELEnvironment()
  environment.declare(abstract: identifier)
  environment.declare(abstract: result)
  let from = caller.map { identifier.type(kinds: $0) } ?? identifier.type
  environment.declare(
    variable: "call",
    type: .record(CELRecordType(name: "call", fields: [CELField("from", from)]))
  )
  environment.declare(variable: "party", type: from)
  environment.declare(variable: "parties", type: .list(identifier.type))
  environment.declare(
    variable: "turn",
    type: turn.map { result.type(kinds: $0) } ?? result.type
  )
  return environment
}

@Suite struct NarrowingTests {
  private func kinds(_ source: String, _ holds: Bool, of path: CELPath = ["party"]) -> Set<String>?
  {
    compiled(source, scope())?.narrowing(when: holds)[path]
  }

  @Test(
    arguments: [
      ("party.kind == 'teamsUser'", ["teamsUser"], ["phoneNumber", "withheldNumber"]),
      ("'teamsUser' == party.kind", ["teamsUser"], ["phoneNumber", "withheldNumber"]),
      ("party.kind != 'teamsUser'", ["phoneNumber", "withheldNumber"], ["teamsUser"]),
      (
        "party.kind in ['teamsUser', 'phoneNumber']",
        ["phoneNumber", "teamsUser", "withheldNumber"],
        []
      ),
      ("has(party.number)", ["phoneNumber"], ["teamsUser", "withheldNumber"]),
      ("!has(party.number)", ["teamsUser", "withheldNumber"], ["phoneNumber"]),
      ("party.?number.hasValue()", ["phoneNumber"], ["teamsUser", "withheldNumber"]),
      (
        "party.kind == 'phoneNumber' && has(party.number)", ["phoneNumber"],
        ["teamsUser", "withheldNumber"]
      ),
      (
        "party.kind == 'phoneNumber' || has(party.user)",
        ["phoneNumber", "teamsUser", "withheldNumber"], []
      ),
      (
        "has(party.number) ? true : party.kind == 'teamsUser'", ["phoneNumber", "teamsUser"],
        ["withheldNumber"]
      ),
    ] as [(String, [String], [String])]
  )
  func `a condition says which kinds are left`(
    source: String,
    whenTrue: [String],
    whenFalse: [String]
  ) {
    #expect(kinds(source, true).map { $0.sorted() } == whenTrue)
    #expect(kinds(source, false).map { $0.sorted() } == whenFalse)
  }

  @Test func `outcomes narrow, and an unset result is none of them`() {
    let path = ["turn"]
    #expect(kinds("turn.?outcome.orValue('none') == 'done'", true, of: path) == ["done"])
    #expect(kinds("turn.?outcome.orValue('none') == 'none'", true, of: path) == ["unset"])
    #expect(kinds("has(turn.outcome)", false, of: path) == ["unset"])
    #expect(kinds("turn.?outcome.orValue('') != 'done'", false, of: path) == ["done"])
    // An optional field may be none in a kind that has it, so its absence says nothing.
    #expect(kinds("has(turn.note)", true, of: path) == ["done", "timeout"])
    #expect(kinds("has(turn.note)", false, of: path) == nil)
  }

  @Test func `a disjunction about different values rules no kind out`() {
    let source = "has(party.number) || has(call.from.number)"
    let facts = compiled(source, scope())?.narrowing(when: true) ?? [["none"]: []]
    #expect(facts.values.allSatisfy { $0 == ["phoneNumber", "teamsUser", "withheldNumber"] })
  }

  @Test(arguments: [
    "has(party.number) && party.number == '+1'", "!has(party.number) || party.number == '+1'",
    "has(party.number) ? party.number : 'none'", "has(call.from.user) && call.from.user != ''",
    "party.kind == 'teamsUser' && party.user == 'x'", "party.?number.orValue('') == ''",
    "parties.filter(p, has(p.number)).size() > 0",
    "parties.exists(p, has(p.user) && p.user == 'x')",
    "parties.map(p, has(p.number), p.number)", "cel.bind(p, party, has(p.user) && p.user == 'x')",
    "has(turn.outcome) && turn.waited > duration('1s')", "party == call.from",
    "turn.?outcome.orValue('') == 'done' && turn.choice == 'sales'",
  ])
  func `a guarded field is plain`(source: String) {
    #expect(reported(source, scope()) == source)
  }

  @Test func `a field that may be missing is a finding`() {
    let reports = [
      "party.number", "call.from.user == 'x'", "turn.outcome == 'done'", "turn.choice",
      "has(party.user) || party.user == 'x'", "party.kind == 'phoneNumber' && party.user == 'x'",
      "party.kind == 'phonenumber'", "party.kind in ['teamsUser', 'robot']", "party.numbr",
      "party.kind == teamsUser",
      "party.?user.orValue('') == 'x' && turn.?choice.orValue('').size() > 'a'",
    ].map { reported($0, scope()) }
    #expect(
      reports.joined(separator: "\n") == """
        party.number
              ^^^^^^ unset-result: `party.number` may be missing here (not there for `teamsUser`, `withheldNumber`) [write `party.?number.orValue(…)`, or ask `has(party.number)` first]
        call.from.user == 'x'
                  ^^^^ unset-result: `call.from.user` may be missing here (not there for `phoneNumber`, `withheldNumber`) [write `call.from.?user.orValue(…)`, or ask `has(call.from.user)` first]
        turn.outcome == 'done'
             ^^^^^^^ unset-result: `turn.outcome` may be missing here (not there for `unset`) [write `turn.?outcome.orValue(…)`, or ask `has(turn.outcome)` first]
        turn.choice
             ^^^^^^ unset-result: `turn.choice` may be missing here (not there for `failed`, `timeout`, `unset`) [write `turn.?choice.orValue(…)`, or ask `has(turn.choice)` first]
        has(party.user) || party.user == 'x'
                                 ^^^^ unknown-name: `party` has no field `user` here (this can only be phoneNumber or withheldNumber) [only `teamsUser` has it]
        party.kind == 'phoneNumber' && party.user == 'x'
                                             ^^^^ unknown-name: `party` has no field `user` here (this can only be phoneNumber or withheldNumber) [only `teamsUser` has it]
        party.kind == 'phonenumber'
                      ^^^^^^^^^^^^^ unknown-case: `kind` is never `phonenumber` [did you mean `phoneNumber`?]
        party.kind in ['teamsUser', 'robot']
                                    ^^^^^^^ unknown-case: `kind` is never `robot` [it is one of `phoneNumber`, `teamsUser`]
        party.numbr
              ^^^^^ unknown-name: `party` has no field `numbr` [did you mean `number`?]
        party.kind == teamsUser
                      ^^^^^^^^^ unknown-name: there is no `teamsUser` here [words stand in quotes: `'teamsUser'`]
        party.?user.orValue('') == 'x' && turn.?choice.orValue('').size() > 'a'
                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ type-mismatch: `>` does not go between an `int` and a `string` [write `string(turn.?choice.orValue('').size())`]
        """
    )
  }

  @Test func `an assumption narrows from the start`() {
    var environment = scope()
    environment.assume(["call", "from"], kinds: ["phoneNumber"])
    #expect(reported("call.from.number", environment) == "call.from.number")
    #expect(compiled("call.from", environment)?.type.description == "phoneNumber")
    #expect(compiled("party", environment)?.type.description.contains("teamsUser") == true)
  }

  @Test func `kinds of list elements and of alternatives unite`() {
    let environment = scope(["phoneNumber"])
    #expect(compiled("[party, call.from]", environment)?.type.description == "list(phoneNumber)")
    let both = compiled("parties[0].kind == 'x' ? party : parties[0]", scope())
    #expect(both == nil)
    let mixed = compiled("true ? party : parties[0]", environment)
    #expect(mixed?.type.description == "phoneNumber or teamsUser or withheldNumber")
  }

  @Test func `values of kinds without one in common are never equal`() {
    var environment = scope(["phoneNumber"])
    environment.declare(
      variable: "agent",
      type: .abstract(CELAbstractType(name: "identifier", kinds: ["teamsUser"]))
    )
    #expect(
      reported("agent == party", environment) == """
        agent == party
        ^^^^^^^^^^^^^^ type-mismatch: `==` compares a `teamsUser` with a `phoneNumber`, which are never equal
        """
    )
  }

  /// A result whose word is the outcome that gave it, and a record with known words.
  private var worded: CELEnvironment {
    let menu = CELAbstractDeclaration(
      name: "menu",
      discriminator: "outcome",
      kinds: ["sales", "help", "failed"].map { .init(id: $0, word: $0) },
      fields: [
        .init("choice", .string, kinds: ["sales"], words: ["sales"]),
        .init("choice", .string, kinds: ["help"], words: ["help"]),
        .init("note", .string, kinds: ["failed"]),
      ]
    )
    var environment = environment(["flag": .bool, "text": .string])
    environment.declare(abstract: menu)
    environment.declare(variable: "menu", type: menu.type)
    environment.declare(
      variable: "hours",
      type: .record(
        CELRecordType(
          name: "hours",
          fields: [CELField("state", .string, words: ["open", "closed"])]
        )
      )
    )
    return environment
  }

  @Test func `words that are never said are findings wherever they are compared`() {
    let reports = [
      "hours.state == 'opened'", "'shut' != hours.state", "hours.state in ['open', 'x']",
      "menu.?choice.orValue('none') == 'salse' || menu.?choice.orValue('none') == 'none'",
      "(flag ? hours.state : menu.outcome) == 'salse'", "text == 'x' && 'a' == 'b'",
      "hours.state == open",
    ].map { reported($0, worded) }
    #expect(
      reports.joined(separator: "\n") == """
        hours.state == 'opened'
                       ^^^^^^^^ unknown-case: `state` is never `opened` [did you mean `open`?]
        'shut' != hours.state
        ^^^^^^ unknown-case: `state` is never `shut` [it is one of `open`, `closed`]
        hours.state in ['open', 'x']
                                ^^^ unknown-case: `state` is never `x` [it is one of `open`, `closed`]
        menu.?choice.orValue('none') == 'salse' || menu.?choice.orValue('none') == 'none'
                                        ^^^^^^^ unknown-case: `choice` is never `salse` [did you mean `sales`?]
        (flag ? hours.state : menu.outcome) == 'salse'
                                               ^^^^^^^ unknown-case: this is never `salse` [did you mean `sales`?]
        text == 'x' && 'a' == 'b'
        hours.state == open
                       ^^^^ unknown-name: there is no `open` here [words stand in quotes: `'open'`]
        """
    )
  }

  @Test(
    arguments: [
      ("hours.state", ["open", "closed"]), ("menu.outcome", ["sales", "help", "failed"]),
      ("flag ? 'a' : 'b'", ["a", "b"]), ("text", nil), ("hours.state + 'x'", nil),
      ("menu.?choice.orValue('none')", ["sales", "help", "none"]), ("menu.?note.orValue('')", nil),
      ("menu.outcome == 'help' ? menu.choice : 'none'", ["help", "none"]),
    ] as [(String, Set<String>?)]
  )
  func `the words an expression can give are known`(source: String, words: Set<String>?) {
    let expression = compiled(source, worded)
    #expect(expression?.vocabulary?.possible == words, "\(reported(source, worded))")
  }

  @Test func `records are equal by their key`() throws {
    let first = CELRecord(
      typeName: "identifier",
      fields: ["rawId": .string("4:+1"), "number": .string("+1")],
      key: "rawId"
    )
    let second = CELRecord(typeName: "identifier", fields: ["rawId": .string("4:+1")], key: "rawId")
    let values: [String: CELValue] = [
      "party": .record(first), "parties": .list([.record(second)]),
    ]
    #expect(try evaluate("party in parties", scope(), values).get() == .bool(true))
    #expect(try evaluate("party != parties[0]", scope(), values).get() == .bool(false))
    #expect(try evaluate("has(parties[0].number)", scope(), values).get() == .bool(false))
  }
}
