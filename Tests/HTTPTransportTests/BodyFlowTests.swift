import TestSupport
import Testing

@testable import HTTPTransport

/// Bodies that are taken piece by piece.
@Suite(.hangLimit) struct BodyFlowTests {
  private static let long = (0..<(8 << 20)).map { UInt8(truncatingIfNeeded: $0 / 4099 ^ $0) }

  private func streaming(
    _ handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse,
    _ body: @escaping (HTTPClient, HTTPClientRequest) async throws -> Void
  ) async throws {
    try await Site { handler($0) }.serve { port in
      try await withClient { client in
        try await body(client, .to(port, "GET"))
      }
    }
  }

  @Test func `a body longer than a response may be arrives whole and in order`() async throws {
    try await streaming { _ in
      HTTPResponse(status: 200, body: Self.long)
    } _: { client, request in
      var bytes: [UInt8] = []
      let response = try await client.send(request, streaming: { bytes += $0 })
      #expect(response.status == 200 && response.body.isEmpty)
      #expect(bytes == Self.long)
    }
  }

  @Test func `the sender waits while nothing is taken, and then goes on`() async throws {
    try await streaming { _ in
      HTTPResponse(status: 200, body: Self.long)
    } _: { client, request in
      let flow = BodyFlow()
      var bytes: [UInt8] = []
      var hasWaited = false
      _ = try await client.send(request, through: flow) { piece in
        // The first piece is held until no more comes.
        while !hasWaited { hasWaited = flow.isPaused }
        bytes += piece
      }
      #expect(hasWaited && bytes == Self.long)
    }
  }

  @Test func `no more waits than the window`() {
    let flow = BodyFlow()
    let piece = [UInt8](repeating: 1, count: 1 << 18)
    let taken = (1...6).map { _ in piece.withUnsafeBytes { flow.offer($0) } }
    #expect(taken == [true, true, true, true, false, false])
    #expect(!flow.took(piece.count))
    #expect(flow.isPaused)
    #expect(flow.took(piece.count))
    #expect(!flow.isPaused)
    #expect(piece.withUnsafeBytes { flow.offer($0) })
  }

  @Test func `what is no 200 is a response as any other`() async throws {
    try await streaming { _ in
      .text(404, "gone")
    } _: { client, request in
      let response = try await client.send(request, streaming: { _ in Issue.record("a piece") })
      #expect(response.status == 404 && response.body == Array("gone".utf8))
    }
  }

  @Test func `who cannot take a piece ends the transfer`() async throws {
    struct Full: Error {}
    try await streaming { _ in
      HTTPResponse(status: 200, body: Self.long)
    } _: { client, request in
      await #expect(throws: Full.self) {
        try await client.send(request, streaming: { _ in throw Full() })
      }
      // The client goes on.
      let next = try await client.send(request, streaming: { _ in })
      #expect(next.status == 200)
    }
  }

  @Test func `a body that ends too early is no whole`() async throws {
    let server = try RawServer { connection in
      _ = connection.readHead()
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    }
    try await withClient { client in
      await #expect(throws: HTTPClientError.self) {
        try await client.send(.to(server.port, "GET"), streaming: { _ in })
      }
    }
    server.stop()
  }
}
