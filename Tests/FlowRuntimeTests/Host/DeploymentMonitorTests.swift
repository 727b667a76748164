import CallAutomation
import CallDispatch
import CallModel
import TestSupport
import Testing

@testable import FlowRuntime

@Suite struct DeploymentMonitorTests {
  private let clock = ManualClock()
  private let log = LogLines()
  private let scrubber = Scrubber()

  private func monitor() -> DeploymentMonitor {
    DeploymentMonitor(
      time: clock.hostTime,
      log: CallLog(logger: log.logger),
      scrubber: scrubber
    )
  }

  private static let refusal = #"{"error":{"code":"Denied","message":"Denied by the resource"}}"#

  @Test(arguments: [
    (SendResult.status(401, refusal), DeploymentFault.key, "Denied by the resource"),
    (.status(403, refusal), .permission, "Denied by the resource"),
    (.status(400, #"{"error":{"code":"8567","message":"no link"}}"#), .ai, "no link"),
    (.notSent(reason: "Could not resolve host"), .unreachable, "Could not resolve host"),
    (.timedOut, .unreachable, "no answer came in time"),
  ])
  func `a fault is said once with the service's words, and three refusals make it not ready`(
    result: SendResult,
    fault: DeploymentFault,
    words: String
  ) {
    let monitor = monitor()
    for _ in 1...2 { monitor.note(result) }
    #expect(monitor.fault == nil)
    monitor.note(result)
    #expect(monitor.fault == (fault == .unreachable ? nil : fault))
    #expect(log.lines == ["error \(fault.advice) class=\(fault.rawValue) message=\(words)"])
  }

  @Test func `an answer of another kind ends it, and so does time`() {
    let monitor = monitor()
    for _ in 1...3 { monitor.note(.status(401)) }
    monitor.note(.status(200))
    #expect(monitor.fault == nil)
    for _ in 1...3 { monitor.note(.status(401)) }
    monitor.note(.status(404))
    #expect(monitor.fault == nil)
    for _ in 1...3 { monitor.note(.status(401)) }
    clock.advance(by: .seconds(60))
    #expect(monitor.fault == nil)
    #expect(log.lines.count == 3)
    monitor.note(.status(401))
    #expect(log.lines.count == 4)
  }

  @Test func `AI that the resource may not use is seen in an event`() {
    let monitor = monitor()
    let event = CallEvent(
      id: EventID("e"),
      connectionID: nil,
      context: nil,
      result: ResultInformation(code: 401, subCode: 8565, message: "Cognitive Services: 401"),
      content: .playFailed(sourceIndex: nil)
    )
    for _ in 1...3 { monitor.note(event) }
    #expect(monitor.fault == .ai)
    #expect(log.lines.first?.hasSuffix("class=ai message=Cognitive Services: 401") == true)
  }
}
