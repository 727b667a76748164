import Diagnostics
import Testing

@testable import FlowSimulator

/// What each line of a scenario does.
@Suite struct RunTests {
  private let menu = flow(
    """
    main:
      - answer
      - play: welcome
      - recognize: { prompt: menu, choices: { sales: { press: 1 }, support: { press: 2, say: [support] } }, retries: 1 }
        id: chosen
        on: { sales: desk, support: agents, failed: sorry }
    desk:
      - transfer: { to: desk }
        on: { failed: sorry }
    agents:
      - addAgent: { to: [alice, bob], timeout: 30s, music: music }
        id: agent
        on: { failed: sorry }
      - wait: { for: { gone: { left: agent } } }
      - hangUp
    sorry:
      - play: sorry
      - hangUp
    """
  )

  private func pass(_ text: String, top: String = "", of flow: String? = nil) throws {
    try TestProject(flow ?? menu, tests: scenarios(text, top: top), configuration: configuration)
      .pass()
  }

  private func failures(_ text: String, top: String = "", of flow: String? = nil) throws -> [String]
  {
    try TestProject(flow ?? menu, tests: scenarios(text, top: top), configuration: configuration)
      .failures()
  }

  @Test func `a caller presses a key and is transferred`() throws {
    try pass(
      """
      sales:
        - hears: [welcome, menu]
        - press: 1
        - transfers: desk
        - desk: accepts
        - ends: transferred
      """
    )
  }

  @Test func `a flow does by whom the caller meant`() throws {
    let flow = flow(
      """
      main:
        - answer
        - if: call.onBehalfOf.hasValue() && call.onBehalfOf.value().rawId == desk.rawId
          then: [play: menu, hangUp]
        - play: welcome
        - hangUp
      """
    )
    try pass(
      """
      of the desk:
        call: { onBehalfOf: desk }
        lines: [hears: menu, ends: hungUp]
      of a number:
        call: { onBehalfOf: +14255559999 }
        lines: [hears: welcome, ends: hungUp]
      of the line itself: [hears: welcome, ends: hungUp]
      """,
      of: flow
    )
  }

  @Test func `a caller speaks, and the first agent declines`() throws {
    try pass(
      """
      support:
        - hears: [Welcome to Contoso., menu]
        - say: support please
        - rings: alice
        - alice: declines
        - rings: bob
        - bob: { accepts: {}, after: 3s }
        - expect: agent.party.rawId == bob.rawId && chosen.choice == 'support'
        - joins: bob
        - hears: music
        - waits
        - after: 40s
        - bob: leaves
        - ends: hungUp
      """
    )
  }

  @Test func `what nobody scripts takes its ordinary course`() throws {
    try pass(
      """
      agent:
        - hears: [welcome, menu]
        - press: 2
        - rings: alice
        - joins: alice
        - hangUp
        - ends: callerLeft
      sales:
        - hears: [welcome, menu]
        - press: 1
        - transfers: desk
        - ends: transferred
      """
    )
  }

  @Test func `who is busy, or does not answer, is not reached`() throws {
    try pass(
      """
      nobody:
        - hears: [welcome, menu]
        - press: 2
        - rings: alice
        - alice: noAnswer
        - rings: bob
        - bob: busy
        - hears: sorry
        - ends: hungUp
      refused:
        - hears: [welcome, menu]
        - press: 1
        - transfers: desk
        - desk: declines
        - hears: sorry
        - ends: hungUp
      """
    )
  }

  @Test func `a caller who says nothing is asked again`() throws {
    try pass(
      """
      silent:
        - hears: [welcome, menu]
        - silence
        - hears: menu
        - silence
        - hears: sorry
        - ends: hungUp
      """
    )
  }

  @Test func `a key that is no choice, and a word that is none`() throws {
    try pass(
      """
      wrong:
        - hears: [welcome, menu]
        - press: 9
        - hears: menu
        - { say: bananas, confidence: 0.5 }
        - ...
        - ends: hungUp
      """
    )
  }

