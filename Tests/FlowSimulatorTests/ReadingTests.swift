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
