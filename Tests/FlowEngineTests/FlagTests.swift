import CEL
import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

/// Flags in a call: what operators change comes with the next input, and stays for all of it
/// (SEMANTICS.md, rule 67).
@Suite struct FlagTests {
  private func waiting(
    _ rest: String = "- log: emergency ${flags.emergency}, ${flags.notice.orValue('none')}"
  ) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - wait: 10s
        \(rest)
        - wait: 10s
        - log: emergency ${flags.emergency}, ${flags.notice.orValue('none')}
        - hangUp
      """,
      top: "flags: { emergency: bool = false, notice: 'string?', level: int = 3 }"
    )
    call.connect()
    return call
  }

  @Test func `a flag that nobody has changed is what the flow says`() throws {
    var call = try waiting("- log: ${flags.level} ${has(flags.notice)}")
    call.wait(.seconds(10))
    call.expect("log info 3 false")
    #expect(call.inputs.allSatisfy { $0.flags == .none })
    #expect(call.machine.state.flags.isEmpty)
  }

  @Test func `a change enters with the next input, and wakes nobody`() throws {
    var call = try waiting()
    let before = call.machine
    call.flags = ["emergency": .bool(true), "notice": .string("Fire")]
    #expect(call.machine == before)
    call.wait(.seconds(10))
    call.expect("log info emergency true, Fire")
    let last = try #require(call.inputs.last)
    #expect(last.flags == FlagChanges(set: ["emergency": .bool(true), "notice": .string("Fire")]))
  }

  @Test func `only what has changed comes with an input`() throws {
    var call = try waiting()
    call.flags = ["emergency": .bool(true), "unheardOf": .int(1)]
    call.wait(.seconds(10))
    call.ignore()
    call.flags["notice"] = .string("Fire")
    call.wait(.seconds(10))
    call.expect("log info emergency true, Fire", "send 2.1 terminate")
    let changes = call.inputs.map(\.flags).filter { $0 != .none }
    #expect(
      changes == [
        FlagChanges(set: ["emergency": .bool(true)]), FlagChanges(set: ["notice": .string("Fire")]),
      ]
    )
  }

  @Test func `a flag that is restored is what the flow says again`() throws {
    var call = try waiting()
    call.flags = ["emergency": .bool(true)]
    call.wait(.seconds(10))
    call.expect("log info emergency true, none")
    call.flags = [:]
    call.wait(.seconds(10))
    call.expect("log info emergency false, none", "send 2.1 terminate")
    #expect(call.inputs.last?.flags == FlagChanges(restored: ["emergency"]))
  }

  @Test func `flags are stored with the call`() throws {
    var call = try waiting()
    call.flags = ["emergency": .bool(true)]
    call.wait(.seconds(10))
    call.ignore()
    let inputs = call.inputs.count
    try call.restart()
    call.wait(.seconds(10))
    call.expect("log info emergency true, none", "send 2.1 terminate")
    #expect(call.inputs.dropFirst(inputs).allSatisfy { $0.flags == .none })
  }

  @Test func `all steps of an input see one value, and the first input brings the flags`() throws {
    var call = try Conversation(
      """
      main:
        - set: { first: "${flags.level}" }
        - log: ${first} ${flags.level}
        - reject
      """,
      top: "flags: { level: int = 3 }\nvariables: { first: int = 0 }"
    )
    call.flags = ["level": .int(9)]
    call.ring()
    call.expect("log info 9 9", "send 1.1 reject busy")
  }

  @Test(arguments: [
    ("level", CELValue.string("high")), ("level", .double(1.5)), ("level", .null),
    ("emergency", .int(1)), ("notice", .list([])),
  ])
  func `a value of another type is none: the flow's own counts`(
    name: String,
    value: CELValue
  ) throws {
    var call = try waiting("- log: ${flags.level} ${flags.emergency} ${has(flags.notice)}")
    call.flags = [name: value]
    call.wait(.seconds(10))
    call.expect("log info 3 false false")
    #expect(call.machine.state.flags.isEmpty)
    // Also where a host says so: what an input brings is read by the flow's own types.
    let changes = FlagChanges(set: [name: value, "unheardOf": .bool(true)])
    let input = CallInput(
      at: call.now,
      .signal(id: EventID("s"), name: "x", fields: .null),
      flags: changes
    )
    _ = call.machine.handle(input, in: call.program)
    #expect(call.machine.state.flags.isEmpty)
  }

  @Test func `null is a value of an optional, and none of what restores`() throws {
    var call = try Conversation(
      """
      main: [answer, { wait: 10s }, { log: "${flags.notice.orValue('none')}" }, hangUp]
      """,
      top: "flags: { notice: string? = closed }"
    )
    call.connect()
    call.flags = ["notice": .null]
    call.wait(.seconds(10))
    call.expect("log info none", "send 2.1 terminate")
  }

  @Test func `an input that changes nothing brings no flags, and the next one does`() throws {
    var call = try waiting()
    call.flags = ["emergency": .bool(true)]
    let before = call.machine
    call.repeatLast()
    #expect(call.machine == before)
    #expect(call.inputs.last?.flags == FlagChanges.none)
    call.wait(.seconds(10))
    call.expect("log info emergency true, none")
  }

  @Test func `a read that comes twice is known, whatever flags came with it`() throws {
    var call = try waiting()
    call.flags = ["emergency": .bool(true)]
    call.observe(.connected, parties: [Conversation.caller])
    call.ignore()
    #expect(call.machine.state.flags == ["emergency": .bool(true)])
    let (before, last) = (call.machine, try #require(call.inputs.last))
    #expect(last.flags != .none)
    #expect(call.machine.handle(last, in: call.program).isEmpty)
    #expect(call.machine.handle(CallInput(at: last.time, last.content), in: call.program).isEmpty)
    #expect(call.machine == before)
  }

  @Test func `a party that a flag names is called`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - transfer: ${flags.backup}
          on: { failed: hangUp }
      """,
      top: "flags: { backup: phoneNumber = desk }"
    )
    call.flags = ["backup": .string("+12065559876")]
    call.connect()
    call.expect("send 2.1 transfer to 4:+12065559876")
  }

  @Test func `callEnded reads flags as they are at the end`() throws {
    var call = try Conversation(
      "main: [answer, { wait: 1h }, hangUp]",
      top: "flags: { emergency: bool = false }\non: { callEnded: [{ log: '${flags.emergency}' }] }"
    )
    call.connect()
    call.flags = ["emergency": .bool(true)]
    call.disconnect()
    call.expect("log info true")
  }
}
