import CallModel
import Testing

@testable import FlowEngine

/// What happens when the host starts again (rules 22, 45).
@Suite struct RecoveryTests {
  private func playing(_ play: String = "play: Hello there.") throws -> Conversation {
    var call = try Conversation("main: [answer, { \(play) }, { wait: 1h }, hangUp]")
    call.connect()
    call.ignore()
    return call
  }

  @Test func `a prompt that may or may not have been sent is said again over the first`() throws {
    var call = try playing()
    try call.restart()
    call.feed(.recovered)
    call.expect("read call participants")
    call.observe(.connected, parties: [Conversation.caller])
    call.wait(.seconds(3))
    call.expect("send 2.2 play interrupting «Hello there.»")
    // What is cut off is the first attempt; that says nothing of the second.
    call.event(.playCanceled, for: 2, attempt: 1, 400, 8508)
    #expect(call.machine.path == "main/1")
    call.event(.playCompleted, for: 2, attempt: 2)
    #expect(call.machine.path == "main/2")
  }

  @Test func `the first attempt may be the one that is heard to its end`() throws {
    var call = try playing()
    try call.restart()
    call.feed(.recovered)
    call.ignore()
    call.wait(.seconds(3))
    call.ignore()
    call.event(.playCompleted, for: 2, attempt: 1)
    #expect(call.machine.path == "main/2")
    call.event(.playCanceled, for: 2, attempt: 2, 400, 8508)
    call.expect()
  }

  @Test func `a prompt whose event came after the crash is not said again`() throws {
    var call = try playing()
    try call.restart()
    call.feed(.recovered)
    call.ignore()
    call.event(.playCompleted, for: 2)
    call.wait(.seconds(10))
    call.expect()
    #expect(call.machine.path == "main/2")
  }

  @Test func `a prompt the service had taken is waited for`() throws {
    var call = try playing()
    call.accept(2)
    try call.restart()
    call.feed(.recovered)
    call.wait(.seconds(5))
    call.expect()
    call.event(.playCompleted, for: 2)
    #expect(call.machine.path == "main/2")
  }

  @Test func `a prompt for one party is cancelled before it is said again`() throws {
    var call = try playing("play: { prompt: Hello there., to: caller }")
    call.feed(.recovered)
    call.ignore()
    call.wait(.seconds(3))
    call.expect("send 3.1 cancelAllMedia", "send 2.2 play to caller «Hello there.»")
  }

  @Test func `a question is asked again without using up a retry`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - recognize: { prompt: Your number?, tones: { count: 1 } }
          id: asked
          on: { failed: over }
        - wait: 1h
        - hangUp
      over: [hangUp]
      """
    )
    call.connect()
    call.ignore()
    call.feed(.recovered)
    call.ignore()
    call.wait(.seconds(3))
    call.expect("send 2.2 recognize 1 tones from caller interrupting «Your number?»")
    call.event(.recognizeCompleted(.tones([.one])), for: 2, attempt: 2)
    #expect(call.result("asked").hasPrefix("attempts: 1"))
  }

  @Test func `a prompt is not said an hour late`() throws {
    var call = try playing()
    call.sleep(.seconds(3600 / 2))
    call.feed(.recovered)
    call.keep { $0 != "read call participants" }
    call.wait(.seconds(10))
    call.keep { !$0.hasPrefix("read") }
    call.observe(.connected)
    call.keep { !$0.hasPrefix("log") }
    call.expect("send 3.1 cancelAllMedia")
    #expect(call.steps.contains("main/1 play → failed (unknown)"))
  }

  @Test func `watchdogs that became due meanwhile wait ten seconds`() throws {
    var call = try playing()
    call.accept(2)
    call.sleep(.seconds(600))
    call.feed(.recovered)
    call.expect("read call participants")
    call.wait(Milliseconds(9_999))
    call.expect()
    call.event(.playCompleted, for: 2)
    #expect(call.machine.path == "main/2")
  }

  @Test func `an author's time is over when it is over`() throws {
    var call = try Conversation("main: [answer, { wait: 20s }, hangUp]")
    call.connect()
    call.sleep(.seconds(25))
    call.feed(.recovered)
    call.expect("send 2.1 terminate")
  }

  @Test func `what may be sent blindly is left to the host`() throws {
    var call = try Conversation(
      "main: [answer, { addAgent: alice, on: { failed: over } }, hangUp]\nover: [hangUp]"
    )
    call.connect()
    call.ignore()
    call.feed(.recovered)
    call.expect("read call participants")
    call.wait(.seconds(20))
    call.expect()
    #expect(call.machine.unanswered == [OperationContext(ordinal: 2, attempt: 1)])
  }
}

/// A crash at every boundary, with the host started again.
@Suite struct CrashTests {
  @Test(arguments: 0..<8)
  func `a crash gives the same commands, but for one new attempt of an unanswered prompt`(
    boundary: Int
  ) throws {
    let whole = try commands(crashAt: nil)
    let crashed = try commands(crashAt: boundary)
    let isPromptOpen = boundary == 3
    let cancelled = crashed.filter { $0 != "2.2 play interrupting «Hello there.»" }
    #expect(cancelled == whole)
    #expect(crashed.count == whole.count + (isPromptOpen ? 1 : 0))
  }

  /// Runs a whole call, with a crash before the input of that number.
  private func commands(crashAt boundary: Int?) throws -> [String] {
    var call = try Conversation("main: [answer, { play: Hello there. }, hangUp]")
    var step = 0
    func crash(_ call: inout Conversation) throws {
      defer { step += 1 }
      guard step == boundary else { return }
      try call.restart()
      call.feed(.recovered)
      call.ignore()
      call.wait(.seconds(3))
      call.ignore()
    }
    try crash(&call)
    call.ring()
    call.ignore()
    try crash(&call)
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    try crash(&call)
    call.event(.callConnected, for: 1)
    call.ignore()
    try crash(&call)
    call.accept(2)
    try crash(&call)
    call.event(.playCompleted, for: 2)
    call.ignore()
    try crash(&call)
    call.accept(3)
    try crash(&call)
    call.event(.callDisconnected, 200, 7000)
    try crash(&call)
    call.expectOver(.hungUp)
    return call.effects.compactMap { effect in
      if case .send(let send) = effect { "\(send.context) \(send.command.line)" } else { nil }
    }
  }

  @Test func `a call that was to end is asked to end again, however long the host was away`() throws
  {
    var call = try Conversation("main: [answer, hangUp]")
    call.connect()
    call.ignore()
    try call.restart()
    call.sleep(.seconds(600))
    call.feed(.recovered)
    #expect(call.machine.phase == .closing)
    #expect(call.machine.unanswered == [OperationContext(ordinal: 2, attempt: 1)])
  }

  @Test func `what a call that is over asks of another system has time after a start`() throws {
    var call = try Conversation(
      "main: [answer, hangUp]",
      top: """
        settings: { crm: uri }
        on:
          callEnded:
            - http: { post: "${settings.crm}" }
              on: { failed: [{ log: lost }] }
            - log: over
        """
    )
    call.connect()
    call.ignore()
    call.accept(2)
    call.disconnect()
    call.ignore()
    try call.restart()
    call.sleep(.seconds(600))
    call.feed(.recovered)
    call.expect()
    call.wait(.seconds(9))
    call.expect()
    call.respond(3)
    call.expect("log info over")
    call.expectOver(.hungUp)
  }
}
