import CEL
import CallModel
import FlowLanguage
import Foundation
import Testing

@testable import FlowEngine

/// Waits for signals and for what stops, and what is done meanwhile.
@Suite struct SignalTests {
  private func waiting(
    _ wait: String,
    before: String = "",
    rest: String = ""
  ) throws
    -> Conversation
  {
    var call = try Conversation(
      """
      main:
        - answer
      \(before)
        - wait: \(wait)
          id: turn
          on: { ready: ready, timeout: late }
        - hangUp
      ready:
        - log: "ready ${turn.ready.agent} ${turn.ready.note.orValue('-')}"
        - wait: 1h
        - hangUp
      late:
        - log: late
        - hangUp
      \(rest)
      """,
      top: """
        signals: { ready: { agent: string, note: string? }, other: {} }
        prompts: { music: { file: https://contoso.com/music.wav } }
        """
    )
    call.connect()
    return call
  }

  private func signal(
    _ name: String,
    _ fields: [String: CELValue],
    id: String = UUID().uuidString
  ) -> CallInput.Content {
    var map = CELMap()
    for (name, value) in fields { map.insert(value, forKey: .string(name)) }
    return .signal(id: EventID(id), name: name, fields: .map(map))
  }

  private let wait = "{ for: { ready: { signal: ready } }, timeout: 1m }"

  @Test func `a signal ends the wait, and is read under the trigger's name`() throws {
    var call = try waiting(wait)
    call.feed(signal("ready", ["agent": .string("Ann")]))
    call.expect("log info ready Ann -")
    #expect(call.machine.path == "ready/1")
  }

  /// SEMANTICS.md, rule 12.
  @Test func `a signal that comes before the wait is kept for it, the oldest first`() throws {
    var call = try waiting(wait, before: "  - wait: 10s")
    call.feed(signal("ready", ["agent": .string("Ann"), "note": .string("first")]))
    call.feed(signal("ready", ["agent": .string("Bob")]))
    call.expect()
    try call.restart()
    call.wait(.seconds(10))
    call.expect("log info ready Ann first")
    #expect(call.machine.state.signals.count == 1)
  }

  @Test func `a signal that is delivered twice is one`() throws {
    var call = try waiting(wait, before: "  - wait: 10s")
    call.feed(signal("ready", ["agent": .string("Ann")], id: "1"))
    call.feed(signal("ready", ["agent": .string("Ann")], id: "1"))
    #expect(call.machine.state.signals.count == 1)
  }

  @Test func `another signal, one nobody declared and one of another shape end nothing`() throws {
    var call = try waiting(wait)
    call.feed(signal("other", [:]))
    call.expect()
    call.feed(signal("nobody", [:]))
    call.expect("log warning a signal is not taken signal=nobody why=undeclared")
    call.feed(signal("ready", ["agent": .int(3)]))
    call.expect(
      "log warning a signal is not taken signal=ready why=malformed: `agent` takes a value of type `string`"
    )
    call.wait(.seconds(60))
    call.expect("log info late", "send 2.1 terminate")
  }

  @Test func `what becomes of a signal is known before it is fed`() throws {
    var call = try waiting(
      "{ for: { ready: { signal: ready } }, timeout: 1m }",
      before: "  - wait: 1h"
    )
    func verdict(_ name: String, _ fields: [String: CELValue]) -> SignalVerdict {
      guard case .signal(_, _, let value) = signal(name, fields) else { return .undeclared }
      let signal = PostedSignal(id: EventID("posted"), name: name, fields: value)
      return call.machine.verdict(on: signal, in: call.program)
    }
    #expect(verdict("ready", ["agent": .string("Ann")]) == .accepted)
    #expect(verdict("ready", [:]) == .malformed(why: "`agent` is missing"))
    #expect(verdict("nobody", [:]) == .undeclared)
    for _ in 0..<EngineLimits.signals { call.feed(signal("other", [:])) }
    #expect(verdict("other", [:]) == .full)
    call.feed(signal("other", [:]))
    call.expect("log warning a signal is not taken signal=other why=full")
    call.feed(.hangUpRequested)
    call.ignore()
    #expect(verdict("other", [:]) == .over)
  }

  /// What one call keeps is bounded, however large the signals are.
  @Test func `signals of much weight are not kept`() throws {
    var call = try waiting(
      "{ for: { ready: { signal: ready } }, timeout: 1m }",
      before: "  - wait: 1h"
    )
    let long = CELValue.string(String(repeating: "x", count: 40_000))
    call.feed(signal("ready", ["agent": long]))
    call.expect()
    call.feed(signal("ready", ["agent": long]))
    call.expect("log warning a signal is not taken signal=ready why=full")
  }

  // MARK: What stops

