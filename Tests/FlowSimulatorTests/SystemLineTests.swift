import Testing

@testable import FlowSimulator

/// Lines of what systems notice, and of who is rung in any order: met, and not met.
@Suite struct SystemLineTests {
  private let agents = flow(
    """
    main:
      - answer
      - record: start
      - recognize: { prompt: menu, choices: { sales: { say: [sales] }, other: { press: 2 } } }
        on: { sales: desk, failed: done, other: done }
    desk:
      - record: pause
      - record: resume
      - addParticipant: { to: desk }
        on: { failed: agents }
      - sendTones: { tones: "1234#", to: desk }
      - removeParticipant: desk
      - record: stop
      - goto: agents
    agents:
      - addAgent: { to: [alice, bob], strategy: all }
        on: { failed: done }
      - play: welcome
      - schedule: { flow: later, after: 1h }
      - goto: done
    done:
      - hangUp
    """
  )
  private let later = """
    flow: later
    identities:
      line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
      desk: +12065551212
    blocks:
      main:
        - dial: { to: desk, as: line }
          on: { failed: end }
        - hangUp
    """

  private func project(_ lines: String) throws -> TestProject {
    try TestProject(
      agents,
      later,
      tests: scenarios(lines, top: "parties: { nora: +12065550107 }"),
      configuration: configuration
    )
  }

  @Test func `each is met where it happens, the order of who is rung aside`() throws {
    try project(
      """
      all:
        call: { from: nora }
        lines:
          - records: start
          - hears: { text: "For sales, press 1. For support, press 2.", locale: en-US }
          - say: sales
          - records: pause
          - records: resume
          - rings: desk
          - desk: accepts
          - joins: desk
          - sends: 1234#
          - removes: desk
          - records: stop
          - rings: [bob, alice]
          - alice: declines
          - bob: accepts
          - hears: welcome
          - schedules: later
          - ends: hungUp
      """
    ).pass()
  }

  @Test(arguments: [
    ("records: stop", "the recording is to stop"), ("records: pause", "the recording is to pause"),
    ("records: resume", "the recording is to resume"), ("sends: 99", "tones 99 are sent"),
    ("removes: alice", "`alice`"), ("schedules: later", "`later`"),
    ("rings: [alice, desk]", "is rung"),
    ("hears: { text: \"Good day.\", locale: en-US }", "“Good day.”"),
  ])
  func `what does not happen is a failure that names it`(line: String, words: String) throws {
    let failures = try project(
      """
      one:
        - records: start
        - \(line)
        - ends: hungUp
      """
    ).failures()
    #expect(failures.count == 1 && failures[0].contains(words), "\(failures)")
  }

  @Test(arguments: [
    ("respond: { status: 200 }", "the flow sends no request"),
    ("timeout", "the flow sends no request"), ("unreachable", "the flow sends no request"),
    ("recording: fails", "the flow starts no recording"),
  ])
  func `what happens to nothing is a failure`(line: String, words: String) throws {
    let project = try TestProject(
      flow("main: [answer, { play: welcome }, hangUp]"),
      tests: scenarios(
        """
        one:
          - hears: welcome
          - \(line)
          - ends: hungUp
        """
      ),
      configuration: configuration
    )
    let failures = try project.failures()
    #expect(failures.count == 1 && failures[0].hasPrefix(words), "\(failures)")
  }
}
