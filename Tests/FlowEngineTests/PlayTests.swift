import CallModel
import Testing

@testable import FlowEngine

@Suite struct PlayTests {
  private func playing(
    _ play: String = "play: Hello there.",
    on: String = ""
  ) throws
    -> Conversation
  {
    var call = try Conversation(
      """
      main:
        - answer
        - \(play)
          id: said
        \(on)
        - wait: 1h
        - hangUp
      """
    )
    call.connect()
    return call
  }

  @Test func `play starts and waits`() throws {
    var call = try playing()
    call.expect("send 2.1 play «Hello there.»")
    call.accept(2)
    call.expect()
    #expect(call.machine.path == "main/1")
  }

  @Test func `play is done when the service says so, by whatever order of answer and event`() throws
  {
    var call = try playing()
    call.expect("send 2.1 play «Hello there.»")
    call.event(.playCompleted, for: 2)
    #expect(call.result("said") == "outcome: done")
    call.accept(2)
    call.expect()
  }

  @Test func `a play that nobody reports on is read, cut off and lost`() throws {
    var call = try playing()
    call.expect("send 2.1 play «Hello there.»")
    call.accept(2)
    // 30 s and twice 100 ms for each of 12 characters.
    call.wait(Milliseconds(32_399))
    call.expect()
    call.wait(Milliseconds(1))
    call.expect("read call")
    call.observe(.connected)
    call.expect(
      "send 3.1 cancelAllMedia",
      "log warning a step failed and nothing handles it outcome=failed reason=lost step=main/1"
    )
    #expect(call.result("said").hasPrefix("outcome: failed, reason: (code: 0, message: "))
  }

  @Test func `the watchdog starts again when the prompt begins to be heard`() throws {
    var call = try playing()
    call.ignore()
    call.accept(2)
    call.wait(.seconds(30))
    call.event(.playStarted, for: 2)
    call.wait(.seconds(32))
    call.expect()
    call.event(.playCompleted, for: 2)
    #expect(call.result("said") == "outcome: done")
  }

  @Test(
    arguments: [
      (CallEvent.Content.playFailed(sourceIndex: 0), 8535, "refused 400/8535"),
      (.playCanceled, 8508, "canceled 400/8508"),
    ])
  func `a play that fails or is cut off by nobody is failed, and the call can do without`(
    content: CallEvent.Content,
    subCode: Int,
    reason: String
  ) throws {
    var call = try playing()
    call.ignore()
    call.accept(2)
    call.event(content, for: 2, 400, subCode)
    call.expect(
      "log warning a step failed and nothing handles it outcome=failed reason=\(reason)"
        + " step=main/1"
    )
    #expect(call.machine.path == "main/2")
  }

  @Test func `a refusal after the success is ignored`() throws {
    var call = try playing()
    call.ignore()
    call.event(.playCompleted, for: 2)
    call.refuse(2)
    call.expect()
  }

  @Test func `an indefinite refusal leaves it to the event`() throws {
    var call = try playing()
    call.ignore()
    call.refuse(2, nil, nil, certainty: .indefinite)
    call.expect()
    call.event(.playCompleted, for: 2)
    #expect(call.result("said") == "outcome: done")
  }

  @Test func `what no event explains is read, and then undone as unknown`() throws {
    var call = try playing()
    call.ignore()
    call.refuse(2, nil, nil, certainty: .indefinite)
    call.wait(.seconds(10))
    call.expect("read call")
    call.observe(.connected)
    call.expect(
      "send 3.1 cancelAllMedia",
      "log warning a step failed and nothing handles it outcome=failed reason=unknown step=main/1"
    )
  }

  @Test func `a background play goes on while the flow does, and ends by itself`() throws {
    var call = try playing("play: { prompt: Some music., background: true }")
    call.expect("send 2.1 play «Some music.»")
    call.accept(2)
    #expect(call.machine.path == "main/2")
    #expect(call.machine.state.media.background.count == 1)
    call.event(.playCompleted, for: 2)
    call.expect()
    #expect(call.machine.state.media.background.isEmpty)
    #expect(call.machine.state.operations.isEmpty)
  }

