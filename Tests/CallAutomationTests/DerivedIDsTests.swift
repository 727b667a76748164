import CallAutomation
import CallModel
import Cryptography
import Testing

@Suite struct DerivedIDsTests {
  @Test func `a repeatability id is a UUID of the call and the ordinal`() {
    let digest = sha256(
      [0, 17, 34, 51, 68, 85, 102, 119, 136, 153, 170, 187, 204, 221, 238, 255]
        + [0, 0, 0, 0, 0, 0, 0, 7]
    )
    let id = repeatabilityID(callID: Samples.callID, ordinal: 7)
    let plain = id.replacing("-", with: "")
    #expect(Identifier.isGUID(id))
    #expect(Array(plain)[12] == "4")
    #expect("89ab".contains(Array(plain)[16]))
    let expected = encodeHexadecimal(digest.prefix(16))
    let differing = zip(plain, expected).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
    #expect(Set(differing).isSubset(of: [12, 16]))
  }

  @Test func `other calls and other ordinals have other ids`() {
    let other = CallID("00112233445566778899aabbccddee00")
    let ids = [
      repeatabilityID(callID: Samples.callID, ordinal: 1),
      repeatabilityID(callID: Samples.callID, ordinal: 2),
      repeatabilityID(callID: other, ordinal: 1),
      repeatabilityID(callID: CallID("not a call"), ordinal: -1),
    ]
    #expect(Set(ids).count == 4)
  }

  @Test func `a duplicate of an incoming call is the same call`() {
    let call = callID(for: incoming(correlation: "ab", context: "c"))
    #expect(call.isWellFormed)
    #expect(callID(for: incoming(correlation: "ab", context: "c")) == call)
    #expect(callID(for: incoming(correlation: "a", context: "bc")) != call)
    let bytes = [0, 0, 0, 0, 0, 0, 0, 2] + Array("ab".utf8) + [0, 0, 0, 0, 0, 0, 0, 1, 0x63]
    #expect(call.rawValue == encodeHexadecimal(sha256(bytes).prefix(16)))
  }

  @Test func `the callback paths name the call`() {
    let path = "/api/callbacks/00112233445566778899aabbccddeeff"
    #expect(callbackPath(for: Samples.callID) == path)
    #expect(recordingCallbackPath(for: Samples.callID) == path + "/recording")
  }

  private func incoming(correlation: String, context: String) -> IncomingCall {
    IncomingCall(
      to: Identifier(rawID: "28:orgid:x"),
      from: Samples.caller,
      callerName: nil,
      context: IncomingCallContext(context),
      correlationID: CorrelationID(correlation),
      serverCallID: nil
    )
  }
}
