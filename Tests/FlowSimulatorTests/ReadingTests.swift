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
      try found("scenarios: { one: [] }") == [
        "1:1 missing-field: a file of scenarios needs `test` (`test:` names the flow)"
      ]
    )
    #expect(
      try found("test: tessted\nscenarios: { one: [] }") == [
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
      try found("test: tested\nat: noon\nscenarios: { one: [] }").first?
        .contains("`noon` is no point in time") ?? false
    )
    #expect(
      try found("test: tested\ncall: { start: {} }\nscenarios: { one: [] }").first?
        .contains("takes calls, and places none") ?? false
    )
    #expect(
      try found("test: tested\ncall: { to: +12065550000 }\nscenarios: { one: [] }").first?
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
      "test: tested\nscenarios: { one: [], two: { at: 2026-11-24T10:00:00Z, lines: [] } }",
      of: timed
    )
    #expect(found.count == 1)
    #expect(found.first?.contains("the flow asks for the time") ?? false)
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
