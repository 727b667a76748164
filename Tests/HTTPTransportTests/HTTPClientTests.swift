import HTTPTransport
import TestSupport
import Testing

@Suite(.hangLimit) struct HTTPClientTests {
  @Test func `the headers given are the headers sent`() async throws {
    let head = try await headSent(
      .init(
        method: "POST",
        url: "",
        headers: [
          "x-ms-date": "Mon, 23 Nov 2026 00:00:00 GMT", "Content-Length": "7", "X-Empty": "",
          "Content-Type": "application/json", "transfer-encoding": "chunked",
        ],
        body: [1, 2]
      )
    )
    #expect(
      head.lines == [
        "POST / HTTP/1.1", "Host: 127.0.0.1:\(head.port)", "User-Agent: flowctl",
        "x-ms-date: Mon, 23 Nov 2026 00:00:00 GMT", "X-Empty:", "Content-Type: application/json",
        "Content-Length: 2",
      ]
    )
  }

  @Test func `a large body is sent without asking first`() async throws {
    let body = [UInt8](repeating: 1, count: 3_000_000)
    let head = try await headSent(.init(method: "PUT", url: "", body: body))
    #expect(!head.lines.contains { $0.hasPrefix("Expect") })
    #expect(head.lines.contains("Content-Length: 3000000"))
  }

  @Test(arguments: ["POST", "PUT", "PATCH"])
  func `a request without its body tells a length of zero`(method: String) async throws {
    let head = try await headSent(.init(method: method, url: ""))
    #expect(head.lines.first == "\(method) / HTTP/1.1")
    #expect(head.lines.contains("Content-Length: 0"))
  }

  @Test(arguments: ["GET", "DELETE", "HEAD", "OPTIONS"])
  func `a request that has no body tells no length`(method: String) async throws {
    let head = try await headSent(.init(method: method, url: ""))
    #expect(
      head.lines == [
        "\(method) / HTTP/1.1", "Host: 127.0.0.1:\(head.port)", "User-Agent: flowctl",
      ]
    )
  }

  @Test func `a delete can have a body`() async throws {
    let head = try await headSent(.init(method: "DELETE", url: "", body: [1]))
    #expect(head.lines.first == "DELETE / HTTP/1.1")
    #expect(head.lines.contains("Content-Length: 1"))
  }

  @Test func `a redirect is a response`() async throws {
    let site = Site { _ in
      HTTPResponse(status: 302, headers: ["Location": "/elsewhere"])
    }
    try await site.serve { port in
      try await withClient { client in
        let response = try await client.send(.to(port, "GET"))
        #expect(response.status == 302)
        #expect(response.headers["location"] == "/elsewhere")
      }
    }
  }

  @Test func `an interim response is not the response`() async throws {
    let server = try RawServer { connection in
      _ = connection.readHead()
      connection.write("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")
      connection.write("HTTP/1.1 200 OK\r\nX-Late:  2 \r\nContent-Length: 2\r\n\r\nhi")
    }
    try await withClient { client in
      let response = try await client.send(.to(server.port, "GET"))
      #expect(response.status == 200)
      #expect(response.headers.fields.map(\.name) == ["X-Late", "Content-Length"])
      #expect(response.headers["X-Late"] == "2")
      #expect(response.body == Array("hi".utf8))
    }
  }

  @Test func `a connection is used again`() async throws {
    let (connections, opened) = AsyncStream.makeStream(of: Void.self)
    let server = try RawServer { connection in
      opened.yield()
      while !connection.readHead().isEmpty {
        connection.write("HTTP/1.1 204 No Content\r\n\r\n")
      }
    }
    try await withClient { client in
      for _ in 1...5 {
        let response = try await client.send(.to(server.port, "POST"))
        #expect(response.status == 204)
      }
    }
    opened.finish()
    #expect(await connections.reduce(0) { count, _ in count + 1 } == 1)
  }

  @Test(arguments: [
    "ftp://127.0.0.1/", "file:///etc/hostname", "127.0.0.1/", "", "http://", "http:// x/",
    "http://x/\r\nX: y", "http://x/é", "https://[::1/", "http://127.0.0.1:99999/",
  ])
  func `what is not a web address is refused`(url: String) async throws {
    try await withClient { client in
      let error = await client.failure(HTTPClientRequest(method: "GET", url: url))
      #expect(error == .invalidURL)
    }
  }

  @Test(arguments: [
    HTTPClientRequest(method: "GET X", url: "http://127.0.0.1/"),
    HTTPClientRequest(method: "", url: "http://127.0.0.1/"),
    HTTPClientRequest(method: "GET", url: "http://127.0.0.1/", headers: ["A": "b\r\nC: d"]),
    HTTPClientRequest(method: "GET", url: "http://127.0.0.1/", headers: ["A": "b\nC: d"]),
    HTTPClientRequest(method: "GET", url: "http://127.0.0.1/", headers: ["A": "b\u{0}"]),
    HTTPClientRequest(method: "GET", url: "http://127.0.0.1/", headers: ["A: b\r\nC": "d"]),
    HTTPClientRequest(method: "GET", url: "http://127.0.0.1/", headers: ["": "d"]),
  ])
  func `what would be read as something else is refused`(request: HTTPClientRequest) async throws {
    try await withClient { client in
      guard case .invalidRequest = await client.failure(request) else {
        Issue.record("\(request) was taken")
        return
      }
    }
  }
}

/// The header of a request as a server gets it, and that server's port.
private struct SentHead {
  var lines: [String]
  var port: Int
}

private func headSent(_ request: HTTPClientRequest) async throws -> SentHead {
  let (heads, arrival) = AsyncStream.makeStream(of: String.self)
  let server = try RawServer { connection in
    arrival.yield(connection.readHead())
    connection.write("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    _ = connection.readToEnd()
  }
  var request = request
  request.url = "http://127.0.0.1:\(server.port)/"
  try await withClient { client in
    _ = await client.failure(request)
  }
  let head = await heads.first { _ in true } ?? ""
  return SentHead(
    lines: head.split(separator: "\r\n").map(String.init),
    port: server.port
  )
}
