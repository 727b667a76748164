import HTTPTransport
import TestSupport
import Testing

@Suite(.hangLimit) struct HTTPClientFailureTests {
  @Test func `a refused connection is not sent`() async throws {
    let server = try RawServer { _ in }
    server.stop()
    try await withClient { client in
      #expect(await client.failure(.to(server.port, "POST"))?.isNotSent == true)
    }
  }

  @Test func `a name that has no address is not sent`() async throws {
    try await withClient { client in
      let request = HTTPClientRequest(method: "POST", url: "http://no-such-host.invalid/")
      #expect(await client.failure(request)?.isNotSent == true)
    }
  }

  @Test func `a failed TLS handshake is not sent`() async throws {
    let server = try RawServer { connection in
      connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
      _ = connection.readToEnd()
    }
    try await withClient { client in
      let request = HTTPClientRequest(method: "POST", url: "https://127.0.0.1:\(server.port)/")
      #expect(await client.failure(request)?.isNotSent == true)
    }
  }

  @Test(arguments: [
    "", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "garbage\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  ])
  func `a connection closed before the whole answer is uncertain`(answer: String) async throws {
    let server = try RawServer { connection in
      _ = connection.readHead()
      connection.write(answer)
    }
    try await withClient { client in
      #expect(await client.failure(.to(server.port, "POST"))?.isUncertain == true)
    }
  }

  @Test func `a server that does not answer in time is uncertain`() async throws {
    let server = try RawServer { _ = $0.readToEnd() }
    try await withClient { client in
      let request = HTTPClientRequest.to(server.port, "POST", timeout: .milliseconds(50))
      #expect(await client.failure(request) == .uncertain("no answer within 0.05 seconds"))
    }
  }

  @Test func `a request still waiting for a connection at its time-out is not sent`() async throws {
    let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    let server = try RawServer { connection in
      _ = connection.readHead()
      arrival.yield()
      _ = connection.readToEnd()
    }
    try await withClient(configuration { $0.maxConnections = 1 }) { client in
      // The first holds the only connection until it is cancelled, however late the second begins.
      await withTaskGroup(of: HTTPClientError?.self) { group in
        group.addTask { await client.failure(.to(server.port, "POST", timeout: .seconds(600))) }
        _ = await arrivals.first { _ in true }
        let second = await client.failure(.to(server.port, "POST", timeout: .milliseconds(20)))
        #expect(second?.isNotSent == true)
        group.cancelAll()
        #expect(await group.next()??.isUncertain == true)
      }
    }
  }

  @Test func `a cancelled request gives its connection's place to the next`() async throws {
    let (arrivals, arrival) = AsyncStream.makeStream(of: String.self)
    let server = try RawServer { connection in
      let head = connection.readHead()
      arrival.yield(head)
      if head.contains("/held") { _ = connection.readToEnd() }
      connection.write("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    }
    try await withClient(configuration { $0.maxConnections = 1 }) { client in
      var iterator = arrivals.makeAsyncIterator()
      for _ in 1...100 {
        let held = Task { await client.failure(.to(server.port, "POST", "/held")) }
        _ = await iterator.next()
        held.cancel()
        #expect(await held.value == .uncertain("cancelled"))
        let response = try await client.send(.to(server.port, "POST", timeout: .seconds(300)))
        #expect(response.status == 204)
        _ = await iterator.next()
      }
    }
  }

  @Test func `only a response over the limit is too large`() async throws {
    let site = Site { request in
      let count = Int(request.target.dropFirst()) ?? 0
      return HTTPResponse(status: 200, body: Array(repeating: 7, count: count))
    }
    try await site.serve { port in
      try await withClient(configuration { $0.maxResponseBytes = 1000 }) { client in
        let response = try await client.send(.to(port, "GET", "/1000"))
        #expect(response.body.count == 1000)
        #expect(await client.failure(.to(port, "GET", "/1001")) == .responseTooLarge(limit: 1000))
      }
    }
  }

  @Test func `endless response headers are too large`() async throws {
    let server = try RawServer { connection in
      _ = connection.readHead()
      connection.write("HTTP/1.1 200 OK\r\n")
      for number in 1...100 {
        connection.write("X-\(number): \(String(repeating: "a", count: 1000))\r\n")
      }
      _ = connection.readToEnd()
    }
    try await withClient { client in
      guard case .responseTooLarge = await client.failure(.to(server.port, "GET")) else {
        Issue.record("the headers were taken")
        return
      }
    }
  }

  @Test func `a request that may change something is not sent again on a new connection`()
    async throws
  {
    let (requests, arrival) = AsyncStream.makeStream(of: String.self)
    let server = try ServerThatClosesUsedConnections(arrival)
    try await withClient { client in
      _ = try await client.send(.to(server.port, "POST", "/1", body: [1]))
      #expect(await client.failure(.to(server.port, "POST", "/2", body: [1]))?.isUncertain == true)
      _ = try await client.send(.to(server.port, "POST", "/3"))
      let error = await client.failure(.to(server.port, "DELETE", "/4"))
      #expect(error == .uncertain("the server closed the connection without an answer"))
    }
    arrival.finish()
    #expect(await requests.reduce(into: []) { $0.append($1) } == ["/1", "/2", "/3", "/4"])
  }

  @Test func `a request that changes nothing is sent again on a new connection`() async throws {
    let (requests, arrival) = AsyncStream.makeStream(of: String.self)
    let server = try ServerThatClosesUsedConnections(arrival)
    try await withClient { client in
      _ = try await client.send(.to(server.port, "GET", "/1"))
      _ = try await client.send(.to(server.port, "GET", "/2"))
    }
    arrival.finish()
    #expect(await requests.reduce(into: []) { $0.append($1) } == ["/1", "/2", "/2"])
  }

  @Test func `cancelling ends the transfer and closes its connection`() async throws {
    let (events, event) = AsyncStream.makeStream(of: String.self)
    let server = try RawServer { connection in
      _ = connection.readHead()
      event.yield("request")
      _ = connection.readToEnd()
      event.yield("closed")
    }
    try await withClient { client in
      let port = server.port
      await withTaskGroup(of: HTTPClientError?.self) { group in
        group.addTask { await client.failure(.to(port, "POST")) }
        var iterator = events.makeAsyncIterator()
        #expect(await iterator.next() == "request")
        group.cancelAll()
        #expect(await group.next() == .uncertain("cancelled"))
        #expect(await iterator.next() == "closed")
      }
    }
  }

  @Test func `a request of a cancelled task is not sent`() async throws {
    let site = Site { _ in .text(200, "") }
    try await site.serve { port in
      try await withClient { client in
        await withTaskGroup(of: HTTPClientError?.self) { group in
          group.cancelAll()
          for _ in 1...500 {
            group.addTask { await client.failure(.to(port, "POST")) }
          }
          for await error in group {
            #expect(error == .notSent("cancelled"))
          }
        }
      }
    }
  }

  @Test func `shutting down ends what is under way and refuses what comes later`() async throws {
    let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    let server = try RawServer { connection in
      _ = connection.readHead()
      arrival.yield()
      _ = connection.readToEnd()
    }
    let client = try HTTPClient()
    async let error = client.failure(.to(server.port, "POST"))
    _ = await arrivals.first { _ in true }
    await client.shutdown()
    #expect(await error == .uncertain("the HTTP client is shut down"))
    #expect(
      await client.failure(.to(server.port, "POST")) == .notSent("the HTTP client is shut down")
    )
    await client.shutdown()
  }

  @Test func `a client that is let go ends its connections`() async throws {
    let (events, event) = AsyncStream.makeStream(of: Void.self)
    let server = try RawServer { connection in
      _ = connection.readHead()
      connection.write("HTTP/1.1 204 No Content\r\n\r\n")
      _ = connection.readToEnd()
      event.yield()
    }
    do {
      let client = try HTTPClient()
      _ = try await client.send(.to(server.port, "GET"))
    }
    #expect(await events.first { _ in true } != nil)
  }

  @Test func `an endless time-out is taken`() async throws {
    let site = Site { _ in .text(200, "") }
    try await site.serve { port in
      try await withClient { client in
        let endless = Duration(secondsComponent: .max, attosecondsComponent: 0)
        let response = try await client.send(.to(port, "GET", timeout: endless))
        #expect(response.status == 200)
        #expect(await client.failure(.to(port, "GET", timeout: .seconds(-1))) != nil)
      }
    }
  }
}

/// Answers the first request of a connection and closes it at the second, without an answer.
private struct ServerThatClosesUsedConnections {
  private let server: RawServer

  var port: Int { server.port }

  init(_ arrival: AsyncStream<String>.Continuation) throws {
    server = try RawServer { connection in
      for answer in ["HTTP/1.1 204 No Content\r\n\r\n", ""] {
        let head = connection.readHead()
        guard !head.isEmpty else { return }
        let isPost = head.contains("Content-Length: 1")
        if isPost {
          _ = connection.read(until: "\u{1}")
        }
        arrival.yield(String(head.split(separator: " ")[1]))
        connection.write(answer)
      }
    }
  }
}
