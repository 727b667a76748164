import CallModel
import Testing

@testable import FlowEngine

/// What is done now and then while somebody is rung.
@Suite struct InvitationRoundTests {
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

  private let add = """
    addAgent: { to: [alice, bob], timeout: 60s, music: "Hold.",
          meanwhile: { every: 20s, do: [{ play: "One moment." }, { log: said }] } }
    """

  @Test func `a round begins when its time has come, and the music goes on after it`() throws {
    var call = try ringing(add)
    call.expect("send 2.1 play to caller loop «Hold.»", "send 3.1 add alice 60s")
    call.accept(2)
    call.accept(3)
    call.wait(.seconds(20))
    // The music is the caller's alone, and what all hear has to cut it off.
    call.expect("send 4.1 cancelAllMedia", "send 5.1 play «One moment.»")
    #expect(call.waiting == ["main/1", "main/1/meanwhile/0"])
    call.accept(4)
    call.event(.playCanceled, for: 2, 400, 8508)
    call.accept(5)
    call.finishPlay(5)
    call.expect("log info said", "send 6.1 play to caller loop «Hold.»")
    call.accept(6)
    call.wait(.seconds(19))
    call.expect()
    call.wait(.seconds(1))
    call.expect("send 7.1 cancelAllMedia", "send 8.1 play «One moment.»")
  }

  @Test func `whoever joins cuts the round short`() throws {
    var call = try ringing(add)
    call.ignore()
    call.accept(2)
    call.accept(3)
    call.wait(.seconds(20))
    call.ignore()
    call.accept(5)
    call.join(alice, for: 3)
    call.expect("send 6.1 cancelAllMedia")
    #expect(call.waiting == ["main/2"])
    #expect(call.result("agent") == "outcome: done, party: alice, tried: 1")
    #expect(call.steps.contains("main/1/meanwhile/0 play → dropped"))
  }

  /// Somebody is there; only the end of the music is still awaited.
  @Test func `a round does not go on while the music ends`() throws {
    var call = try ringing(
      """
      addAgent: { to: alice, music: "Hold.", meanwhile: { every: 20s, do: [
            { http: { get: "https://contoso.com/place" }, on: { failed: continue } },
            { log: said } ] } }
      """
    )
    call.ignore()
    call.accept(2)
    call.accept(3)
    call.wait(.seconds(20))
    call.expect("http 4 GET https://contoso.com/place")
    call.join(alice, for: 3)
    call.expect("send 5.1 cancelAllMedia")
    call.respond(4)
    call.expect()
    call.event(.playCanceled, for: 2, 400, 8508)
    call.expect()
    #expect(call.waiting == ["main/2"])
  }

  @Test func `the next is rung while a round runs`() throws {
    var call = try ringing(add)
    call.ignore()
    call.accept(2)
    call.wait(.seconds(20))
    call.ignore()
    call.accept(5)
    call.event(.addParticipantFailed(alice), for: 3, 486, 560486)
    call.expect("send 6.1 add bob 60s")
    #expect(call.waiting == ["main/1", "main/1/meanwhile/0"])
    call.event(.addParticipantFailed(bob), for: 6, 603, 560603)
    call.expect("send 7.1 cancelAllMedia")
    #expect(call.steps.contains("main/1 addAgent → declined (refused 603/560603)"))
    #expect(call.machine.path == "alone/0")
  }

  @Test func `a round goes on after a start again`() throws {
    var call = try ringing(add)
    call.ignore()
    call.accept(2)
    call.accept(3)
    try call.restart()
    call.wait(.seconds(20))
    call.ignore()
    call.accept(4)
    call.accept(5)
    try call.restart()
    call.finishPlay(5)
    call.expect("log info said", "send 6.1 play to caller loop «Hold.»")
  }

  /// A round that says nothing leaves the music as it is.
  @Test func `music that no round cuts off is not begun again`() throws {
    var call = try ringing(
      "addParticipant: { to: desk, music: \"Hold.\", meanwhile: { every: 20s, do: [{ log: still }] } }"
    )
    call.ignore()
    call.accept(2)
    call.accept(3)
    call.wait(.seconds(20))
    call.expect("log info still")
    call.wait(.seconds(20))
    call.expect("log info still")
  }

  @Test func `music that cannot be played is not tried again after a round`() throws {
    var call = try ringing(add)
    call.ignore()
    call.event(.playFailed(sourceIndex: 0), for: 2, 400, 8565)
    call.expect("log warning the music cannot be played reason=refused 400/8565")
    call.accept(3)
    call.wait(.seconds(20))
    call.expect("send 4.1 play «One moment.»")
    call.accept(4)
    call.finishPlay(4)
    call.expect("log info said")
  }
}
