import CallModel
import Testing

@testable import FlowEngine

/// What a flow learns of a failure.
@Suite struct ReasonTests {
  @Test(arguments: [(400, 8510, "silent"), (500, 9999, "500/9999"), (400, 8532, "400/8532")])
  func `a flow decides by the service's codes`(code: Int, subCode: Int, said: String) throws {
    var call = try Conversation(
      """
      main:
        - answer
        - recognize: { prompt: Press 1., tones: { count: 1 } }
          id: chosen
          on: { failed: why }
        - hangUp
      why:
        - switch: chosen.reason.subCode
          cases: { 8510: [{ log: silent }] }
          default: [{ log: "${chosen.reason.code}/${chosen.reason.subCode}" }]
        - if: chosen.reason.subCode == 8510
          then: [{ log: silent again }]
        - hangUp
      """
    )
    call.connect()
    call.ignore()
    call.event(.recognizeFailed(sourceIndex: nil), for: 2, code, subCode)
    let again = subCode == 8510 ? ["log info silent again"] : []
    #expect(call.effects.map(\.line).filter { $0.hasPrefix("log") } == ["log info \(said)"] + again)
    call.ignore()
  }
}