  @Test func `a prompt in the background that is over ends the wait`() throws {
    var call = try waiting(
      "{ for: { ready: { signal: ready }, over: { stopped: playing } }, timeout: 1m }",
      before: "  - play: { prompt: music, background: true }\n    id: playing"
    )
    call.expect("send 2.1 play file https://contoso.com/music.wav")
    call.accept(2)
    #expect(call.machine.path == "main/2")
    call.event(.playCompleted, for: 2)
    call.expect("send 3.1 terminate")
    #expect(call.result("turn").contains("outcome: over"))
  }

  @Test func `what never ran has stopped`() throws {
    var call = try waiting(
      "{ for: { ready: { signal: ready }, off: { stopped: taped } }, timeout: 1m }",
      before: "  - record: start\n    id: taped"
    )
    call.ignore()
    call.refuse(2)
    #expect(call.result("turn").contains("outcome: off"))
    call.ignore()
  }

  // MARK: Meanwhile

  private let round = """
    { for: { ready: { signal: ready } }, timeout: 3m, music: music,
      meanwhile: { every: 45s, do: [{ play: You are next. }, { log: said }] } }
    """

  @Test func `a round begins when its time has come, and the music goes on after it`() throws {
    var call = try waiting(round)
    call.expect("send 2.1 play loop file https://contoso.com/music.wav")
    call.accept(2)
    call.wait(.seconds(45))
    call.expect("send 3.1 play interrupting «You are next.»")
    #expect(call.waiting == ["main/1", "main/1/meanwhile/0"])
    call.accept(3)
    call.event(.playCanceled, for: 2)
    call.expect()
    call.finishPlay(3)
    call.expect("log info said", "send 4.1 play loop file https://contoso.com/music.wav")
    call.accept(4)
    #expect(call.waiting == ["main/1"])
    call.wait(.seconds(44))
    call.expect()
    call.wait(.seconds(1))
    call.expect("send 5.1 play interrupting «You are next.»")
  }

  @Test func `what ends the wait cuts the round short`() throws {
    var call = try waiting(round)
    call.ignore()
    call.accept(2)
    call.wait(.seconds(45))
    call.ignore()
    call.accept(3)
    call.feed(signal("ready", ["agent": .string("Ann")]))
    call.expect("send 4.1 cancelAllMedia", "log info ready Ann -")
    #expect(
      call.steps.suffix(5) == [
        "main/1/meanwhile/0 play → dropped", "main/1 wait → ready", "ready/0 log",
        "ready/0 log → done", "ready/1 wait",
      ]
    )
  }

  /// The wait is over; only the end of its music is still awaited.
  @Test func `a round does not go on while the music ends`() throws {
    var call = try waiting(
      """
      { for: { ready: { signal: ready } }, timeout: 3m, music: music,
        meanwhile: { every: 45s, do: [
          { http: { get: "https://contoso.com/place" }, on: { failed: continue } }, { log: said } ] } }
      """
    )
    call.ignore()
    call.accept(2)
    call.wait(.seconds(45))
    call.expect("http 3 GET https://contoso.com/place")
    call.feed(signal("ready", ["agent": .string("Ann")]))
    call.expect("send 4.1 cancelAllMedia")
    call.respond(3)
    call.expect()
    call.event(.playCanceled, for: 2)
    call.expect("log info ready Ann -")
  }

  @Test func `the time of the wait goes on while a round runs`() throws {
    var call = try waiting(
      "{ for: { ready: { signal: ready } }, timeout: 50s, meanwhile: { every: 45s, do: [{ play: Hm. }] } }"
    )
    call.wait(.seconds(45))
    call.expect("send 2.1 play «Hm.»")
    call.accept(2)
    call.wait(.seconds(5))
    call.expect("send 3.1 cancelAllMedia", "log info late", "withdraw 3", "send 4.1 terminate")
  }

  @Test func `a round goes on after a start again`() throws {
    var call = try waiting(round)
    call.ignore()
    call.accept(2)
    try call.restart()
    call.wait(.seconds(45))
    call.expect("send 3.1 play interrupting «You are next.»")
    call.accept(3)
    try call.restart()
    call.finishPlay(3)
    call.expect("log info said", "send 4.1 play loop file https://contoso.com/music.wav")
  }

  /// A round that says nothing leaves the music as it is.
  @Test func `music that no round cuts off is not begun again`() throws {
    var call = try waiting(
      """
      { for: { ready: { signal: ready } }, timeout: 3m, music: music,
        meanwhile: { every: 45s, do: [{ log: still }] } }
      """
    )
    call.ignore()
    call.accept(2)
    call.wait(.seconds(45))
    call.expect("log info still")
    call.wait(.seconds(45))
    call.expect("log info still")
    let branches = call.effects.compactMap { effect in
      if case .trace(let trace) = effect, trace.mark == .entered { trace.branch?.text } else { nil }
    }
    #expect(branches == ["main/1/meanwhile", "main/1/meanwhile"])
  }
}
