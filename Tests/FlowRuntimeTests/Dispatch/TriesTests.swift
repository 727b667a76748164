import CallAutomation
import CallDispatch
import CallModel
import FlowEngine
import Testing

/// How often and how long something is tried, wherever a call is hosted.
struct TriesTests {
  private let start = Timestamp(milliseconds: 1_000_000)

  private func send(_ command: CallCommand, for time: Milliseconds) -> SendEffect {
    SendEffect(
      context: OperationContext(ordinal: 1, attempt: 1),
      command: command,
      firstSent: start,
      deadline: start + time
    )
  }

  private func request(_ method: String, timeout: Milliseconds = .seconds(5)) -> HTTPEffect {
    HTTPEffect(
      ordinal: 1,
      method: method,
      url: [.text("https://crm.contoso.com")],
      headers: [],
      body: nil,
      timeout: timeout,
      once: false
    )
  }

  @Test func `pauses grow, and end with the deadline`() {
    var tries = Tries(until: start + .seconds(2), random: { 0.5 })
    #expect(tries.pause(at: start) == .microseconds(187_500))
    #expect(tries.pause(at: start) == .milliseconds(375))
    #expect(tries.pause(at: start + Milliseconds(1_900)) == nil)
    #expect(tries.areOpen(at: start + Milliseconds(1_999)))
    #expect(!tries.areOpen(at: start + .seconds(2)))
  }

  @Test func `what ends a call is sent beyond its deadline, and nothing else`() {
    let ending = Tries(of: send(.terminate, for: .seconds(5)), from: start) { 0.5 }
    #expect(ending.deadline == start + .seconds(60))
    let other = Tries(of: send(.cancelAllMedia, for: .seconds(5)), from: start) { 0.5 }
    #expect(other.deadline == start + .seconds(5))
  }

  @Test func `a request is tried three times, and never past its time-out`() {
    var tries = Tries(of: request("GET"), from: start) { 0.5 }
    #expect(tries.pause(after: .timedOut, of: request("GET"), at: start) != nil)
    #expect(tries.pause(after: .timedOut, of: request("GET"), at: start) != nil)
    #expect(tries.pause(after: .timedOut, of: request("GET"), at: start) == nil)
    var short = Tries(of: request("GET", timeout: .seconds(1)), from: start) { 0.5 }
    #expect(short.pause(after: .timedOut, of: request("GET"), at: start + .seconds(1)) == nil)
  }

  @Test func `a request waits as long as an answer asks, and ends with one that settles it`() {
    let busy = WebAnswer(status: 503, headers: [.init("Retry-After", "3")])
    var tries = Tries(of: request("POST"), from: start) { 0.5 }
    #expect(tries.pause(after: .answer(busy), of: request("POST"), at: start) == .seconds(3))
    let settled = SendResult.answer(WebAnswer(status: 200))
    #expect(tries.pause(after: settled, of: request("POST"), at: start) == nil)
    #expect(tries.pause(after: .timedOut, of: request("POST"), at: start) == nil)
  }
}
