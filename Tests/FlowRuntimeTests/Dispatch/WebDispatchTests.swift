import CEL
import CallAutomation
import CallDispatch
import CallModel
import FlowEngine
import FlowLanguage
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

@Suite(.hangLimit)
struct WebDispatchTests {
  private func request(
    _ method: String,
    once: Bool = false,
    query: [HTTPEffect.TextPart] = [],
    headers: [HTTPEffect.Header] = []
  ) -> Effect {
    .http(
      HTTPEffect(
        ordinal: 7,
        method: method,
        url: [.text("https://crm.contoso.com/calls")] + query,
        headers: headers,
        body: method == "POST" ? .map(.init(texts: ["n": .int(1)])) : nil,
        timeout: .seconds(5),
        once: once
      )
    )
  }

  @Test(arguments: [true, false])
  func `whether a request may reach private hosts goes with it`(isPublic: Bool) async throws {
    try await TestDispatcher().running { test in
      let effect = HTTPEffect(
        ordinal: 7,
        method: "GET",
        url: [.text("https://crm.contoso.com")],
        headers: [],
        body: nil,
        timeout: .seconds(5),
        once: false,
        publicHostsOnly: isPublic
      )
      test.ask([.http(effect)], secrets: [:])
      let exchange = try await test.sender.next()
      #expect(exchange.web?.publicHostsOnly == isPublic)
      exchange.answer(200, "{}")
      _ = try await test.reports.next()
    }
  }

