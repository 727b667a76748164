import CEL
import CallModel
import Testing

@testable import FlowEngine

/// What of a call comes to this server's own sockets.
@Suite struct OwnFeedTests {
  private func call(_ options: String, top: String = "") throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer: { \(options) }
        - wait: { for: { line: { signal: said } }, timeout: 1h }
          on: { line: hangUp, timeout: hangUp }
        - hangUp
      """,
      top: "signals: { said: { text: string }, other: {} }\n" + top
    )
    call.ring()
    return call
  }

  @Test func `it is stored where audio and lines go, for who takes the socket`() throws {
    let call = try call(
      "streaming: { save: true, forward: 'wss://bot.contoso.com/${call.id}' },"
        + " transcription: { signal: said }"
    )
    let id = call.machine.callID
    let streaming = try #require(call.machine.ownStreaming)
    #expect(streaming.isSaved)
    #expect(streaming.forward?.url == "wss://bot.contoso.com/\(id)")
    #expect(streaming.forward?.publicHostsOnly == false)
    #expect(call.machine.ownTranscription?.signal == "said")
  }

  @Test func `what goes past this server has no socket here`() throws {
    let call = try call("streaming: { url: wss://bot.contoso.com/a }")
    #expect(call.machine.ownStreaming == nil)
    #expect(call.machine.ownTranscription == nil)
  }

  @Test func `a host that comes from data is one of the internet`() throws {
    let call = try call("streaming: { forward: 'wss://${call.id}.contoso.com/a' }")
    #expect(call.machine.ownStreaming?.forward?.publicHostsOnly == true)
  }

  @Test func `lines leave room for other signals`() throws {
    var call = try call("transcription: { signal: said }")
    call.expect("send 1.1 answer transcription en-US to signal said")
    for number in 0..<40 {
      var fields = CELMap()
      fields.insert(.string("line"), forKey: .string("text"))
      call.feed(.signal(id: EventID("\(number)"), name: "said", fields: .map(fields)))
      if number >= EngineLimits.transcriptLines {
        call.expect("log warning a signal is not taken signal=said why=full")
      }
    }
    #expect(call.machine.state.signals.count == EngineLimits.transcriptLines)
    call.feed(.signal(id: EventID("o"), name: "other", fields: .map(CELMap())))
    #expect(call.machine.state.signals.count == EngineLimits.transcriptLines + 1)
  }
}