  @Test func `what comes instead of what was expected is a failure`() throws {
    let found = try failures(
      """
      skipped:
        - hears: menu
      wrong end:
        - hears: [welcome, menu]
        - press: 1
        - ends: hungUp
      over:
        - hears: welcome
        - hangUp
        - ends: callerLeft
        - hears: menu
      """
    )
    #expect(
      found == [
        "the caller hears `menu` was to come next: instead, the caller hears `welcome`",
        "the call ends as `hungUp` was to come next: instead, the call is transferred to `desk`",
        "the caller hears `menu` was to come next: the call is over",
      ]
    )
  }

  @Test func `other words, and another language, are told by what was heard`() throws {
    let found = try failures(
      """
      words:
        - hears: Welcome to Fabrikam.
      language:
        - hears: { prompt: welcome, locale: es-ES }
      for another:
        - hears: [welcome, menu]
        - press: 2
        - rings: alice
        - alice: accepts
        - hears: { prompt: welcome, by: alice }
      """,
      of: flow(
        """
        main:
          - answer
          - play: welcome
          - recognize: { prompt: menu, choices: { sales: { press: 1 }, support: { press: 2 } } }
            on: { sales: bye, support: support, failed: bye }
        support:
          - addAgent: alice
            id: agent
            on: { failed: bye }
          - play: { prompt: sorry, to: agent }
          - goto: bye
        bye:
          - hangUp
        """
      ).replacing(
        "voices: { en-US: en-US-NancyNeural }",
        with: "voices: { en-US: en-US-NancyNeural, es-ES: es-ES-ElviraNeural }"
      )
    )
    #expect(
      found == [
        "the caller hears “Welcome to Fabrikam.” was to come next: instead, the caller hears "
          + "`welcome`: “Welcome to Contoso.”",
        "the caller hears `welcome` in `es-ES` was to come next: instead, the caller hears "
          + "`welcome`, in `en-US`",
        "`alice` hears `welcome` was to come next: instead, `alice` hears `sorry`",
      ]
    )
  }

  @Test func `a line that waits for the flow says what comes instead`() throws {
    let found = try failures(
      """
      keys:
        - hears: [welcome, menu]
        - press: 1
        - transfers: desk
        - desk: accepts
        - press: 1
      nobody rung:
        - hears: [welcome, menu]
        - press: 1
        - alice: accepts
      """
    )
    #expect(
      found == [
        "the flow never listens to the keys of the caller from here on: what comes is: "
          + "the call ends as `transferred`",
        "the flow never rings `alice` from here on: what comes is: the call is transferred to "
          + "`desk`",
      ]
    )
  }

  @Test func `a refusal of what nobody asks for is a failure at its line`() throws {
    let project = try TestProject(
      flow("main:\n  - answer\n  - play: welcome\n  - hangUp"),
      tests: scenarios(
        """
        never:
          - hears: welcome
          - refuse: { startRecording: { code: 403 } }
          - ends: hungUp
        in time:
          - refuse: { play: { code: 403 } }
          - ends: hungUp
        """
      ),
      configuration: configuration
    )
    let results = try project.run()
    let failure = try #require(results.first?.failure)
    #expect(failure.message == "the flow never asks for `startRecording` from here on")
    let source = try #require(project.files[failure.line.file])
    #expect(source.position(of: failure.line.start).line == 6)
    #expect(results.last?.passed == true, "\(project.shown(results[1]))")
  }

  @Test func `a scenario that waits for ever fails in the end`() throws {
    let waiting = flow(
      """
      main:
        - answer
        - play: welcome
        - wait: { for: { go: { signal: go } }, music: music }
        - hangUp
      """,
      top: "signals: { go: {} }"
    )
    let found = try failures(
      """
      for ever:
        - hears: welcome
        - hears: menu
      never asked:
        - hears: welcome
        - press: 1
      """,
      of: waiting
    )
    #expect(found.count == 2)
    #expect(found.first?.contains("the call ends as `maxDuration`") ?? false, "\(found)")
    #expect(found.last?.contains("never listens to the keys of the caller") ?? false, "\(found)")
  }

  @Test func `an early key is lost, and a key while the flow does not listen waits`() throws {
    try pass(
      """
      lost:
        - { press: 1, early: true }
        - hears: [welcome, menu]
        - silence
        - ...
        - ends: hungUp
      """
    )
  }

  @Test func `signals and flags come from outside`() throws {
    let outside = flow(
      """
      main:
        - answer
        - wait: { for: { go: { signal: go } }, music: music, timeout: 1h }
          id: turn
          on: { timeout: hangUp, go: next }
      next:
        - if: flags.short
          then: [{ play: sorry }]
          else: [{ play: welcome }]
        - log: "${turn.go.by} has spoken"
        - hangUp
      """,
      top: "signals: { go: { by: string } }\nflags: { short: bool = false }"
    )
    try pass(
      """
      long:
        - after: 5m
        - signal: { go: { by: Ann } }
        - hears: welcome
        - logged: Ann has spoken
        - ends: hungUp
      short:
        - after: 5s
        - flag: { short: true }
        - signal: { go: { by: Bo } }
        - hears: sorry
        - logged: "Bo*"
        - ends: hungUp
      too late:
        - after: 61m
        - ends: hungUp
      """,
      of: outside
    )
  }

  @Test func `requests get what rules and lines say`() throws {
    let asking = flow(
      """
      main:
        - answer
        - http: { post: "https://crm.contoso.com/calls", body: { from: "${call.from.rawId}", n: 2 }, response: { ticket: string } }
          id: made
          on: { failed: sorry, done: told }
      told:
        - log: "ticket ${made.body.ticket}"
        - play: welcome
        - hangUp
      sorry:
        - log: "no ticket: ${made.reason.word}"
        - play: sorry
        - hangUp
      """
    )
    try pass(
      """
      by a rule:
        http: [{ post: "*/calls", answer: { status: 201, body: { ticket: "t-${request.body.n}" } } }]
        lines:
          - requested: { post: "https://crm.*/calls", body: { n: 2 } }
          - logged: ticket t-2
          - hears: welcome
          - ends: hungUp
      by a line:
        - respond: { status: 200, body: { ticket: a } }
        - logged: ticket a
        - hears: welcome
        - ends: hungUp
      no answer:
        - timeout
        - hears: sorry
        - logged: "no ticket: timeout"
        - ends: hungUp
      nobody there:
        - unreachable
        - hears: sorry
        - ends: hungUp
      a status:
        - respond: { status: 500 }
        - hears: sorry
        - logged: "no ticket: status"
        - ends: hungUp
      """,
      of: asking
    )
    let found = try failures("forgotten: [{ hears: welcome }]", of: asking)
    #expect(found == ["the request POST https://crm.contoso.com/calls has no answer"])
  }

  @Test func `recordings start, fail, stop, and get ready`() throws {
    let recorded = flow(
      """
      main:
        - answer
        - record: start
        - play: welcome
        - wait: 10s
        - hangUp
      """,
      top: """
        on:
          recordingFailed: [{ log: The recording is gone. }]
          recordingReady: [{ log: "${size(recording.files)} files" }]
        """
    )
    try pass(
      """
      fine:
        - records: start
        - hears: welcome
        - ends: hungUp
        - recording: ready
        - logged: 1 files
      fails:
        - recording: fails
        - hears: welcome
        - logged: The recording is gone.
        - ends: hungUp
      stops:
        - hears: welcome
        - after: 3s
        - recording: stops
        - logged: The recording is gone.
        - ends: hungUp
      """,
      of: recorded
    )
  }

  @Test func `files that a flow fetches can be lost`() throws {
    let fetching = flow(
      """
      main:
        - answer
        - record: start
        - play: welcome
        - hangUp
      """,
      top: """
        on:
          recordingReady:
            - fetch: { to: calls }
              on: { failed: [{ log: no files }] }
            - log: all is done
        """
    )
    try pass(
      """
      kept:
        - hears: welcome
        - ends: hungUp
        - logged: all is done
      lost:
        - recording: lost
        - hears: welcome
        - ends: hungUp
        - logged: no files
      """,
      of: fetching
    )
  }

  @Test func `the service refuses what a line says`() throws {
    try pass(
      """
      no welcome:
        - refuse: { play: { code: 400, subCode: 8500 } }
        - hears: menu
        - hangUp
        - ends: callerLeft
      """
    )
  }

  @Test func `a server that starts again goes on with the call`() throws {
    try pass(
      """
      crash:
        - hears: [welcome, menu]
        - restart
        - press: 2
        - rings: alice
        - restart
        - alice: accepts
        - expect: agent.party.rawId == alice.rawId
        - alice: leaves
        - ends: hungUp
      """
    )
  }

  @Test func `a flow that places its call rings the caller`() throws {
    let placing = """
      flow: tested
      voices: { en-US: en-US-NancyNeural }
      identities: { line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 } }
      parameters: { patient: phoneNumber, name: string }
      blocks:
        main:
          - dial: { to: "${patient}", as: line }
            on: { failed: end }
          - play: "Hello ${name}."
          - hangUp
      """
    try pass(
      """
      there:
        - rings: caller
        - caller: accepts
        - hears: Hello Kim.
        - ends: hungUp
      away:
        - rings: caller
        - caller: busy
        - ends: notConnected
      not placed, for what comes first is arranged before the call begins:
        - refuse: { createCall: { code: 403 } }
        - ends: notConnected
      """,
      top: "call: { start: { patient: +14255550199, name: Kim } }",
      of: placing
    )
  }

  @Test func `an agent alone hears a whisper, and presses keys`() throws {
    let whispering = flow(
      """
      main:
        - answer
        - addAgent: { to: alice, timeout: 30s }
          id: agent
          on: { failed: hangUp }
        - play: { prompt: welcome, to: agent }
        - wait: { for: { more: { press: "*9", from: agent }, gone: { left: agent } } }
          on: { more: sorry, gone: hangUp }
      sorry:
        - play: sorry
        - hangUp
      """
    )
    try pass(
      """
      whisper:
        - rings: alice
        - hears: { prompt: welcome, by: alice }
        - alice: { presses: "*9" }
        - hears: sorry
        - ends: hungUp
      """,
      of: whispering
    )
    let found = try failures("deaf: [{ rings: alice }, { hears: welcome }]", of: whispering)
    #expect(
      found == ["the caller hears `welcome` was to come next: instead, `alice` hears `welcome`"]
    )
  }

  @Test func `the same scenario gives the same result`() throws {
    let project = try TestProject(
      menu,
      tests: scenarios(
        "sales: [{ hears: welcome }, { hears: menu }, { press: 2 }, { rings: bob }]"
      ),
      configuration: configuration
    )
    let (first, second) = (try project.run(), try project.run())
    #expect(first.map(\.account) == second.map(\.account))
    #expect(first.map(\.coverage) == second.map(\.coverage))
    #expect(first.map(\.failure) == second.map(\.failure))
  }

  @Test func `a failure stands at its line, and says where the flow stands`() throws {
    let project = try TestProject(
      menu,
      tests: scenarios("sales:\n  - hears: [welcome, menu]\n  - press: 1\n  - hears: sorry"),
      configuration: configuration
    )
    let result = try #require(try project.run().first)
    let shown = project.shown(result)
    #expect(shown.contains("--> a.test.yaml:7:14"), "\(shown)")
    #expect(shown.contains("- transfer: { to: desk }"), "\(shown)")
    #expect(shown.contains("the flow stands here"), "\(shown)")
    #expect(shown.contains("the caller hears `menu`"), "\(shown)")
  }
}
