import CallModel
import FlowEngine
import Testing

@testable import FlowRuntime

@Suite struct CallTraceTests {
  private func event(_ code: Int, _ subCode: Int) -> CallEvent {
    CallEvent(
      id: EventID("e"),
      connectionID: nil,
      context: OperationContext(ordinal: 3, attempt: 1),
      result: ResultInformation(code: code, subCode: subCode),
      content: .recognizeFailed(sourceIndex: nil)
    )
  }

  @Test func `whom a caller meant stands with whom they called`() {
    let call = IncomingCall(
      to: Identifier(rawID: "28:orgid:x"),
      from: Identifier(rawID: "4:+14255550123"),
      callerName: nil,
      context: IncomingCallContext("k"),
      correlationID: CorrelationID("c"),
      serverCallID: nil,
      onBehalfOf: Identifier(rawID: "4:+12065551212")
    )
    let input = CallInput(at: Timestamp(milliseconds: 0), .incoming(call))
    #expect(
      input.summary
        == "IncomingCall from 4:+14255550123 to 28:orgid:x on behalf of 4:+12065551212"
    )
  }

  @Test func `what became of a feed stands with its event`() {
    let event = CallEvent(
      id: EventID("e"),
      connectionID: nil,
      result: ResultInformation(code: 400, subCode: 4711),
      content: .mediaStreamingFailed,
      feedUpdate: FeedUpdate(
        status: "mediaStreamingFailed",
        details: "streamConnectionInterrupted"
      )
    )
    #expect(
      event.summary
        == "MediaStreamingFailed 400/4711 mediaStreamingFailed, streamConnectionInterrupted"
    )
    #expect(event.with(.mediaStreamingStopped).feedUpdate == event.feedUpdate)
  }

  @Test func `a code stands with what it means`() {
    #expect(
      event(400, 8510).summary == "RecognizeFailed 3.1 400/8510 (the initial silence timed out)"
    )
    #expect(event(486, 560_486).summary == "RecognizeFailed 3.1 486/560486 (busy)")
    #expect(
      event(488, 560_488).summary
        == "RecognizeFailed 3.1 488/560488 (the far side's SIP status is 488)"
    )
    #expect(event(400, 4711).summary == "RecognizeFailed 3.1 400/4711")
    #expect(event(200, 0).summary == "RecognizeFailed 3.1 200")
    let refusal = Refusal(certainty: .definite, status: 401, code: "7509", message: "no")
    #expect(refusal.summary == "401/7509 (the signature is wrong: key or clock)")
    let other = Refusal(certainty: .definite, status: 400, code: "Denied", message: "no")
    #expect(other.summary == "400/Denied")
  }
}
