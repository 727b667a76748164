import CallAutomation
import CallDispatch
import CallModel
import FlowEngine
import TestSupport
import Testing

@testable import FlowRuntime

private let play = CallCommand.play(
  PlayCommand(
    sources: [.file(uri: "https://media.contoso.com/a.wav")],
    to: [],
    loop: false,
    interrupts: false
  )
)
private let context = OperationContext(ordinal: 1, attempt: 1)

/// Asks to wait for two seconds, by a date.
private let throttledUntil = SendResult.answer(
  WebAnswer(
    status: 429,
    headers: [
      ServiceRequest.Header("date", "Mon, 02 Mar 2026 09:05:07 GMT"),
      ServiceRequest.Header("retry-after", "Mon, 02 Mar 2026 09:05:09 GMT"),
    ]
  )
)

@Suite(.hangLimit)
struct DispatchTests {
  @Test(arguments: [
    SendResult.status(408), .status(500), .status(503), .status(429, retryAfter: 2), throttledUntil,
    .timedOut, .uncertain(reason: "reset"), .notSent(reason: "refused"),
  ])
  func `a repeatable command is resent with the same id until it is answered`(
    first: SendResult
  ) async throws {
    try await TestDispatcher().running { test in
      test.ask([test.send(.transfer(transfer))])
      let one = try await test.sender.next()
      one.answer(first)
      await test.clock.pass(first.isThrottled ? .seconds(2) : .milliseconds(250))
      let two = try await test.sender.next()
      #expect(two.request?.header("Repeatability-Request-ID") != nil)
      #expect(two.request == one.request)
      two.answer(202)
      #expect(try await test.reports.next().content == .answered(context, CommandAnswer()))
    }
  }

  @Test(arguments: [
    SendResult.status(500), .status(408), .timedOut, .uncertain(reason: "reset"),
  ])
  func `a prompt that may have been heard is not resent`(result: SendResult) async throws {
    try await TestDispatcher().running { test in
      test.ask([test.send(play)])
      try await test.sender.next().answer(result)
      guard case .refused(context, let refusal) = try await test.reports.next().content else {
        Issue.record("not refused")
        return
      }
      #expect(refusal.certainty == .indefinite)
      #expect(test.sender.count == 1)
    }
  }

  @Test(arguments: [
    SendResult.status(429), .status(503), .notSent(reason: "refused"),
  ])
  func `a prompt that was certainly not heard is resent`(result: SendResult) async throws {
    try await TestDispatcher().running { test in
      test.ask([test.send(play)])
      try await test.sender.next().answer(result)
      await test.clock.pass(.milliseconds(250))
      try await test.sender.next().answer(202)
      #expect(try await test.reports.next().content == .answered(context, CommandAnswer()))
    }
  }

  @Test func `a definite refusal is handed back at once`() async throws {
    try await TestDispatcher().running { test in
      test.ask([test.send(.transfer(transfer))])
      let body = #"{"error":{"code":"8522","message":"gone"}}"#
      try await test.sender.next().answer(404, body)
      let refusal = Refusal(certainty: .definite, status: 404, code: "8522", message: "gone")
      #expect(try await test.reports.next().content == .refused(context, refusal))
    }
  }

  @Test func `at its deadline a command is refused as indefinite`() async throws {
    try await TestDispatcher().running { test in
      test.ask([test.send(.transfer(transfer), seconds: 1)])
      try await test.sender.next().answer(500)
      await test.clock.pass(.milliseconds(250))
      try await test.sender.next().answer(500)
      await test.clock.pass(.milliseconds(500))
      try await test.sender.next().answer(500)
      guard case .refused(_, let refusal) = try await test.reports.next().content else {
        Issue.record("not refused")
        return
      }
      #expect(refusal.certainty == .indefinite)
      #expect(refusal.status == 500)
    }
  }

  @Test func `nothing but a terminate is sent past its deadline`() async throws {
    try await TestDispatcher().running { test in
      test.ask([test.send(.transfer(transfer), seconds: 0), test.send(.terminate, 2, seconds: 0)])
      let terminate = try await test.sender.next()
      #expect(terminate.line == "POST :terminate")
      terminate.answer(204)
      await eventually { test.dispatcher.lane(of: test.call) == nil }
      #expect(test.sender.count == 1)
    }
  }

  @Test func `the next command of a call goes when the one before is answered`() async throws {
    try await TestDispatcher().running { test in
      test.ask([test.send(.cancelAllMedia, 1), test.send(play, 2)])
      let cancel = try await test.sender.next()
      #expect(cancel.line == "POST :cancelAllMediaOperations")
      #expect(test.sender.count == 1)
      cancel.answer(202)
      #expect(try await test.sender.next().line == "POST :play")
    }
  }

  @Test func `what is released is tried on beside what comes next`() async throws {
    try await TestDispatcher().running { test in
      let mute = CallCommand.mute(Identifier(rawID: "8:acs:a_b"))
      test.ask([test.send(mute, 1), test.send(.cancelAllMedia, 2), test.send(mute, 3)])
      let first = try await test.sender.next()
      #expect(first.line == "POST :mute")
      #expect(test.sender.count == 1)
      test.release([1])
      let next = try await test.sender.next()
      #expect(next.line == "POST :cancelAllMediaOperations")
      // What waits for its turn and is released goes at once.
      test.release([3])
      let third = try await test.sender.next()
      #expect(third.line == "POST :mute")
      first.answer(503)
      await test.clock.pass(.milliseconds(250))
      let again = try await test.sender.next()
      #expect(again.request == first.request)
      next.answer(202)
      third.answer(200)
      again.answer(200)
      await eventually { test.dispatcher.lane(of: test.call) == nil }
      #expect(test.sender.count == 4)
    }
  }

