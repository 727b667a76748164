import HTTPTransport
import TestSupport
import Testing

@Suite(.hangLimit) struct HTTPServerLimitsTests {
  @Test func `a body over the limit is refused with 413 and at the limit is taken`() async throws {
    try await Site(limits: limits { $0.maxBodyBytes = 1000 }, handler: handler).serve { port in
      try await withClient { client in
        let taken = try await client.send(.to(port, "POST", body: Array(repeating: 1, count: 1000)))
        #expect(taken.status == 200)
        let refused = try await client.send(
          .to(port, "POST", body: Array(repeating: 1, count: 1001))
        )
        #expect(refused.status == 413)
        #expect(String(decoding: refused.body, as: UTF8.self).contains("1000 bytes"))
      }
    }
  }

  @Test func `a body that does not tell its size is refused when it passes the limit`() async throws
  {
    try await Site(limits: limits { $0.maxBodyBytes = 3 }, handler: handler).serve { port in
      let head =
        "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
      let answer = try await exchange(port: port, head + "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 413 "))
    }
  }

  @Test func `a request that does not arrive in time is answered with 408`() async throws {
    let short = limits { $0.requestTimeout = .milliseconds(50) }
    try await Site(limits: short, handler: handler).serve { port in
      let answer = try await exchange(
        port: port,
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"
      )
      #expect(answer.hasPrefix("HTTP/1.1 408 "))
      #expect(answer.hasSuffix(Self.tooSlow))
    }
  }

  private static let tooSlow =
    #"{"error":{"code":"tooSlow","message":"the request took too long to arrive"}}"#

  @Test(arguments: ["G", "GET / HTTP/1.1\r\nHost", "GET / HTTP/1.1\r\nHost: x\r\n"])
  func `a head that does not arrive in time is answered with 408`(start: String) async throws {
    let short = limits { $0.requestTimeout = .milliseconds(50) }
    try await Site(limits: short, handler: handler).serve { port in
      let answer = try await exchange(port: port, start)
      #expect(answer.hasPrefix("HTTP/1.1 408 ") && answer.contains("application/json"))
      #expect(answer.hasSuffix(Self.tooSlow))
    }
  }

  @Test func `what came before the beginning of a head is answered first`() async throws {
    // The rest is silence, which ends sooner here than after 75 seconds.
    let short = limits { $0.idleTimeout = .milliseconds(500) }
    try await Site(limits: short, handler: handler).serve { port in
      let answer = try await exchange(port: port, "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /")
      #expect(answer.hasPrefix("HTTP/1.1 200 "))
    }
  }

  @Test func `the rest of a refused body is not waited for longer than the request may take`()
    async throws
  {
    let short = limits {
      $0.maxBodyBytes = 3
      $0.requestTimeout = .milliseconds(50)
    }
    try await Site(limits: short, handler: handler).serve { port in
      let answer = try await exchange(
        port: port,
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabcd"
      )
      #expect(answer.hasPrefix("HTTP/1.1 413 "))
      #expect(
        answer.hasSuffix(
          #"{"error":{"code":"tooLarge","message":"the body is larger than 3 bytes"}}"#
        )
      )
    }
  }

  @Test func `a connection without a request is closed`() async throws {
    let short = limits { $0.idleTimeout = .milliseconds(50) }
    try await Site(limits: short, handler: handler).serve { port in
      let answer = try await exchange(port: port, "")
      #expect(answer == "")
      let second = try await exchange(port: port, "GET / HTTP/1.1\r\nHost")
      #expect(second == "")
    }
  }

  @Test(arguments: ["X-Large: \(String(repeating: "a", count: 20_000))\r\n"])
  func `a header over the limit is refused with 400`(field: String) async throws {
    let small = limits { $0.maxHeaderBytes = 4 * 1024 }
    try await Site(limits: small, handler: handler).serve { port in
      let answer = try await exchange(port: port, "GET / HTTP/1.1\r\nHost: x\r\n\(field)\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains("application/json"))
      #expect(answer.contains(#"{"error":{"code":"unreadableRequest","message":"#))
    }
  }

  @Test func `too many headers are refused with 400`() async throws {
    try await Site(limits: limits { $0.maxHeaderFields = 10 }, handler: handler).serve { port in
      let fields = (1...11).map { "X-\($0): 1\r\n" }.joined()
      let answer = try await exchange(port: port, "GET / HTTP/1.1\r\n\(fields)\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 400 "))
    }
  }

  @Test func `a target over the limit is refused with 400`() async throws {
    let small = limits { $0.maxHeaderBytes = 4 * 1024 }
    try await Site(limits: small, handler: handler).serve { port in
      let target = String(repeating: "a", count: 20_000)
      let answer = try await exchange(port: port, "GET /\(target) HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 400 "))
    }
  }

  @Test(arguments: [
    "\u{0}\u{1}\u{2}garbage\r\n\r\n",
    "GET\r\n\r\n",
    "GET / HTTP/9.9\r\n\r\n",
    "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  ])
  func `bytes that are not HTTP are refused and the server goes on`(bytes: String) async throws {
    try await Site(handler: handler).serve { port in
      let answer = try await exchange(port: port, bytes, finishing: true)
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 "))
      try await withClient { client in
        let response = try await client.send(.to(port, "GET"))
        #expect(response.status == 200)
      }
    }
  }

  @Test(arguments: [
    "Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
  ])
  func `a request that breaks off is never handled`(rest: String) async throws {
    let (handled, arrival) = AsyncStream.makeStream(of: String.self)
    let site = Site { request in
      arrival.yield(request.target)
      return .text(200, "")
    }
    try await site.serve { port in
      _ = try await exchange(
        port: port,
        "POST /broken HTTP/1.1\r\nHost: x\r\n\(rest)",
        finishing: true
      )
      try await withClient { client in
        _ = try await client.send(.to(port, "GET", "/whole"))
      }
    }
    arrival.finish()
    #expect(await handled.reduce(into: []) { $0.append($1) } == ["/whole"])
  }

  @Test func `a connection over the limit waits until another one ends`() async throws {
    try await Site(limits: limits { $0.maxConnections = 1 }, handler: handler).serve { port in
      let request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
      let answers = try await onThread {
        let first = try RawConnection(port: port)
        first.write(request)
        let firstHead = first.readHead()
        let second = try RawConnection(port: port)
        second.write(request)
        first.finishWriting()
        _ = first.readToEnd()
        return [firstHead, second.readHead()]
      }
      #expect(answers.allSatisfy { $0.hasPrefix("HTTP/1.1 200 ") })
    }
  }
}

private let handler: @Sendable (HTTPRequest) async -> HTTPResponse = { _ in .text(200, "") }
