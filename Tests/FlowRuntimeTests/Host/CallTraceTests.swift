import CallModel
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