  @Test func `a terminate goes at once and what waits does not go any more`() async throws {
    try await TestDispatcher().running { test in
      test.ask([test.send(.cancelAllMedia, 1), test.send(play, 2)])
      let cancel = try await test.sender.next()
      var order = LaneOrder(
        callID: test.call,
        flow: "test",
        connectionID: CallConnectionID("connection-1"),
        secrets: [:]
      )
      order.added = [OutboxItem(position: 3, effect: test.send(.terminate, 3))]
      order.withdrawn = [1, 2]
      test.dispatcher.accept(order)
      let terminate = try await test.sender.next()
      #expect(terminate.line == "POST :terminate")
      terminate.answer(204)
      cancel.answer(500)
      await eventually { test.dispatcher.lane(of: test.call) == nil }
      #expect(test.sender.count == 2)
    }
  }

  @Test func `a command that waits for its next try is not sent again once it is withdrawn`()
    async throws
  {
    try await TestDispatcher().running { test in
      test.ask([test.send(.transfer(transfer))])
      try await test.sender.next().answer(503)
      await test.clock.untilSomebodySleeps(for: .milliseconds(250))
      test.withdraw([1])
      // No time passes: the withdrawal wakes it.
      await eventually { test.dispatcher.lane(of: test.call) == nil }
      test.clock.advance(by: .seconds(60))
      test.ask([test.send(play, 2)], from: 2)
      #expect(try await test.sender.next().line == "POST :play")
      #expect(test.sender.count == 2)
      #expect(test.reports.isEmpty)
    }
  }

  @Test func `a stop ends what waits for its next try and leaves it to the journal`() async throws {
    try await TestDispatcher().running { test in
      test.ask([test.send(.transfer(transfer)), test.send(play, 2)])
      try await test.sender.next().answer(503)
      await test.clock.untilSomebodySleeps(for: .milliseconds(250))
      await test.dispatcher.stop()
      #expect(test.dispatcher.lane(of: test.call) == nil)
      #expect(test.sender.count == 1)
      #expect(test.reports.isEmpty)
    }
  }

  @Test func `a command waits for the connection it needs`() async throws {
    try await TestDispatcher().running { test in
      test.ask([test.send(play)], connection: nil)
      await test.clock.untilSomebodySleeps(for: .milliseconds(250))
      test.ask([], connection: "connection-9")
      test.clock.advance(by: .milliseconds(250))
      let request = try #require(try await test.sender.next().request)
      #expect(request.path.contains("connection-9"))
    }
  }

  @Test func `a list of parties is read to its last page`() async throws {
    try await TestDispatcher().running { test in
      test.ask([.read([.call, .participants])])
      let call = #"{"callConnectionState":"connected"}"#
      try await test.sender.next().answer(200, call)
      let page = { (rawID: String, link: String) in
        #"{"value":[{"identifier":{"rawId":"\#(rawID)"},"isMuted":false,"isOnHold":false}]\#(link)}"#
      }
      let link = #","nextLink":"/calling/callConnections/c/participants?page=2&api-version=x""#
      try await test.sender.next().answer(200, page(callerRawID, link))
      let second = try await test.sender.next()
      let query = try #require(second.request).query
      #expect(query.contains("page=2"))
      second.answer(200, page(lineRawID, ""))
      let observation = Observation(
        call: .connected,
        participants: [callerRawID, lineRawID].map {
          Participant(identifier: Identifier(rawID: $0))
        }
      )
      #expect(try await test.reports.next().content == .observed(observation))
    }
  }

  @Test(arguments: [true, false])
  func `one party is read, and is or is not in the call`(isThere: Bool) async throws {
    try await TestDispatcher().running { test in
      let party = Identifier(rawID: callerRawID)
      test.ask([.read([.call, .participant(party)])])
      try await test.sender.next().answer(200, #"{"callConnectionState":"connected"}"#)
      let second = try await test.sender.next()
      let name = try #require(second.request?.path.split(separator: "/").last)
      #expect(percentDecoded(name) == callerRawID)
      if isThere {
        second.answer(200, #"{"identifier":{"rawId":"\#(callerRawID)"},"isOnHold":true}"#)
      } else {
        second.answer(404, #"{"error":{"code":"8522","message":"no such participant"}}"#)
      }
      let listed = isThere ? Participant(identifier: party, isOnHold: true) : nil
      let observation = Observation(call: .connected, party: PartyReport(party, listed))
      #expect(try await test.reports.next().content == .observed(observation))
    }
  }

  @Test func `a call that is gone is not asked for its parties`() async throws {
    try await TestDispatcher().running { test in
      test.ask([.read([.call, .participants])])
      try await test.sender.next().answer(404, #"{"error":{"code":"8522","message":"gone"}}"#)
      #expect(try await test.reports.next().content == .observed(Observation(call: .gone)))
    }
  }
}

private let transfer = TransferCommand(
  target: Identifier(rawID: "4:+12065551212"),
  transferee: nil,
  context: nil
)

extension SendResult {
  fileprivate var isThrottled: Bool {
    if case .answer(let answer) = self { answer.status == 429 } else { false }
  }
}
