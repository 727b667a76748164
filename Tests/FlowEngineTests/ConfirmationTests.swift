import CallModel
import Testing

@testable import FlowEngine

/// Whoever answers presses a key before they count (SEMANTICS.md, rule 60).
@Suite struct ConfirmationTests {
  private func ringing(_ add: String) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - \(add)
          id: agent
          on: { failed: alone }
        - wait: { for: { gone: { left: agent } } }
        - hangUp
      alone:
        - wait: 1h
        - hangUp
      """
    )
    call.connect()
    return call
  }

  private func joins(_ party: Identifier, _ ordinal: Int, in call: inout Conversation) {
    let present = call.machine.parties + [party]
    call.list(present)
    call.event(.addParticipantSucceeded(party), for: ordinal)
  }

  private func presses(_ key: Tone, _ ordinal: Int, in call: inout Conversation) {
    call.event(.recognizeCompleted(.tones([key])), for: ordinal)
  }

  private let one = "addAgent: { to: alice, confirm: Press 1 to talk. }"
  private let two = "addAgent: { to: [alice, bob], confirm: Press 1 to talk. }"
  private let all =
    "addAgent: { to: [alice, bob, carol], strategy: all, confirm: Press 1 to talk. }"

  @Test func `who joins is asked alone, and counts once they have pressed the key`() throws {
    var call = try ringing(
      "addAgent: { to: alice, confirm: { prompt: Press star., press: star, timeout: 6s } }"
    )
    call.expect("send 2.1 add alice 60s")
    joins(alice, 2, in: &call)
    call.expect("send 3.1 recognize 1 tones from alice «Press star.»")
    let questions = call.effects.compactMap { effect in
      if case .send(let send) = effect, case .recognize(let asked) = send.command {
        asked
      } else {
        nil
      }
    }
    #expect(questions.map(\.initialSilenceSeconds) == [6])
    #expect(questions.map(\.interrupts) == [false])
    #expect(call.waiting == ["main/1"])
    call.accept(3)
    presses(.asterisk, 3, in: &call)
    call.expect()
    #expect(call.result("agent") == "outcome: done, party: alice, tried: 1")
    #expect(call.machine.state.operations.isEmpty)
  }

  @Test func `the caller's music goes on while somebody is asked`() throws {
    var call = try ringing("addAgent: { to: alice, music: Hold., confirm: Press 1. }")
    call.expect("send 2.1 play to caller loop «Hold.»", "send 3.1 add alice 60s")
    call.accept(2)
    joins(alice, 3, in: &call)
    call.expect("send 4.1 recognize 1 tones from alice «Press 1.»")
    call.accept(4)
    presses(.one, 4, in: &call)
    call.expect("send 5.1 cancelAllMedia")
    call.accept(5)
    call.event(.playCanceled, for: 2, 400, 8508)
    call.expect()
    #expect(call.waiting == ["main/2"])
  }

  @Test(arguments: [(400, 8510), (400, 8532)])
  func `silence declines: who is silent is taken out, and the next is rung after that`(
    code: Int,
    subCode: Int
  ) throws {
    var call = try ringing(two)
    call.ignore()
    joins(alice, 2, in: &call)
    call.ignore()
    call.event(.recognizeFailed(sourceIndex: nil), for: 3, code, subCode)
    call.expect("send 4.1 remove alice")
    call.accept(4)
    call.expect()
    call.event(.removeParticipantSucceeded(alice), for: 4)
    call.expect("send 5.1 add bob 60s")
    call.list([Conversation.caller])
    joins(bob, 5, in: &call)
    call.expect("send 6.1 recognize 1 tones from bob «Press 1 to talk.»")
    presses(.one, 6, in: &call)
    #expect(call.result("agent") == "outcome: done, party: bob, tried: 2")
  }

  @Test func `another key declines`() throws {
    var call = try ringing(one)
    call.ignore()
    joins(alice, 2, in: &call)
    call.ignore()
    presses(.two, 3, in: &call)
    call.expect("send 4.1 remove alice")
    call.list([Conversation.caller])
    call.expect()
    #expect(call.steps.contains("main/1 addAgent → declined (invalid)"))
    #expect(call.machine.path == "alone/0")
    #expect(call.machine.state.operations.isEmpty)
  }

  @Test func `who leaves before they have confirmed has declined`() throws {
    var call = try ringing(two)
    call.ignore()
    joins(alice, 2, in: &call)
    call.ignore()
    call.list([Conversation.caller])
    call.expect("send 4.1 add bob 60s")
    // What still comes of the question changes nothing.
    call.event(.recognizeCanceled, for: 3, 400, 8508)
    call.expect()
    call.event(.addParticipantFailed(bob), for: 4, 486, 560486)
    #expect(call.steps.contains("main/1 addAgent → busy (refused 486/560486)"))
  }

  /// The service may tell of the question before it tells who is gone.
  @Test(arguments: [(400, "8558"), (404, "8522")])
  func `who is not there any more when they are asked again has declined`(
    status: Int,
    code: String
  ) throws {
    var call = try ringing(one)
    call.ignore()
    joins(alice, 2, in: &call)
    call.ignore()
    call.event(.recognizeCanceled, for: 3, 400, 8508)
    call.expect("send 4.1 recognize 1 tones from alice «Press 1 to talk.»")
    call.refuse(4, status, code)
    if status == 404 {
      // It can mean that there is no call (rule 52).
      call.expect("read call")
      call.observe(.connected)
    }
    call.expect("send 5.1 remove alice")
    call.list([Conversation.caller])
    #expect(call.steps.contains("main/1 addAgent → declined (refused \(status)/\(code))"))
  }

  /// Where it cannot be asked nobody can confirm, and that is no answer of theirs.
  @Test func `a question that cannot be asked has failed, and who joined is taken out`() throws {
    var call = try ringing(one)
    call.ignore()
    joins(alice, 2, in: &call)
    call.ignore()
    call.refuse(3, 400, "8565")
    call.expect("send 4.1 remove alice")
    call.event(.removeParticipantSucceeded(alice), for: 4)
    call.expect()
    #expect(call.steps.contains("main/1 addAgent → failed (refused 400/8565)"))
  }

  @Test func `who cannot be taken out again fails the step, and it is said`() throws {
    var call = try ringing(one)
    call.ignore()
    joins(alice, 2, in: &call)
    call.ignore()
    presses(.two, 3, in: &call)
    call.ignore()
    call.refuse(4, 400, "8523")
    call.expect(
      "log warning somebody who did not confirm cannot be taken out of the call"
        + " reason=refused 400/8523"
    )
    #expect(call.steps.contains("main/1 addAgent → failed (refused 400/8523)"))
  }

  @Test func `of all who ring the first key wins, and the others are taken out or cancelled`()
    throws
  {
    var call = try ringing(all)
    call.expect("send 2.1 add alice 60s", "send 3.1 add bob 60s", "send 4.1 add carol 60s")
    call.accept(4, CommandAnswer(invitationID: InvitationID("c")))
    joins(alice, 2, in: &call)
    call.expect("send 5.1 recognize 1 tones from alice «Press 1 to talk.»")
    joins(bob, 3, in: &call)
    call.expect("send 6.1 recognize 1 tones from bob «Press 1 to talk.»")
    presses(.one, 6, in: &call)
    call.expect("send 7.1 cancelAdd c", "send 8.1 remove alice")
    #expect(call.result("agent") == "outcome: done, party: bob, tried: 3")
    // Alice was late.
    presses(.one, 5, in: &call)
    call.expect()
  }

  @Test func `of all who ring one who declines leaves it to the others`() throws {
    var call = try ringing(all)
    call.ignore()
    joins(alice, 2, in: &call)
    call.ignore()
    presses(.two, 5, in: &call)
    call.expect("send 6.1 remove alice")
    call.event(.removeParticipantSucceeded(alice), for: 6)
    call.event(.addParticipantFailed(bob), for: 3, 486, 560486)
    call.expect()
    joins(carol, 4, in: &call)
    call.expect("send 7.1 recognize 1 tones from carol «Press 1 to talk.»")
    presses(.one, 7, in: &call)
    #expect(call.result("agent") == "outcome: done, party: carol, tried: 3")
  }

  /// Who has not confirmed must not be left with the caller, however the step is left.
  @Test func `who is asked is taken out where the step is left`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - record: start
        - addAgent: { to: alice, confirm: Press 1. }
          on: { failed: alone }
        - hangUp
      alone: [{ wait: 1h }, hangUp]
      """,
      top: "on: { recordingFailed: alone }"
    )
    call.connect()
    call.ignore()
    call.accept(2, CommandAnswer(recordingID: RecordingID("r")))
    call.ignore()
    joins(alice, 3, in: &call)
    call.expect("send 4.1 recognize 1 tones from alice «Press 1.»")
    call.event(.startRecordingFailed(RecordingID("r")), for: 2, 500, 8502)
    call.keep { $0.hasPrefix("send") }
    call.expect("send 5.1 remove alice", "send 6.1 cancelAllMedia")
    #expect(call.waiting == ["alone/0"])
  }

  @Test func `a round is cut short, and none begins while somebody is asked`() throws {
    var call = try ringing(
      """
      addAgent: { to: [alice, bob], timeout: 90s, music: Hold., confirm: Press 1.,
            meanwhile: { every: 20s, do: [{ play: One moment. }] } }
      """
    )
    call.ignore()
    call.accept(2)
    call.accept(3)
    call.wait(.seconds(20))
    call.expect("send 4.1 cancelAllMedia", "send 5.1 play «One moment.»")
    call.accept(5)
    joins(alice, 3, in: &call)
    call.expect(
      "send 6.1 cancelAllMedia",
      "send 7.1 play to caller loop «Hold.»",
      "send 8.1 recognize 1 tones from alice «Press 1.»"
    )
    call.accept(7)
    call.accept(8)
    call.wait(.seconds(20))
    call.expect()
    call.event(.recognizeFailed(sourceIndex: nil), for: 8, 400, 8510)
    call.expect("send 9.1 remove alice")
    call.event(.removeParticipantSucceeded(alice), for: 9)
    call.expect(
      "send 10.1 add bob 90s",
      "send 11.1 cancelAllMedia",
      "send 12.1 play «One moment.»"
    )
  }

  // MARK: After a crash

  /// Whether it was heard nobody knows: it is said once more, and the caller's music with it, which
  /// the service can only cut off together.
  @Test func `a question that was not answered for is asked again after a start`() throws {
    var call = try ringing("addAgent: { to: alice, music: Hold., confirm: Press 1. }")
    call.ignore()
    call.accept(2)
    call.accept(3)
    joins(alice, 3, in: &call)
    call.expect("send 4.1 recognize 1 tones from alice «Press 1.»")
    try call.restart()
    call.feed(.recovered)
    call.expect("read call participants")
    call.wait(.seconds(3))
    call.expect("send 5.1 cancelAllMedia", "send 4.2 recognize 1 tones from alice «Press 1.»")
    call.accept(5)
    call.event(.playCanceled, for: 2, 400, 8508)
    call.expect("send 6.1 play to caller loop «Hold.»")
    call.event(.recognizeCompleted(.tones([.one])), for: 4, attempt: 2)
    call.expect("send 7.1 cancelAllMedia")
  }

  @Test func `a question that something of ours has cut off is asked again`() throws {
    var call = try ringing(one)
    call.ignore()
    joins(alice, 2, in: &call)
    for ordinal in 3...6 {
      call.expect("send \(ordinal).1 recognize 1 tones from alice «Press 1 to talk.»")
      call.event(.recognizeCanceled, for: ordinal, 400, 8508)
    }
    // Not for ever.
    call.expect("send 7.1 remove alice")
  }

  @Test func `a removal that was not answered for goes on after a start`() throws {
    var call = try ringing(two)
    call.ignore()
    joins(alice, 2, in: &call)
    call.ignore()
    presses(.two, 3, in: &call)
    call.expect("send 4.1 remove alice")
    try call.restart()
    call.feed(.recovered)
    call.ignore()
    call.observe(.connected, parties: [Conversation.caller])
    call.expect("send 5.1 add bob 60s")
  }
}