  @Test func `a request carries its secret, its body and one idempotency key`() async throws {
    try await TestDispatcher(secrets: ["KEY": "s3cret"]).running { test in
      let header = HTTPEffect.Header(
        name: "authorization",
        value: [.text("Bearer "), .secret("routerKey")]
      )
      test.ask(
        [request("POST", headers: [header])],
        secrets: ["routerKey": .environment("KEY")]
      )
      let exchange = try await test.sender.next()
      let sent = try #require(exchange.web)
      #expect(String(decoding: sent.body, as: UTF8.self) == #"{"n":1}"#)
      let headers = sent.headers.map { "\($0.name): \($0.value)" }
      #expect(
        headers == [
          "authorization: Bearer s3cret",
          "idempotency-key: \(repeatabilityID(callID: test.call, ordinal: 7))",
          "traceparent: \(TraceContext(of: test.call, ordinal: 7).traceparent)",
          "content-type: application/json",
        ]
      )
      exchange.answer(201, #"{"ticket":"T-1","place":3,"share":0.5}"#)
      guard case .httpFinished(7, .response(let answer)) = try await test.reports.next().content
      else {
        Issue.record("no response")
        return
      }
      #expect(answer.status == 201)
      #expect(
        answer.body
          == .map(
            .init(texts: ["ticket": .string("T-1"), "place": .int(3), "share": .double(0.5)])
          )
      )
    }
  }

  @Test func `a request whose secret is missing says which, to whoever watches too`() async throws {
    let seen = Mutex<[CallTrace.Content]>([])
    let watched = TestDispatcher { trace in seen.withLock { $0.append(trace.content) } }
    try await watched.running { test in
      let header = HTTPEffect.Header(name: "authorization", value: [.secret("routerKey")])
      test.ask(
        [request("POST", headers: [header])],
        secrets: ["routerKey": .environment("KEY")]
      )
      guard case .httpFinished(7, .refused(let message)) = try await test.reports.next().content
      else {
        Issue.record("it was sent")
        return
      }
      #expect(message == "the environment variable `KEY` is not set")
      #expect(seen.withLock { $0 } == [.answer("http 7", "not sent: \(message)")])
    }
  }

  @Test func `a secret in a query is percent-encoded`() async throws {
    try await TestDispatcher(secrets: ["KEY": "s3 cr&t"]).running { test in
      test.ask(
        [request("GET", query: [.text("?key="), .encodedSecret("routerKey")])],
        secrets: ["routerKey": .environment("KEY")]
      )
      let exchange = try await test.sender.next()
      #expect(exchange.web?.url == "https://crm.contoso.com/calls?key=s3%20cr%26t")
      exchange.answer(200, #""a s3%20cr%26t b""#)
      guard case .httpFinished(7, .response(let answer)) = try await test.reports.next().content
      else {
        Issue.record("no response")
        return
      }
      #expect(answer.body == .string("a ‹secret› b"))
    }
  }

  @Test(arguments: ["PUT", "PATCH", "DELETE"])
  func `what changes something is sent again only where it did not arrive`(
    method: String
  ) async throws {
    try await TestDispatcher().running { test in
      test.ask([request(method)])
      let first = try await test.sender.next()
      #expect(first.web?.method == method)
      first.answer(503)
      await test.clock.pass(.milliseconds(250))
      try await test.sender.next().answer(.notSent(reason: "refused"))
      await test.clock.pass(.milliseconds(500))
      try await test.sender.next().answer(.uncertain(reason: "reset"))
      #expect(
        try await test.reports.next().content
          == .httpFinished(ordinal: 7, .failed(message: "reset"))
      )
      test.ask([request(method)], from: 2)
      try await test.sender.next().answer(502)
      guard case .httpFinished(7, .response(let answer)) = try await test.reports.next().content
      else {
        Issue.record("no response")
        return
      }
      #expect(answer.status == 502)
      #expect(test.sender.count == 4)
    }
  }

  @Test func `a secret that cannot be read refuses the request`() async throws {
    try await TestDispatcher().running { test in
      let header = HTTPEffect.Header(name: "authorization", value: [.secret("routerKey")])
      test.ask(
        [request("GET", headers: [header])],
        secrets: ["routerKey": .environment("KEY")]
      )
      guard case .httpFinished(7, .refused) = try await test.reports.next().content else {
        Issue.record("not refused")
        return
      }
      #expect(test.sender.count == 0)
    }
  }

  @Test func `a secret in the reason why nothing was sent is taken out of it`() async throws {
    try await TestDispatcher(secrets: ["KEY": "s3cret key"]).running { test in
      let header = HTTPEffect.Header(name: "authorization", value: [.secret("routerKey")])
      for (position, result, expected) in [
        (
          1, SendResult.impossible(reason: "`https://x/s3cret key` is no URL"),
          HTTPResult.refused(message: "`https://x/‹secret›` is no URL")
        ),
        (
          2, .uncertain(reason: "no host s3cret%20key"), .failed(message: "no host ‹secret›")
        ),
      ] {
        test.ask(
          [request("POST", headers: [header])],
          from: position,
          secrets: ["routerKey": .environment("KEY")]
        )
        try await test.sender.next().answer(result)
        let content = try await test.reports.next().content
        #expect(content == .httpFinished(ordinal: 7, expected))
      }
    }
  }

  @Test func `a GET is tried three times and a POST that may have arrived once`() async throws {
    try await TestDispatcher().running { test in
      test.ask([request("GET")])
      try await test.sender.next().answer(.uncertain(reason: "reset"))
      await test.clock.pass(.milliseconds(250))
      try await test.sender.next().answer(502)
      await test.clock.pass(.milliseconds(500))
      try await test.sender.next().answer(.uncertain(reason: "reset"))
      #expect(
        try await test.reports.next().content
          == .httpFinished(ordinal: 7, .failed(message: "reset"))
      )
      test.ask([request("POST")], from: 2)
      try await test.sender.next().answer(.timedOut)
      #expect(try await test.reports.next().content == .httpFinished(ordinal: 7, .timedOut))
      #expect(test.sender.count == 4)
    }
  }

  @Test func `all tries together take no longer than the timeout`() async throws {
    try await TestDispatcher().running { test in
      test.ask([request("GET")])
      let first = try await test.sender.next()
      #expect(first.timeout == .seconds(5))
      test.clock.advance(by: .seconds(4))
      first.answer(503)
      await test.clock.pass(.milliseconds(250))
      let second = try await test.sender.next()
      #expect(second.timeout == .milliseconds(750))
      second.answer(503)
      await test.clock.pass(.milliseconds(500))
      let third = try await test.sender.next()
      #expect(third.timeout == .milliseconds(250))
      third.answer(200)
      #expect(test.sender.count == 3)
    }
  }
}
