import CallModel
import Testing

@testable import FlowEngine

/// Steps that never wait, expressions, handlers and the ways between blocks.
@Suite struct ControlTests {
  /// Runs steps that log, while the call rings, and gives what was logged.
  private func logs(
    _ blocks: String,
    top: String = "",
    from: Identifier = Conversation.caller
  )
    throws -> [String]
  {
    var call = try Conversation(blocks, top: top)
    call.ring(from: from)
    return call.effects.compactMap { effect in
      guard case .log(let entry) = effect, entry.level == .info else { return nil }
      return entry.text
    }
  }

  @Test func `set computes all values before it sets any`() throws {
    let lines = try logs(
      """
      main:
        - set: { a: "${b}", b: "${a}" }
        - log: "${a} ${b}"
        - reject: busy
      """,
      top: "variables: { a: string = x, b: string = y }"
    )
    #expect(lines == ["y x"])
  }

  @Test(arguments: [(5, "many"), (1, "few")])
  func `if goes one way or the other`(count: Int, word: String) throws {
    let lines = try logs(
      """
      main:
        - if: count > 3
          then: [{ log: many }]
          else: [{ log: few }]
        - log: after
        - reject: busy
      """,
      top: "variables: { count: int = \(count) }"
    )
    #expect(lines == [word, "after"])
  }

  /// The case `a/0/then` and the `then` of the first step of case `a` are two lists.
  @Test(arguments: [("a", "nested"), ("a/0/then", "other"), ("a~10~1then", "third")])
  func `each case runs its own list, whatever its name`(value: String, word: String) throws {
    let lines = try logs(
      """
      main:
        - switch: value
          cases:
            a:
              - if: "true"
                then: [{ log: nested }]
            a/0/then: [{ log: other }]
            a~10~1then: [{ log: third }]
        - reject: busy
      """,
      top: "variables: { value: string = \(value) }"
    )
    #expect(lines == [word])
  }

  @Test(arguments: [("b", "two"), ("z", "other")])
  func `switch goes the way whose case fits`(value: String, word: String) throws {
    let lines = try logs(
      """
      main:
        - switch: value
          cases:
            a: [{ log: one }]
            b: [{ log: two }]
          default: [{ log: other }]
        - reject: busy
      """,
      top: "variables: { value: string = \(value) }"
    )
    #expect(lines == [word])
  }

  @Test(arguments: [
    "if: n == 1\n    then: [{ log: \"in ${x.outcome}\" }]",
    "switch: n\n    cases: { 1: [{ log: \"in ${x.outcome}\" }] }",
    "set: { n: 2 }", "log: { level: debug, text: there }", "locale: en-US", "goto: next",
    "run: note", "repeat: { times: 2, do: [{ set: { n: 2 } }] }",
  ])
  func `a step that ends at once leaves a result`(step: String) throws {
    let lines = try logs(
      """
      main:
        - \(step)
          id: x
        - goto: next
      next:
        - log: "after ${x.outcome}"
        - reject: busy
      note:
        - set: { n: 2 }
      """,
      top: "variables: { n: int = 1 }"
    )
    #expect(lines.last == "after done")
    #expect(lines.dropLast().allSatisfy { $0 == "in done" })
  }

  @Test(arguments: [
    "if: 1 / n == 1\n    then: continue", "switch: 1 / n\n    cases: { 1: continue }",
    "repeat: { until: 1 / n == 1, do: [{ log: { level: debug, text: a } }] }",
    "repeat: { times: \"${n}\", do: [{ log: a }] }",
  ])
  func `a step whose expression fails leaves a result`(step: String) throws {
    let lines = try logs(
      """
      main:
        - \(step)
          id: x
          on: { failed: next }
        - goto: next
      next:
        - log: "${x.outcome}"
        - reject: busy
      """,
      top: "variables: { n: int = 0 }"
    )
    #expect(lines == ["failed"])
  }

  @Test func `callEnded reads how the flow left`() throws {
    var call = try Conversation(
      "main: [{ reject: busy, id: x }]",
      top: "on: { callEnded: [{ log: \"${x.?outcome.orValue('none')}\" }] }"
    )
    call.ring()
    call.expect("send 1.1 reject busy")
    call.accept(1)
    call.expect("log info done")
  }

  @Test func `a step whose condition does not hold is skipped`() throws {
    var call = try Conversation(
      "main: [{ log: never, when: \"call.callerName == optional.of('Lee')\" }, { reject: busy }]"
    )
    call.ring()
    call.expect("send 1.1 reject busy")
    #expect(call.steps.first == "main/0 log skipped")
  }

