import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

/// Frames own what was asked on their behalf: two steps that wait on one stack get each their own.
@Suite struct FrameTests {
  /// A `wait` for a key, and above it a list whose prompt plays meanwhile.
  private func waitingTwice() throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - wait: { for: { zero: { press: 0 } }, timeout: 100s }
          on:
            timeout:
              - play: Still there?
              - wait: 20s
            zero: over
            failed: over
        - wait: 1h
        - hangUp
      over: [hangUp]
      """
    )
    call.connect()
    call.expect("send 2.1 startContinuousTones caller")
    call.accept(2)
    #expect(call.timers[TimerID("frame.4")] != nil)
    call.enter("main/1/on.timeout")
    call.expect("send 3.1 play «Still there?»")
    #expect(call.waiting == ["main/1", "main/1/on.timeout/0"])
    return call
  }

  @Test func `the prompt's end is the upper step's, and the lower one waits on`() throws {
    var call = try waitingTwice()
    call.finishPlay(3)
    #expect(call.waiting == ["main/1", "main/1/on.timeout/1"])
    #expect(call.timers[TimerID("frame.4")] != nil)
    #expect(call.timers[TimerID("frame.7")] != nil)
    call.wait(.seconds(20))
    call.expect()
    #expect(call.waiting == ["main/1"])
    #expect(call.steps.suffix(1) == ["main/1/on.timeout/1 wait → done"])
  }

  @Test func `a key is the lower step's: what lies above it is dropped and cut off`() throws {
    var call = try waitingTwice()
    call.accept(3)
    call.event(.toneReceived(.zero, sequenceID: 1), for: 2)
    call.expect(
      "send 4.1 cancelAllMedia",
      "send 5.1 stopContinuousTones caller",
      "withdraw 4",
      "withdraw 5",
      "send 6.1 terminate"
    )
    #expect(
      call.steps.suffix(4) == [
        "main/1/on.timeout/0 play → dropped", "main/1 wait → zero", "over/0 hangUp",
        "over/0 hangUp → done",
      ]
    )
  }

  @Test func `each step has the timer of its own frame`() throws {
    var call = try waitingTwice()
    call.finishPlay(3)
    let lower = try #require(call.timers[TimerID("frame.4")])
    let upper = try #require(call.timers[TimerID("frame.7")])
    #expect(lower - upper == .seconds(80))
    call.wait(.seconds(100))
    #expect(call.steps.contains("main/1 wait → timeout"))
  }

  @Test func `a failure of the upper step's prompt is handled there`() throws {
    var call = try waitingTwice()
    call.refuse(3)
    call.expect(
      "log warning a step failed and nothing handles it outcome=failed reason=refused 400/8523"
        + " step=main/1/on.timeout/0"
    )
    #expect(call.waiting == ["main/1", "main/1/on.timeout/1"])
  }

  @Test func `a crash between the two forgets neither`() throws {
    var call = try waitingTwice()
    try call.restart()
    call.finishPlay(3)
    call.event(.toneReceived(.zero, sequenceID: 1), for: 2)
    call.keep { !$0.hasPrefix("withdraw") }
    call.expect("send 4.1 stopContinuousTones caller", "send 5.1 terminate")
  }

  @Test func `what a frame has to undo is undone once, from the top, however it is left`() throws {
    var call = try Conversation("main: [answer, { wait: 1h }, hangUp]\nover: [hangUp]")
    call.connect()
    var turn = Turn(call.machine.state, call.program, at: call.now)
    let depth = turn.state.frames.count
    turn.state.frames.push(.block(name: "main", next: 1), undo: .send(.removeParticipant(alice)))
    turn.state.frames.push(.block(name: "main", next: 1), undo: .send(.removeParticipant(bob)))
    turn.unwind(to: depth)
    turn.unwind(to: depth)
    #expect(turn.effects.map(\.line) == ["send 2.1 remove bob", "send 3.1 remove alice"])
    call.ignore()
  }

  @Test func `nothing is undone in a call that is over`() throws {
    var call = try Conversation("main: [answer, { wait: 1h }, hangUp]")
    call.connect()
    call.machine.state.frames.push(
      .block(name: "main", next: 1),
      undo: .send(.removeParticipant(alice))
    )
    call.disconnect()
    call.expectOver(.callerLeft)
  }
}

extension Conversation {
  /// Enters a list above what waits, as a step does that has something done meanwhile.
  fileprivate mutating func enter(_ list: String) {
    guard let path = FlowPath(text: list) else {
      Issue.record("`\(list)` is no path")
      return
    }
    machine.state.frames.push(.list(ListFrame(path: path, role: .step)))
    event(.unrecognized(type: "Nothing"))
    keep { !$0.hasPrefix("log info event") }
  }
}
