import HTTPTransport
import TestSupport
import Testing

@Suite(.hangLimit) struct HTTPServerTests {
  @Test func `method, target, headers and body arrive as they were sent`() async throws {
    let (received, arrival) = AsyncStream.makeStream(of: HTTPRequest.self)
    let site = Site { request in
      arrival.yield(request)
      return HTTPResponse(status: 201, headers: ["X-One": "1", "X-Two": "2"], body: [0, 255, 10])
    }
    try await site.serve { port in
      try await withClient { client in
        let target = "/calling/x/4%3A%2B1425/../%7e?a=b%20c&d=+"
        let response = try await client.send(
          .to(port, "PATCH", target, headers: ["X-A": "b c", "x-a": ""], body: [1, 0, 2])
        )
        #expect(response.status == 201)
        #expect(response.body == [0, 255, 10])
        #expect(response.headers["x-one"] == "1")
        #expect(response.headers["x-two"] == "2")
        #expect(response.headers["content-length"] == "3")
        #expect(response.headers["date"]?.hasSuffix(" GMT") == true)
        let request = try #require(await received.first { _ in true })
        #expect(request.method == "PATCH")
        #expect(request.target == target)
        #expect(request.headers.values(of: "X-A") == ["b c", ""])
        #expect(request.headers["Host"] == "127.0.0.1:\(port)")
        #expect(request.body == [1, 0, 2])
      }
    }
  }

  @Test(arguments: ["GET", "HEAD", "OPTIONS", "DELETE", "PUT", "POST", "REPORT"])
  func `any registered method reaches the handler`(method: String) async throws {
    let site = Site { .text(200, $0.method) }
    try await site.serve { port in
      try await withClient { client in
        let response = try await client.send(.to(port, method))
        #expect(response.headers["content-length"] == String(method.utf8.count))
        #expect(response.body == (method == "HEAD" ? [] : Array(method.utf8)))
      }
    }
  }

  @Test(arguments: [204, 304])
  func `a status without a body is sent without one`(status: Int) async throws {
    let site = Site { _ in .text(status, "never") }
    try await site.serve { port in
      try await withClient { client in
        for _ in 1...2 {
          let response = try await client.send(.to(port, "GET"))
          #expect(response.status == status)
          #expect(response.body == [])
          #expect(response.headers["content-length"] == nil)
        }
      }
    }
  }

  @Test func `a body of a mebibyte goes both ways`() async throws {
    let body = (0..<1024 * 1024).map { UInt8(truncatingIfNeeded: $0 &* 31 &>> 3) }
    let site = Site { HTTPResponse(status: 200, body: $0.body) }
    try await site.serve { port in
      try await withClient { client in
        let response = try await client.send(.to(port, "POST", body: body))
        #expect(response.body == body)
      }
    }
  }

  @Test func `two hundred requests at once are all answered with their own answer`() async throws {
    let (refusals, refused) = AsyncStream.makeStream(of: Crowding.self)
    // The server says so where the client opens more connections to one host than it may.
    let twenty = limits { $0.maxConnectionsPerClient = 20 }
    let site = Site(
      limits: twenty,
      crowded: { refused.yield($0) },
      handler: { HTTPResponse(status: 200, body: Array($0.target.utf8)) }
    )
    try await site.serve { port in
      try await withClient(configuration { $0.maxConnectionsPerHost = 20 }) { client in
        try await withThrowingTaskGroup(of: Bool.self) { group in
          for number in 0..<200 {
            group.addTask {
              let response = try await client.send(.to(port, "POST", "/\(number)", body: [1]))
              return String(decoding: response.body, as: UTF8.self) == "/\(number)"
            }
          }
          let right = try await group.reduce(into: 0) { count, isRight in
            count += isRight ? 1 : 0
          }
          #expect(right == 200)
        }
      }
    }
    refused.finish()
    #expect(await refusals.first { _ in true } == nil)
  }

  @Test func `a handler that waits holds up nobody else`() async throws {
    let gate = Gate()
    let site = Site { request in
      if request.target == "/slow" { await gate.wait() }
      return .text(200, request.target)
    }
    try await site.serve { port in
      try await withClient { client in
        async let slow = client.send(.to(port, "GET", "/slow"))
        let response = try await client.send(.to(port, "GET", "/quick"))
        #expect(response.body == Array("/quick".utf8))
        gate.open()
        let second = try await slow
        #expect(second.body == Array("/slow".utf8))
      }
    }
  }

  @Test func `chunks are put together`() async throws {
    let site = Site { HTTPResponse(status: 200, body: $0.body) }
    try await site.serve { port in
      let head =
        "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
      let answer = try await exchange(port: port, head + "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n")
      #expect(answer.hasSuffix("\r\n\r\nabcde"))
    }
  }

  @Test func `a client that waits to be told to go on is told`() async throws {
    let site = Site { .text(200, String(decoding: $0.body, as: UTF8.self)) }
    try await site.serve { port in
      let (head, answer) = try await onThread {
        let connection = try RawConnection(port: port)
        connection.write(
          "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n"
            + "Expect: 100-continue\r\n\r\n"
        )
        let head = connection.readHead()
        connection.write("ok")
        return (head, connection.readToEnd())
      }
      #expect(head.hasPrefix("HTTP/1.1 100 "))
      #expect(answer.hasPrefix("HTTP/1.1 200 "))
      #expect(answer.hasSuffix("ok"))
    }
  }

  @Test func `a response that is withheld closes the connection, and the server goes on`()
    async throws
  {
    let site = Site { request in
      var response = HTTPResponse.text(200, "ok")
      response.isWithheld = request.target == "/withheld"
      return response
    }
    try await site.serve { port in
      try await withClient { client in
        await #expect(throws: HTTPClientError.self) {
          try await client.send(.to(port, "GET", "/withheld"))
        }
        let response = try await client.send(.to(port, "GET", "/"))
        #expect(response.status == 200)
      }
    }
  }

  @Test func `a response that cannot be written as HTTP does not end the server`() async throws {
    let site = Site { request in
      request.target == "/status"
        ? HTTPResponse(status: 7)
        : HTTPResponse(status: 200, headers: ["a b": "1", "X": "2\r\nY: 3"])
    }
    try await site.serve { port in
      try await withClient { client in
        let replaced = try await client.send(.to(port, "GET", "/status"))
        #expect(replaced.status == 500)
        let response = try await client.send(.to(port, "GET", "/headers"))
        #expect(response.headers["Y"] == nil)
        #expect(response.headers["X"]?.hasPrefix("2") == true)
        #expect(response.headers["a b"] == nil)
      }
    }
  }
}
