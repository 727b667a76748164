import Diagnostics
import Testing

@testable import FlowSimulator

/// What is said of files of scenarios that are wrong.
@Suite struct ReadingTests {
  private let tested = flow(
    """
    main:
      - answer
      - wait: { for: { go: { signal: go } }, timeout: 1m, music: music }
        id: turn
        on: { timeout: hangUp, go: hangUp }
      - hangUp
    """,
    top: "signals: { go: { by: string } }\nflags: { short: bool = false }"
  )

  /// The findings, each with its line and column, its code and what helps.
  private func found(_ text: String, of flow: String? = nil) throws -> [String] {
    let project = try TestProject(flow ?? tested, tests: text, configuration: configuration)
    return project.findings.map { finding in
      let position = project.files[finding.primary.span.file]?.position(
        of: finding.primary.span.start
      )
      let place = position.map { "\($0.line):\($0.column) " } ?? ""
      return place + "\(finding.code.rawValue): \(finding.message)"
        + (finding.help.map { " (\($0))" } ?? "")
    }
  }

  private func found(line: String) throws -> [String] {
    try found("test: tested\nscenarios:\n  one:\n    - \(line)")
  }

  @Test func `what other tests write is taken as what it means here`() throws {
    #expect(
      try found(line: "wait: 2s") == [
        "4:7 unknown-field: `wait` is neither a word of a scenario nor a party "
          + "(that time passes is written `after: 2s`)"
      ]
    )
    #expect(
      try found(
        """
        tests: tested
        http:
          - pots: "*/calls"
            response: { status: OK }
        scenario:
          one: [hangUp]
          two:
        """
      ) == [
        "1:1 unknown-field: a file of scenarios has no field `tests` (did you mean `test`?)",
        "5:1 unknown-field: a file of scenarios has no field `scenario` "
          + "(did you mean `scenarios`?)",
        "3:5 unknown-field: a rule of `http` has no field `pots` (did you mean `post`?)",
        "4:5 unknown-field: a rule of `http` has no field `response` (did you mean `answer`?)",
        "4:25 malformed-value: `OK` is no whole number from 1 (write it in digits)",
        "7:7 missing-field: the scenario has no lines "
          + "(write what happens, such as `- hangUp`, and what the flow does then)",
      ]
    )
  }

  @Test func `a number without its sign is told`() throws {
    #expect(
      try found(
        "test: tested\nscenarios:\n  one: { call: { from: 4255550123 }, lines: [hangUp] }"
      ) == [
        "3:24 unknown-name: there is no party `4255550123` "
          + "(a number begins with `+` and its country, such as `+14255550123`)"
      ]
    )
  }

  @Test func `a time that is not whole is told once, with its own digits`() throws {
    let asking = flow(
      """
      main:
        - answer
        - if: now > timestamp('2026-01-01T00:00:00Z')
          then: [hangUp]
        - hangUp
      """
    )
    let tests = "scenarios: { one: [hangUp], two: [hangUp] }"
    #expect(
      try found("test: tested\nat: 2026-11-24 10:00\n\(tests)", of: asking) == [
        "2:5 malformed-value: `2026-11-24 10:00` is no point in time "
          + "(write it with its offset from UTC, such as `2026-11-24T10:00:00-08:00`)"
      ]
    )
    #expect(
      try found("test: tested\nat: 2026-11-24 10:00:00Z\n\(tests)", of: asking) == [
        "2:5 malformed-value: `2026-11-24 10:00:00Z` is no point in time "
          + "(write `2026-11-24T10:00:00Z`)"
      ]
    )
  }

  @Test func `names are known, or guessed at`() throws {
    #expect(
      try found(line: "hears: welcom") == [
        "4:14 unknown-name: there is no prompt `welcom` (did you mean `welcome`?)"
      ]
    )
    #expect(
      try found(line: "rings: alicia") == [
        "4:14 unknown-name: there is no party `alicia` (did you mean `alice`?)"
      ]
    )
    #expect(
      try found(line: "reaches: maim") == [
        "4:16 unknown-name: there is no block `maim` (did you mean `main`?)"
      ]
    )
    #expect(
      try found(line: "signal: { went: {} }") == [
        "4:17 unknown-name: there is no signal `went` (there are `go`)"
      ]
    )
    #expect(
      try found(line: "flag: { shrt: true }") == [
        "4:15 unknown-name: there is no flag `shrt` (did you mean `short`?)"
      ]
    )
    #expect(
      try found(line: "expect: tur.outcome == 'go'").first?.contains("unknown-name") ?? false
    )
    #expect(
      try found(line: "ends: hangedUp").first?.contains("`hangedUp` is none of `callerLeft`")
        ?? false
    )
  }

  @Test func `words of lines are known, or guessed at`() throws {
    #expect(
      try found(line: "heers: welcome") == [
        "4:7 unknown-field: `heers` is neither a word of a scenario nor a party "
          + "(did you mean `hears`?)"
      ]
    )
    #expect(try found(line: "alice: acepts").first?.contains("did you mean `accepts`?") ?? false)
    #expect(
      try found(line: "{ hears: welcome, press: 1 }").first?
        .contains("exclusive-fields: a line says one thing, and this one `hears` and `press`")
        ?? false
    )
    #expect(
      try found(line: "{ hears: welcome, early: true }").first?.contains("takes no `early`")
        ?? false
    )
    #expect(try found(line: "alice: presses").first?.contains("`presses` needs what") ?? false)
  }

  @Test func `values are of their types`() throws {
    #expect(try found(line: "press: x").first?.contains("`x` is not keys") ?? false)
    #expect(try found(line: "after: soon").first?.contains("is no length of time") ?? false)
    #expect(
      try found(line: "signal: { go: { by: 3 } }") == [
        "4:21 type-mismatch: the flow declares `go` as `{ by: string }`, and this is none"
      ] || found(line: "signal: { go: { by: 3 } }").first?.contains("type-mismatch") ?? false
    )
    #expect(
      try found(line: "{ say: hi, confidence: 2 }").first?.contains("from 0 to 1") ?? false
    )
    #expect(
      try found(line: "refuse: { play: { code: 200 } }").first?.contains("from 400 to 599") ?? false
    )
    #expect(
      try found(line: "respond: { status: 99 }").first?.contains("from 100 to 599") ?? false
    )
    #expect(
      try found(line: "requested: { body: {} }").first?.contains("a request has one of") ?? false
    )
    #expect(
      try found(line: "respond: { body: { a: \"${reqest.body}\" } }").first?
        .contains("unknown-name") ?? false
    )
  }

  @Test func `a file says which flow, when, and how it begins`() throws {
    #expect(
      try found("scenarios: { one: [hangUp] }") == [
        "1:1 missing-field: a file of scenarios needs `test` (`test:` names the flow)"
      ]
    )
    #expect(
      try found("test: tessted\nscenarios: { one: [hangUp] }") == [
        "1:7 unknown-name: there is no flow `tessted` (did you mean `tested`?)"
      ]
    )
    #expect(
      try found("test: tested\nscenarios: { one: { line: [] } }").first?.contains(
        "did you mean `lines`?"
      )
        ?? false
    )
    #expect(
      try found("test: tested\nat: noon\nscenarios: { one: [hangUp] }").first?
        .contains("`noon` is no point in time") ?? false
    )
    #expect(
      try found("test: tested\ncall: { start: {} }\nscenarios: { one: [hangUp] }").first?
        .contains("takes calls, and places none") ?? false
    )
    #expect(
      try found("test: tested\ncall: { to: +12065550000 }\nscenarios: { one: [hangUp] }").first?
        .contains("takes no calls to") ?? false
    )
    #expect(try found("") == ["1:1 empty-document: the file has no scenarios"])
    #expect(try found("test: [\n").isEmpty == false)
  }

  @Test func `a flow that asks for the time needs one`() throws {
    let timed = flow(
      "main:\n  - answer\n  - log: \"${now}\"\n  - hangUp"
    )
    let found = try found(
      "test: tested\nscenarios: { one: [hangUp], two: { at: 2026-11-24T10:00:00Z, lines: [hangUp] } }",
      of: timed
    )
    #expect(found.count == 1)
    #expect(found.first?.contains("the flow asks for the time") ?? false)
  }

  @Test func `what an expression asks is checked by the types that the flow declares`() throws {
    let asking = flow(
      """
      main:
        - answer
        - addAgent: alice
          id: agent
          on: { failed: hangUp }
        - set: { count: "${agent.tried}" }
        - hangUp
      """,
      top: "variables: { count: int = 0, why: string = none }\nflags: { short: bool = false }"
    )
    func found(_ expression: String) throws -> [String] {
      let quoted = expression.replacing("'", with: "''")
      return try self.found(
        "test: tested\nparties: { nora: +14255550123 }\n"
          + "scenarios: { one: [{ expect: '\(quoted)' }] }",
        of: asking
      )
    }
    for right in [
      "agent.party.user == alice.user", "agent.outcome == 'declined'", "count == 2 && why == 'x'",
      "caller.rawId != nora.rawId", "flags.short", "call.ended.reason == 'hungUp'",
      "failure.outcome == 'busy'", "now > call.startedAt", "agent.tried > 1",
    ] {
      #expect(try found(right).isEmpty, "\(right)")
    }
    let wrong: [(expression: String, column: Int, finding: String)] = [
      ("count == 'two'", 31, "type-mismatch: `==` compares an `int` with a `string`"),
      ("count + 1", 31, "type-mismatch: "),
      ("agent.party.usr == alice.user", 43, "unknown-name: "),
      ("agent.outcme == 'busy'", 37, "did you mean `outcome`?"),
      ("agent.outcome == 'busi'", 48, "did you mean `busy`?"),
      ("agent == 'busy'", 31, "agent.outcome"),
      ("flags.shrt", 37, "did you mean `short`?"),
      ("nora.user == alice.user", 36, "unknown-name: "),
      ("cuont == 1", 31, "did you mean `count`?"),
    ]
    for (expression, column, finding) in wrong {
      let all = try found(expression)
      #expect(all.count == 1, "\(expression): \(all)")
      let one = all.first ?? ""
      #expect(one.hasPrefix("3:\(column) ") && one.contains(finding), "\(one)")
    }
  }

  @Test func `what would be met by anything, or says nothing, is told`() throws {
    #expect(
      try found(line: "hears: []") == [
        "4:14 wrong-shape: `hears` names nothing (name what is to come, or leave out the line)"
      ]
    )
    #expect(
      try found(line: "rings: []").first?.hasPrefix("4:14 wrong-shape: `rings` names") ?? false
    )
    #expect(
      try found("test: tested\nscenarios: { one: [] }").first?
        .hasPrefix("2:19 missing-field: the scenario has no lines") ?? false
    )
    #expect(
      try found(line: "alice: { accepts: { after: 9s } }") == [
        "4:25 wrong-shape: nothing stands under `accepts` "
          + "(how long it takes stands beside it: `{ accepts: {}, after: 9s }`)"
      ]
    )
    #expect(
      try found(line: "alice: { accepts: 30s }").first?.contains("`{ accepts: {}, after: 30s }`")
        ?? false
    )
    #expect(try found(line: "alice: { accepts: {}, after: 9s }").isEmpty)
    #expect(
      try found(line: "{ alice: accepts, does: leaves }").first?.contains("takes no `does`")
        ?? false
    )
    #expect(
      try found(line: "refuse: { play: { code: 400, subCode: 1 } }") == [
        "4:45 value-out-of-range: a subcode of the service has four to six digits "
          + "(leave it out where it does not matter)"
      ]
    )
    #expect(
      try found(line: "hears: { prompt: welcome, locale: en-SU }") == [
        "4:41 unknown-name: there is no language `en-SU` (did you mean `en-US`?)"
      ]
    )
    #expect(
      try found(line: "schedules: nobody") == [
        "4:18 unknown-name: there is no scheduled flow `nobody` (the flow has none)"
      ]
    )
  }

  @Test func `who calls is somebody, and of a flow that places its calls nobody`() throws {
    func found(_ call: String, of flow: String? = nil) throws -> [String] {
      try self.found("test: tested\ncall: \(call)\nscenarios: { one: [hangUp] }", of: flow)
    }
    #expect(
      try found("{ from: caller }") == [
        "2:15 malformed-value: `caller` is whoever calls, and says nothing of who that is "
          + "(name an identity, a number or a raw id)"
      ]
    )
    #expect(
      try found("{ from: +14255550123, withheld: true }") == [
        "2:15 exclusive-fields: a caller whose number is withheld has no `from` "
          + "(leave out one of them)"
      ]
    )
    let placing = flow(
      """
      main:
        - dial: { to: desk, as: line }
          on: { failed: end }
        - hangUp
      """
    ).replacing("routes: [{ to: line }]", with: "")
    #expect(
      try found("{ from: +14255550123 }", of: placing) == [
        "2:15 unused-field: the flow `tested` places its calls, so nobody calls it "
          + "(leave out `from`)"
      ]
    )
  }

  @Test func `a word or a party alone says what is to stand behind it`() throws {
    #expect(
      try found(line: "alice") == [
        "4:7 missing-field: `alice` says nothing by itself (write such as `alice: accepts`)"
      ]
    )
    #expect(
      try found(line: "rings") == [
        "4:7 missing-field: `rings` says nothing by itself "
          + "(write such as `rings: [alice, bob]`)"
      ]
    )
    #expect(try found(line: "alise").first?.contains("did you mean `alice`?") ?? false)
  }

  @Test func `parties of a file are declared as those of a flow`() throws {
    func found(_ party: String) throws -> [String] {
      try self.found(
        "test: tested\nparties: { nora: \(party) }\n"
          + "scenarios: { one: [{ nora: leaves }] }"
      )
    }
    let user = "user: 0269be4d-5be0-4770-bf9c-a1bf50ee78d5"
    for right in [
      "+14255550123", "8:orgid:0269be4d-5be0-4770-bf9c-a1bf50ee78d5",
      "{ microsoftTeamsUser: { \(user) } }", "{ phoneNumber: +14255550123 }",
      "{ rawId: \"8:acs:0269be4d-5be0-4770-bf9c-a1bf50ee78d5_1\" }",
    ] {
      let all = try found(right)
      #expect(all.isEmpty, "\(right): \(all)")
    }
    #expect(
      try found("{ microsoftTeamUser: { \(user) } }").first?
        .hasPrefix("2:20 unknown-field: an identity has no field `microsoftTeamUser`") ?? false
    )
    #expect(
      try found("{ teamsExtensionUser: { \(user) } }").first?
        .contains("the identity needs `tenant`, `resource`") ?? false
    )
  }

  @Test func `too much is refused`() throws {
    let lines = String(repeating: "    - hangUp\n", count: SimulatorLimits.lines + 1)
    #expect(
      try found("test: tested\nscenarios:\n  one:\n" + lines).first?.contains("at most 5000 lines")
        ?? false
    )
    let wrong = String(repeating: "    - heers\n", count: SimulatorLimits.findings + 100)
    #expect(
      try found("test: tested\nscenarios:\n  one:\n" + wrong).count <= SimulatorLimits.findings + 1
    )
  }
}
