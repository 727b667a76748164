package import HTTPTransport
import Synchronization

/// What comes over a socket, in order.
package final class SocketInbox: WebSocketReceiver {
  /// One thing that comes.
  package enum Event: Equatable, Sendable {
    case opened
    case message(String)
    case closed(WebSocketEnd)
  }

  /// All that comes, to be read once.
  package let events: AsyncStream<Event>
  private let put: AsyncStream<Event>.Continuation
  private let socket = Mutex<WebSocket?>(nil)
  private let answer: @Sendable (WebSocket, [UInt8]) -> Void

  /// Answers each message as it is told to.
  package init(_ answer: @escaping @Sendable (WebSocket, [UInt8]) -> Void = { _, _ in }) {
    self.answer = answer
    (events, put) = AsyncStream.makeStream()
  }

  /// The socket, once it is open.
  package var open: WebSocket? { socket.withLock { $0 } }

  /// Sends a text over the open socket.
  package func send(_ text: String) { open?.send(Array(text.utf8)) }

  package func opened(_ socket: WebSocket) {
    self.socket.withLock { $0 = socket }
    put.yield(.opened)
  }

  package func received(_ message: [UInt8]) {
    if let open { answer(open, message) }
    put.yield(.message(String(decoding: message, as: UTF8.self)))
  }

  package func closed(_ end: WebSocketEnd) {
    put.yield(.closed(end))
    put.finish()
  }

  /// The last thing that comes.
  package var last: Event? {
    get async {
      var last: Event?
      for await event in events { last = event }
      return last
    }
  }
}

/// Gives `body` a client, and shuts it down after.
package func withSocketClient(_ body: (WebSocketClient) async throws -> Void) async throws {
  let client = try WebSocketClient()
  do {
    try await body(client)
  } catch {
    await client.shutdown()
    throw error
  }
  await client.shutdown()
}