  @Test func `the call and the caller can be read`() throws {
    let lines = try logs(
      """
      main:
        - log: "${call.id} ${call.from.kind} ${call.to.rawId} ${call.callerName.orValue('')}"
        - log: "${call.correlationId} ${call.startedAt} ${now} ${caller.rawId}"
        - reject: busy
      """
    )
    #expect(
      lines == [
        "00000000000000000000000000000001 phoneNumber \(Conversation.line.rawID) Kim",
        "correlation 2027-01-15T08:00:00Z 2027-01-15T08:00:00Z \(Conversation.caller.rawID)",
      ]
    )
  }

  @Test(arguments: [
    (Conversation.caller, "+14255550123"), (Identifier(rawID: "4:anonymous"), "withheld"),
  ])
  func `a withheld number is not there`(from: Identifier, text: String) throws {
    let lines = try logs(
      """
      main:
        - log: "${has(call.from.number) ? call.from.number : 'withheld'}"
        - reject: busy
      """,
      from: from
    )
    #expect(lines == [text])
  }

  @Test func `opening hours are those of the input's time`() throws {
    // 2027-01-15 is a Friday, 08:00 UTC.
    let lines = try logs(
      """
      main:
        - log: "${hours.office.isOpen} ${hours.office.state} ${hours.office.nextOpening.orValue(now)}"
        - log: "${hours.late.isClosed} ${hours.late.nextOpening.orValue(now)}"
        - log: "${hours.late.holiday.orValue('none')}, ${hours.office.holiday.orValue('none')}"
        - reject: busy
      """,
      top: """
        hours:
          office: { timeZone: Etc/UTC, open: [Mon-Fri 08:00-18:00], closed: [2027-01-14 Eve] }
          late: { timeZone: Etc/UTC, open: [Sat 20:00-22:00], closed: [2027-01-15 Founding Day] }
        """
    )
    #expect(
      lines == [
        "true open 2027-01-18T08:00:00Z", "true 2027-01-16T20:00:00Z", "Founding Day, none",
      ]
    )
  }

  @Test func `a point in time that is written is one`() throws {
    let lines = try logs(
      """
      main:
        - log: "${at - duration('30m')} ${at < now} ${later.hasValue()} ${day} ${hour}"
        - set: { at: 2027-01-15T09:30:00.5+01:00, later: 2028-01-01T00:00:00Z, day: 2028-02-29 }
        - log: "${at} ${later.orValue(at) > now} ${day}"
        - reject: busy
      """,
      top: """
        variables:
          at: timestamp = 2026-12-01T09:30:00Z
          later: timestamp?
          day: date = 2026-12-24
          hour: time = 08:30
        """
    )
    #expect(
      lines == [
        "2026-12-01T09:00:00Z true false 2026-12-24 08:30",
        "2027-01-15T08:30:00.5Z true 2028-02-29",
      ]
    )
  }

  @Test func `an expression that cannot be computed fails its step`() throws {
    var call = try Conversation(
      """
      main:
        - set: { n: "${10 / n}" }
          on:
            failed:
              - log: no
        - reject: busy
      """,
      top: "variables: { n: int = 0 }"
    )
    call.ring()
    call.expect("log info no", "send 1.1 reject busy")
    #expect(call.steps.contains("main/0 set → failed (expression)"))
  }

  @Test func `a log line has its level and its fields`() throws {
    var call = try Conversation(
      "main: [{ log: { level: warning, text: \"n is ${n}\", fields: { n: \"${n}\" } } }, { reject: busy }]",
      top: "variables: { n: int = 4 }"
    )
    call.ring()
    call.expect("log warning n is 4 n=4", "send 1.1 reject busy")
  }

  @Test func `end stays while two are in the call and ends it when one is left`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          id: agent
          on: { failed: over }
        - end
      over: [hangUp]
      """
    )
    call.connect()
    call.ignore()
    call.join(alice, for: 2)
    call.expect()
    #expect(call.machine.phase == .connected)
    #expect(call.machine.path == nil)
    call.wait(.seconds(600))
    call.expect()
    call.list([Conversation.caller])
    call.expect("send 3.1 terminate")
    call.accept(3)
    call.disconnect()
    call.expectOver(.hungUp)
  }

  @Test func `end with the caller alone ends the call`() throws {
    var call = try Conversation("main: [answer, end]")
    call.connect()
    call.expect("send 2.1 terminate")
  }

  @Test func `a flow that goes in circles without waiting is stopped`() throws {
    let steps = String(repeating: "\n  - set: { n: \"${n + 1}\" }", count: 3)
    let program = try compiled(
      flow("main:\(steps)\n  - reject: busy", top: "variables: { n: int = 0 }")
    )
    var turn = Turn(CallState(callID: CallID("1")), program, at: Timestamp(milliseconds: 0))
    turn.steps = EngineLimits.stepsPerInput
    turn.state.call = CallFacts.test
    turn.state.frames.push(.flow(name: "test", arguments: [:]))
    turn.state.frames.push(.block(name: "main", next: 0))
    while turn.conclude() || turn.alert() || turn.advance() {}
    #expect(turn.effects.map(\.line).contains("main/0 set → failed (limit)"))
    #expect(turn.state.ended?.reason == .failed)
  }
}

extension CallFacts {
  static let test = CallFacts(
    direction: .inbound,
    from: Conversation.caller,
    to: Conversation.line,
    callerName: nil,
    context: IncomingCallContext("context"),
    correlationID: CorrelationID("c"),
    sipHeaders: [:],
    voipHeaders: [:],
    connectionID: nil,
    serverCallID: nil,
    startedAt: Timestamp(milliseconds: 0)
  )
}
