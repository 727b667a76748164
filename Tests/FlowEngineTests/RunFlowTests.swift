import CEL
import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

/// `run` of another flow: what it is given and gives back, what is its own, and how it is left
/// (LANGUAGE 2; SEMANTICS 1.2, rules 9 and 10).
@Suite struct RunFlowTests {
  /// Asks for digits twice, and gives them back; `n` is its own.
  private let verify = """
    flow: verify
    parameters: { most: int, asking: "string = Your number?" }
    outputs: { account: string = '' }
    variables: { n: int = 0 }
    blocks:
      main:
        - set: { n: "${n + 1}" }
        - recognize: { prompt: { text: "${asking}" }, tones: { max: 4 } }
          id: asked
          on: { failed: again }
        - set: { account: "${asked.tones}" }
      again:
        - goto: main
          when: n < most
    """

  /// A connected call of a flow that runs `verify`.
  private func verifying(
    _ with: String = "{ most: 2 }",
    top: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - run: { flow: verify, with: \(with) }
          id: verified
          on: { failed: rest }
        - log: "${verified.outcome} ${verified.account} ${n}"
        - goto: rest
      rest:
        - wait: 1h
        - hangUp
      """,
      top: "variables: { n: int = 7 }\n\(top)",
      running: [verify],
      sourceLocation: sourceLocation
    )
    call.connect(sourceLocation: sourceLocation)
    return call
  }

  private func press(_ call: inout Conversation, _ ordinal: Int, _ tones: [Tone]) {
    call.accept(ordinal)
    call.event(.recognizeCompleted(.tones(tones)), for: ordinal)
  }

  @Test func `it is given parameters, gives back outputs, and has names of its own`() throws {
    var call = try verifying()
    call.expect("send 2.1 recognize 4 tones from caller «Your number?»")
    #expect(call.machine.path == "verify:main/1")
    call.accept(2)
    call.event(.recognizeFailed(sourceIndex: nil), for: 2, 400, 8510)
    call.expect("send 3.1 recognize 4 tones from caller «Your number?»")
    press(&call, 3, [.one, .two])
    call.expect("log info done 12 7")
    #expect(call.machine.path == "rest/0")
    #expect(call.machine.state.flows.isEmpty)
    #expect(call.result("verified") == "account: 12, outcome: done")
    #expect(call.steps.contains("verify:main/1 recognize → noInput (refused 400/8510)"))
  }

  @Test func `a parameter that is given goes before its first value`() throws {
    var call = try verifying("{ most: 2, asking: \"Account ${n}?\" }")
    call.expect("send 2.1 recognize 4 tones from caller «Account 7?»")
  }

  @Test func `a call is stored and goes on within a flow that is run`() throws {
    var call = try verifying()
    call.ignore()
    try call.restart()
    press(&call, 2, [.three])
    call.expect("log info done 3 7")
  }

  @Test func `the caller leaves while it runs, and only the call's own handler tells`() throws {
    var call = try verifying(
      top:
        "on: { callEnded: [{ log: \"${verified.?outcome.orValue('unset')} ${n} ${call.ended.step.orValue('')}\" }] }"
    )
    call.ignore()
    call.disconnect()
    call.wait(.seconds(5))
    call.keep { $0.hasPrefix("log info") }
    call.expect("log info unset 7 verify:main/1")
    #expect(call.machine.state.flows.isEmpty)
    #expect(call.machine.isClosed)
  }

  /// What a call logs that runs a flow of these blocks.
  private func logs(
    _ blocks: String,
    head: String = "",
    main: String = "",
    top: String = "variables: { n: int = 1 }"
  ) throws -> [String] {
    let inner = """
      flow: inner
      outputs: { seen: string = no }
      \(head)
      blocks:
        \(blocks.split(separator: "\n").joined(separator: "\n  "))
      """
    var call = try Conversation(
      """
      main:
        - run: { flow: inner }
          id: ran
          on: { failed: [{ log: "failed ${ran.reason.word}" }, { reject: busy }] }
        - log: "${ran.outcome} ${ran.?seen.orValue('')}"
      \(main)  - reject: busy
      other:
        - log: other
        - reject: busy
      """,
      top: top,
      running: [inner]
    )
    call.ring()
    return call.effects.compactMap { effect in
      guard case .log(let entry) = effect, entry.level == .info else { return nil }
      return entry.text
    }
  }

  @Test func `return comes back from wherever it is, goto stays in the flow`() throws {
    let lines = try logs(
      """
      main:
        - set: { seen: in }
        - goto: other
      other:
        - log: inner other
        - if: true
          then: [return]
        - log: never
      """
    )
    #expect(lines == ["inner other", "done in"])
  }

  @Test func `end in it ends the call's own flow`() throws {
    let lines = try logs("main:\n  - log: in\n  - end")
    #expect(lines == ["in"])
  }

  @Test func `a failure that it does not handle is one of the step that runs it`() throws {
    let lines = try logs(
      """
      main:
        - locale: "${1 / 0 > 0 ? 'en-US' : ''}"
        - set: { n: "${1 / n}" }
        - log: on
        - http: { get: "${settings.crm}/${1 / n}" }
        - log: never
      """,
      head: "variables: { n: int = 0 }\nsettings: { crm: uri }"
    )
    #expect(lines == ["failed expression"])
  }

  @Test func `its own handler of failures runs in it, once, and may return`() throws {
    let head = """
      variables: { n: int = 0 }
      settings: { crm: uri }
      on:
        failed:
          - log: "in it ${failure.reason.word} ${n}"
          - return
      """
    let lines = try logs(
      """
      main:
        - http: { get: "${settings.crm}/${1 / n}" }
      """,
      head: head
    )
    #expect(lines == ["in it expression 0", "done no"])
  }

  @Test func `what is deeply nested keeps each flow's names apart`() throws {
    let middle = """
      flow: middle
      parameters: { n: int }
      outputs: { sum: int = 0 }
      blocks:
        main:
          - run: { flow: leaf, with: { n: "${n + 1}" } }
            id: ran
          - set: { sum: "${ran.sum + n}" }
      """
    let leaf = """
      flow: leaf
      parameters: { n: int }
      outputs: { sum: int = 0 }
      blocks: { main: [{ set: { sum: "${n * 100}" } }] }
      """
    var call = try Conversation(
      """
      main:
        - run: { flow: middle, with: { n: 1 } }
          id: ran
        - run: { flow: middle, with: { n: "${ran.sum}" } }
          id: again
        - log: "${ran.sum} ${again.sum}"
        - reject: busy
      """,
      running: [middle, leaf]
    )
    call.ring()
    call.expect("log info 201 20401", "send 1.1 reject busy")
  }

  @Test func `a flag that only the flow declares that is run is what the operator says`() throws {
    let asking = """
      flow: asking
      flags: { open: bool = false }
      outputs: { seen: bool = false }
      blocks: { main: [{ wait: 5s }, { set: { seen: "${flags.open}" } }] }
      """
    var call = try Conversation(
      """
      main:
        - answer
        - run: { flow: asking }
          id: first
        - run: { flow: asking }
          id: second
        - log: "${first.seen} ${second.seen}"
        - wait: 1h
        - hangUp
      """,
      running: [asking]
    )
    call.connect()
    call.wait(.seconds(5))
    call.flags = ["open": .bool(true)]
    call.wait(.seconds(5))
    call.expect("log info false true")
  }

  @Test func `recordingFailed of the call's own flow runs over a flow that is run`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - record: start
        - run: { flow: verify, with: { most: 2 } }
        - hangUp
      """,
      top: """
        variables: { n: int = 7 }
        on: { recordingFailed: [{ log: "lost ${n}" }] }
        """,
      running: [verify]
    )
    call.connect()
    call.ignore()
    call.accept(2)
    call.ignore()
    call.event(.startRecordingFailed(nil), for: 2, 400, 8608)
    call.expect("log info lost 7")
    #expect(call.machine.path == "verify:main/1")
    press(&call, 3, [.one])
    call.keep { $0.contains("terminate") }
    call.expect("send 4.1 terminate")
  }
}
