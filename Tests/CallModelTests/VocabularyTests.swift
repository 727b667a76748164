import CallModel
import Testing

@Suite struct VocabularyTests {
  @Test func `an operation context reads back, and nobody else's text is one`() {
    #expect(OperationContext("12.3") == OperationContext(ordinal: 12, attempt: 3))
    #expect(OperationContext(ordinal: 12, attempt: 3).description == "12.3")
    for text in ["", "1", "1.", ".1", "0.1", "1.0", "1.2.3", "-1.1", "a.b", "menu"] {
      #expect(OperationContext(text) == nil, "\(text)")
    }
  }

  @Test func `a call id is 32 lower-case hexadecimal digits`() {
    #expect(CallID("0123456789abcdef0123456789abcdef").isWellFormed)
    #expect(!CallID("0123456789ABCDEF0123456789abcdef").isWellFormed)
    #expect(!CallID("0123456789abcdef").isWellFormed)
  }

  @Test func `the key to a ringing call never shows in a text`() {
    #expect("\(IncomingCallContext("secret"))" == "‹sealed›")
  }

  @Test func `time stays at the ends of its range`() {
    let last = Timestamp(milliseconds: .max)
    let first = Timestamp(milliseconds: .min)
    #expect(last + .seconds(1) == last)
    #expect(first + Milliseconds(-1) == first)
    #expect((last - first).count == .max)
    #expect(Milliseconds.seconds(.max).count == .max)
    #expect(Milliseconds(1001).secondsRoundedUp == 2)
    #expect(Milliseconds(1000).secondsRoundedUp == 1)
  }
}
