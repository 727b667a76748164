import CallModel
import FieldCoding
import Testing

@testable import FlowEngine

/// Events that come twice, late, early, from elsewhere or from the future.
@Suite struct EventTests {
  private func playing() throws -> Conversation {
    var call = try Conversation("main: [answer, { play: Hello there. }, { wait: 1h }, hangUp]")
    call.connect()
    call.ignore()
    return call
  }

  @Test func `a second delivery of an event changes nothing`() throws {
    var call = try playing()
    call.event(.playCompleted, for: 2)
    let machine = call.machine
    call.repeatLast()
    #expect(call.machine == machine)
  }

  @Test func `an event of another connection changes nothing`() throws {
    var call = try playing()
    let machine = call.machine
    call.feed(
      .event(
        CallEvent(
          id: EventID("x"),
          connectionID: CallConnectionID("another"),
          context: OperationContext(ordinal: 2, attempt: 1),
          content: .playCompleted
        )
      )
    )
    #expect(call.machine == machine)
  }

  @Test func `an event of an operation that is not awaited changes no step`() throws {
    var call = try playing()
    call.event(.playCompleted, for: 7)
    call.event(.recognizeCompleted(nil), for: 1)
    call.expect()
    #expect(call.machine.path == "main/1")
  }

  @Test func `an event of an unknown type is recorded, and says nothing`() throws {
    var call = try playing()
    call.event(.unrecognized(type: "Microsoft.Communication.New"))
    call.expect()
    #expect(call.machine.path == "main/1")
  }

  @Test func `a timer that is not set says nothing`() throws {
    var call = try playing()
    let machine = call.machine
    call.feed(.timer(TimerID("operation.99")))
    #expect(call.machine == machine)
  }

  @Test func `a timer that comes too early is set again`() throws {
    var call = try playing()
    let id = TimerID("operation.2")
    let due = call.timers[id]
    call.feed(.timer(id))
    call.expect()
    #expect(call.timers[id] == due)
    #expect(call.effects.last == due.map { .setTimer(id, due: $0) })
  }

  @Test func `nothing begins before the ring`() throws {
    var call = try Conversation("main: [answer, hangUp]")
    call.event(.callConnected)
    call.disconnect()
    call.feed(.recovered)
    call.feed(.hangUpRequested)
    #expect(call.machine == CallMachine(callID: call.machine.callID))
    call.connect()
    call.expect("send 2.1 terminate")
  }

  @Test func `only the newest events are remembered, each by six bytes`() throws {
    var seen = SeenEvents()
    for number in 0...EngineLimits.rememberedEvents { seen.remember(EventID("e\(number)")) }
    #expect(!seen.contains(EventID("e0")))
    #expect(seen.contains(EventID("e1")))
    #expect(seen.contains(EventID("e\(EngineLimits.rememberedEvents)")))
    let data = try encoded([seen])
    #expect(data.count < 6 * EngineLimits.rememberedEvents + 6)
    #expect(try decoded([SeenEvents].self, from: data) == [seen])
  }

  @Test func `too many inputs end a call`() throws {
    var call = try playing()
    call.machine.state.counters.inputs = EngineLimits.inputs
    call.event(.playStarted, for: 2)
    call.expect("log error too many inputs; the call is ended", "send 3.1 terminate")
  }

  @Test func `a stored state of another format is refused`() throws {
    var bytes = try encoded(CallMachine(callID: CallID("c1")))
    bytes[0] += 1
    #expect(throws: FieldFailure.format(storedFormat + 1)) {
      try decoded(CallMachine.self, from: bytes)
    }
  }
}
