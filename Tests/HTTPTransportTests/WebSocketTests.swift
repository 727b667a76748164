import Foundation
import Logging
import ServiceLifecycle
import TestSupport
import Testing

@testable import HTTPTransport

/// The server's and the client's sockets, over loopback.
@Suite(.hangLimit) struct WebSocketTests {
  @Test func `messages go both ways, in order`() async throws {
    let (server, client) = (SocketInbox { $0.send([0x3E] + $1) }, SocketInbox())
    try await serve(server) { port in
      try await withSocketClient { sockets in
        sockets.open(.to(port), client)
        var events = client.events.makeAsyncIterator()
        #expect(await events.next() == .opened)
        let long = String(repeating: "long ", count: 20_000)
        for text in ["one", "", long] { client.open?.send(Array(text.utf8)) }
        for text in [">one", ">", ">" + long] { #expect(await events.next() == .message(text)) }
        client.open?.close()
        #expect(await events.next() == .closed(.byUs(.normal)))
        #expect(await server.last == .closed(.byPeer(.normal)))
      }
    }
  }

  @Test func `a hundred sockets share the threads`() async throws {
    try await serveEach { port in
      try await withSocketClient { sockets in
        let clients = (0..<100).map { _ in SocketInbox() }
        for client in clients { sockets.open(.to(port), client) }
        for (number, client) in clients.enumerated() {
          var events = client.events.makeAsyncIterator()
          #expect(await events.next() == .opened)
          for round in 0..<20 { client.open?.send(Array("\(number) \(round)".utf8)) }
          for round in 0..<20 { #expect(await events.next() == .message("\(number) \(round)")) }
        }
      }
    }
  }

  @Test func `a connection that a proxy keeps becomes a socket after a request`() async throws {
    try await serve(SocketInbox()) { port in
      let answer = try await onThread {
        let connection = try RawConnection(port: port)
        connection.write("GET /page HTTP/1.1\r\nHost: x\r\n\r\n")
        let first = connection.readHead() + connection.read(until: "page")
        connection.write(Self.upgrade())
        return first + connection.readHead()
      }
      #expect(answer.contains("HTTP/1.1 200 "))
      #expect(answer.contains("HTTP/1.1 101 Switching Protocols\r\n"))
      // RFC 6455, section 1.3.
      #expect(answer.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
    }
  }

  @Test(arguments: [
    ("GET /socket HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "426"),
    (upgrade(version: "8"), "426"), (upgrade(key: "dGhl"), "400"),
    (upgrade(key: "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: x"), "400"),
    (upgrade(more: "Content-Length: 3\r\n") + "abc", "400"),
    (
      "POST /socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", "426"
    ),
  ])
  func `who asks in a wrong way is answered with the right status`(
    request: String,
    status: String
  ) async throws {
    try await serve(SocketInbox()) { port in
      let head = try await onThread {
        let connection = try RawConnection(port: port)
        connection.write(request)
        return connection.readHead()
      }
      #expect(head.hasPrefix("HTTP/1.1 \(status) "), "\(head)")
      if status == "426" { #expect(head.lowercased().contains("\r\nupgrade: websocket\r\n")) }
    }
  }

  @Test func `a refusal and a server that is none are told as what they are`() async throws {
    try await serve(SocketInbox()) { port in
      try await withSocketClient { sockets in
        for (path, reason) in [("/closed", "it answers 403"), ("/page", "it answers 200")] {
          let client = SocketInbox()
          sockets.open(.to(port, path), client)
          #expect(await client.last == .closed(.notOpened(reason: reason)))
        }
      }
    }
    try await withSocketClient { sockets in
      let (nobody, wrong, own) = (SocketInbox(), SocketInbox(), SocketInbox())
      sockets.open(.to(1), nobody)
      guard case .closed(.notOpened)? = await nobody.last else { throw Unexpected() }
      sockets.open(WebSocketRequest(url: "http://127.0.0.1/", limits: .test), wrong)
      guard case .closed(.notOpened)? = await wrong.last else { throw Unexpected() }
      let server = try RawServer { _ = $0.readHead() }
      var request = WebSocketRequest.to(server.port)
      request.publicHostsOnly = true
      sockets.open(request, own)
      let reason = HTTPClientError.privateHost.description
      #expect(await own.last == .closed(.notOpened(reason: reason)))
      server.stop()
    }
  }

  @Test func `a server that answers with something else is not believed`() async throws {
    let server = try RawServer { connection in
      _ = connection.readHead()
      connection.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: AAAA\r\n\r\n"
      )
      _ = connection.readToEnd()
    }
    try await withSocketClient { sockets in
      let client = SocketInbox()
      sockets.open(.to(server.port), client)
      #expect(await client.last == .closed(.notOpened(reason: "it does not speak WebSocket")))
    }
    server.stop()
  }

  @Test func `frames that lie about their length end the socket and no other`() async throws {
    try await serveEach { port in
      try await withSocketClient { sockets in
        let other = SocketInbox()
        sockets.open(.to(port), other)
        var events = other.events.makeAsyncIterator()
        #expect(await events.next() == .opened)
        // A text of 126 bytes whose length is told in eight, and one that is not masked.
        for lie in ["\u{1}\u{7F}\0\0\0\0\0\0\0\u{7E}", "\u{1}\u{5}abcde"] {
          let answer = try await onThread {
            let connection = try RawConnection(port: port)
            connection.write(Self.upgrade())
            _ = connection.readHead()
            connection.write(lie)
            return connection.readToEnd().unicodeScalars.suffix(2).map(\.value)
          }
          #expect(answer == [1002 >> 8, 0xFFFD])
        }
        other.open?.send([0x61])
        #expect(await events.next() == .message("a"))
      }
    }
  }

  @Test func `a message over the limit is refused with 1009`() async throws {
    let server = SocketInbox()
    try await serve(server) { port in
      try await withSocketClient { sockets in
        let client = SocketInbox()
        sockets.open(.to(port), client)
        var events = client.events.makeAsyncIterator()
        #expect(await events.next() == .opened)
        client.open?.send([UInt8](repeating: 0x61, count: 200_000))
        #expect(await events.next() == .closed(.byPeer(.tooLarge)))
        #expect(await server.last == .closed(.byUs(.tooLarge)))
      }
    }
  }

  @Test func `a socket whose other side is gone without a word is lost`() async throws {
    var limits = WebSocketLimits.test
    limits.pingAfter = .milliseconds(30)
    // Long enough that it is asked first, however late timers are.
    limits.silence = .seconds(2)
    let server = SocketInbox()
    try await serve(server, limits) { port in
      let bytes = try await onThread {
        let connection = try RawConnection(port: port)
        connection.write(Self.upgrade())
        _ = connection.readHead()
        return connection.readToEnd()
      }
      // It was asked whether it is there: a ping is 0x89, which is no text.
      #expect(bytes.unicodeScalars.first?.value == 0xFFFD)
      guard case .closed(.lost)? = await server.last else { throw Unexpected() }
    }
  }

  @Test func `a server that says nothing any more is lost to the client`() async throws {
    let server = try RawServer { connection in
      connection.acceptWebSocket()
      _ = connection.readToEnd()
    }
    try await withSocketClient { sockets in
      let client = SocketInbox()
      var request = WebSocketRequest.to(server.port)
      request.limits.pingAfter = .milliseconds(30)
      request.limits.silence = .milliseconds(120)
      sockets.open(request, client)
      guard case .closed(.lost)? = await client.last else { throw Unexpected() }
    }
    server.stop()
  }

  @Test func `a reader who is too slow loses the oldest, is told, and holds up nobody`()
    async throws
  {
    let gate = Gate()
    let server = try RawServer { connection in
      connection.acceptWebSocket()
      let done = DispatchSemaphore(value: 0)
      Task {
        await gate.wait()
        done.signal()
      }
      done.wait()
    }
    try await withSocketClient { sockets in
      let client = SocketInbox()
      var request = WebSocketRequest.to(server.port)
      request.limits.queuedMessages = 10
      sockets.open(request, client)
      var events = client.events.makeAsyncIterator()
      #expect(await events.next() == .opened)
      // Far more than the system's buffers hold.
      let message = [UInt8](repeating: 0x61, count: 60_000)
      for _ in 0..<2000 { client.open?.send(message) }
      #expect((client.open?.lost ?? 0) > 1000)
      gate.open()
    }
    server.stop()
  }

  @Test func `a server that shuts down says so over every socket`() async throws {
    let client = SocketInbox()
    try await withSocketClient { sockets in
      try await serve(SocketInbox()) { port in
        sockets.open(.to(port), client)
        var events = client.events.makeAsyncIterator()
        #expect(await events.next() == .opened)
      }
      #expect(await client.last == .closed(.byPeer(.goingAway)))
    }
  }

  @Test func `who was told of a socket is let go once it is over`() async throws {
    let (held, put) = AsyncStream<Never>.makeStream()
    let receiver: @Sendable () -> any WebSocketReceiver = {
      let hold = Hold(put)
      return SocketInbox { socket, message in hold.pass(message, to: socket) }
    }
    let client = SocketInbox()
    try await withSocketClient { sockets in
      try await serve(.test, receiver) { port in
        sockets.open(.to(port), client)
        var events = client.events.makeAsyncIterator()
        #expect(await events.next() == .opened)
        client.send("hello")
        #expect(await events.next() == .message("hello"))
        client.open?.close()
        #expect(await events.next() == .closed(.byUs(.normal)))
        for await _ in held {}
      }
    }
  }

  /// Ends a stream when nobody holds it any more.
  private final class Hold: Sendable {
    private let end: AsyncStream<Never>.Continuation

    init(_ end: AsyncStream<Never>.Continuation) { self.end = end }

    deinit { end.finish() }

    func pass(_ message: [UInt8], to socket: WebSocket) { socket.send(message) }
  }

  @Test func `a client that is shut down ends its sockets, and opens no others`() async throws {
    let server = SocketInbox()
    try await serve(server) { port in
      let sockets = try WebSocketClient()
      let (client, late) = (SocketInbox(), SocketInbox())
      sockets.open(.to(port), client)
      var events = client.events.makeAsyncIterator()
      #expect(await events.next() == .opened)
      await sockets.shutdown()
      #expect(await events.next() == .closed(.byUs(.goingAway)))
      sockets.open(.to(port), late)
      guard case .closed(.notOpened)? = await late.last else { throw Unexpected() }
      #expect(await server.last == .closed(.byPeer(.goingAway)))
    }
  }

  /// Serves a socket at `/socket`, a page at `/page`, and refuses all else.
  private func serve(
    _ receiver: SocketInbox,
    _ limits: WebSocketLimits = .test,
    _ body: (Int) async throws -> Void
  ) async throws {
    try await serve(limits, { receiver }, body)
  }

  /// Serves any number of sockets that send back what comes.
  private func serveEach(_ body: (Int) async throws -> Void) async throws {
    let receiver: @Sendable () -> any WebSocketReceiver = { SocketInbox { $0.send($1) } }
    try await serve(.test, receiver, body)
  }

  private func serve(
    _ limits: WebSocketLimits,
    _ receiver: @escaping @Sendable () -> any WebSocketReceiver,
    _ body: (Int) async throws -> Void
  ) async throws {
    let server = HTTPServer(
      configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) { head in
      switch head.path {
      case "/socket": .upgraded(limits, receiver)
      case "/page": .admitted(bodyLimit: 0) { _ in .text(200, "page") }
      default: .refused(.text(403, "no\n"))
      }
    }
    let services = makeGroup(of: server)
    try await withThrowingTaskGroup { group in
      group.addTask { try await services.run() }
      let port = try await server.boundPort()
      try await body(port)
      await services.triggerGracefulShutdown()
      try await group.waitForAll()
    }
  }

  private struct Unexpected: Error {}

  private static func upgrade(
    key: String = "dGhlIHNhbXBsZSBub25jZQ==",
    version: String = "13",
    more: String = ""
  ) -> String {
    "GET /socket HTTP/1.1\r\nHost: x\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
      + "Sec-WebSocket-Key: \(key)\r\nSec-WebSocket-Version: \(version)\r\n\(more)\r\n"
  }
}

extension WebSocketLimits {
  fileprivate static let test = WebSocketLimits(messageBytes: 110_000, queuedMessages: 1000)
}

extension WebSocketRequest {
  fileprivate static func to(_ port: Int, _ path: String = "/socket") -> WebSocketRequest {
    WebSocketRequest(url: "ws://127.0.0.1:\(port)\(path)", limits: .test)
  }
}