  @Test func `a prompt interrupts a looping background play`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - play: { prompt: { file: "https://media.contoso.com/hold.wav" }, loop: true, background: true }
        - play: We are back.
        - hangUp
      """
    )
    call.connect()
    call.expect("send 2.1 play loop file https://media.contoso.com/hold.wav")
    call.accept(2)
    call.expect("send 3.1 play interrupting «We are back.»")
    call.event(.playCanceled, for: 2, 400, 8508)
    call.finishPlay(3)
    call.expect("send 4.1 terminate")
  }

  @Test func `a prompt for one party over a loop for all cancels it first`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - play: { prompt: { file: "https://media.contoso.com/hold.wav" }, loop: true, background: true }
        - play: { prompt: We are back., to: caller }
        - hangUp
      """
    )
    call.connect()
    call.ignore()
    call.accept(2)
    call.expect("send 3.1 cancelAllMedia", "send 4.1 play to caller «We are back.»")
    call.accept(3)
    call.refuse(4, 412, "8583")
    call.expect()
    call.wait(Milliseconds(300))
    call.expect("send 4.2 play to caller «We are back.»")
    call.accept(4, attempt: 2)
    call.event(.playCompleted, for: 4, attempt: 2)
    call.expect("send 5.1 terminate")
  }

  @Test func `media in conflict is sent again three times and no more`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - play: { prompt: Some music., loop: true, background: true }
        - play: { prompt: We are back., to: caller }
          on: { failed: sorry }
        - hangUp
      sorry:
        - hangUp
      """
    )
    call.connect()
    call.ignore()
    call.accept(2)
    call.ignore()
    call.accept(3)
    for attempt in 1...3 {
      call.refuse(4, 412, "8583", attempt: attempt)
      call.wait(Milliseconds(300))
      call.expect("send 4.\(attempt + 1) play to caller «We are back.»")
    }
    call.refuse(4, 412, "8583", attempt: 4)
    call.expect("send 5.1 terminate")
  }

  @Test func `a prompt is spoken in the call's language and voice`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - locale: es-MX
        - play: welcome
        - play: Hello.
        - hangUp
      """,
      top: """
        prompts:
          welcome: { en-US: Welcome., es-MX: Bienvenido. }
        """,
      voices: "{ en-US: en-US-NancyNeural, es-MX: es-MX-DaliaNeural }"
    )
    call.connect()
    call.expect("send 2.1 play «Bienvenido.» es-MX")
    call.finishPlay(2)
    call.expect("send 3.1 play «Hello.»")
  }

  @Test func `values stand in a text as they read, and too long a text is not sent`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - set: { words: "${words + words}" }
        - play: "You said: ${words}"
          on: { failed: sorry }
        - goto: main2
      main2:
        - set: { words: "${words + words}" }
        - play: "You said: ${words}"
          on: { failed: sorry }
        - hangUp
      sorry:
        - hangUp
      """,
      top: "variables: { words: string = \(String(repeating: "a", count: 1500)) }"
    )
    call.connect()
    call.expect("send 2.1 play «You said: \(String(repeating: "a", count: 3000))»")
    call.finishPlay(2)
    call.expect("send 3.1 terminate")
    #expect(call.steps.contains("main2/1 play → failed (limit)"))
  }

  @Test func `text is not sent where the call was answered without an AI endpoint`() throws {
    let program = try compiled(
      flow("main: [answer, { play: Hello there. }, hangUp]"),
      environment: nil
    )
    var call = Conversation(program: program)
    call.connect()
    #expect(call.steps.contains("main/1 play → failed (state)"))
    call.expect(
      "log warning a step failed and nothing handles it outcome=failed reason=state step=main/1",
      "send 2.1 terminate"
    )
  }
}
