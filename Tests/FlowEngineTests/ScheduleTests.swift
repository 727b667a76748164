import CEL
import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

/// `schedule`: what is asked of the host, and when (LANGUAGE 8; SEMANTICS, rule 68).
@Suite struct ScheduleTests {
  private static let later = """
    flow: later
    identities:
      line: { rawId: 28:orgid:dd123456-5678-5678-1234-ccc123456789 }
      desk: +12065551213
    parameters: { patient: phoneNumber, count: int = 0 }
    blocks: { main: [{ dial: { to: desk, as: line }, on: { failed: end } }, hangUp] }
    """

  private func call(
    _ when: String,
    with: String = "{ patient: +12065551212 }",
    top: String = ""
  ) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - schedule: { flow: later, with: \(with), \(when) }
          id: callback
          on: { failed: [{ log: "failed ${callback.reason.word}" }, { reject: busy }] }
        - log: "${callback.call == call.id} ${size(callback.call)}"
        - reject: busy
      """,
      top: top,
      running: [Self.later]
    )
    call.ring()
    return call
  }

  private func scheduled(_ call: Conversation) -> [ScheduledCall] {
    call.effects.compactMap { if case .schedule(let call) = $0 { call } else { nil } }
  }

  @Test func `it asks for a call after a time, and goes on at once`() throws {
    var call = try call("after: 10m", with: "{ patient: +12065551212, count: \"${1 + 1}\" }")
    let due = try #require(scheduled(call).first?.due)
    let asked = try #require(call.inputs.first).time
    #expect(due == asked + .seconds(600))
    call.expect(
      "schedule later \(due.milliseconds) count=2 patient=desk",
      "log info false 32",
      "send 2.1 reject busy"
    )
  }

  @Test func `each call has an id of its own, the same when it is replayed`() throws {
    let steps = """
      main:
        - schedule: { flow: later, with: { patient: +12065551212 }, after: 1m }
        - schedule: { flow: later, with: { patient: +12065551212 }, after: 1m }
        - reject: busy
      """
    func ids() throws -> [CallID] {
      var call = try Conversation(steps, running: [Self.later])
      call.ring()
      return scheduled(call).map(\.id)
    }
    let first = try ids()
    #expect(Set(first).count == 2)
    #expect(first.allSatisfy { $0.isWellFormed })
    let again = try ids()
    #expect(again == first)
  }

  @Test func `a call has 32 others begin, and then the step fails`() throws {
    var call = try Conversation(
      """
      main:
        - repeat:
            times: 40
            do:
              - schedule: { flow: later, with: { patient: +12065551212 }, after: 1m }
                id: callback
                on: { failed: [{ log: "failed ${callback.reason.word}" }, { reject: busy }] }
        - reject: busy
      """,
      running: [Self.later]
    )
    call.ring()
    #expect(scheduled(call).count == 32)
    let logged = call.effects.compactMap { effect in
      if case .log(let entry) = effect { entry.text } else { nil }
    }
    #expect(logged == ["failed limit"])
  }

  @Test(arguments: [
    ("now - duration('1h')", 0), ("now + duration('90m')", 5_400),
    ("now + duration('720h')", 2_592_000),
  ])
  func `a time that is past is now`(expression: String, seconds: Int) throws {
    let call = try call("at: \"${\(expression)}\"")
    let due = try #require(scheduled(call).first?.due)
    let asked = try #require(call.inputs.first).time
    #expect(due == asked + .seconds(seconds))
  }

  @Test(arguments: [
    "at: \"${now + duration('721h')}\"", "after: \"${duration('721h')}\"",
    "after: \"${duration('-1s')}\"",
  ])
  func `more than 30 days ahead fails`(when: String) throws {
    var call = try call(when)
    #expect(scheduled(call).isEmpty)
    call.expect("log info failed invalid", "send 1.1 reject busy")
  }

  @Test func `a value that cannot be computed fails, and nothing is asked for`() throws {
    var call = try call(
      "after: 1m",
      with: "{ patient: +12065551212, count: \"${1 / none}\" }",
      top: "variables: { none: int = 0 }"
    )
    #expect(scheduled(call).isEmpty)
    call.expect("log info failed expression", "send 1.1 reject busy")
  }

  @Test func `values of another version of the flow are taken only where they fit`() throws {
    func program(_ parameters: String) throws -> Program {
      try compiled(Self.later.replacing("patient: phoneNumber, count: int = 0", with: parameters))
    }
    let given = try #require(scheduled(try call("after: 1m")).first).arguments
    let same = try program("patient: phoneNumber, count: int = 0")
    let fitting = try same.arguments(fitting: given)
    #expect(fitting == given)
    let more = try program("patient: phoneNumber, more: \"string?\"")
    let stillFitting = try more.arguments(fitting: given)
    #expect(stillFitting == given)
    #expect(throws: ArgumentFailure.missing("more", type: "string")) {
      try program("patient: phoneNumber, more: string").arguments(fitting: given)
    }
    #expect(throws: ArgumentFailure.unknown("patient", known: ["who"])) {
      try program("who: phoneNumber = +12065551212")
        .arguments(fitting: given)
    }
    #expect(throws: ArgumentFailure.wrongType("patient", type: "teamsExtensionUser")) {
      try program("patient: teamsExtensionUser").arguments(fitting: given)
    }
  }
}
