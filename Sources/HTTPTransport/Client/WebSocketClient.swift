internal import Foundation

/// Opens WebSockets, all on one thread of its own.
///
/// ## Overview
/// libcurl makes the connection, with TLS, the system's certificates and the proxies of the
/// environment, as for `HTTPClient`; the protocol over it is this target's own, since libcurl has
/// one only from 8.11 on. It has a thread besides `HTTPClient`'s, so that what streams holds up no
/// request.
package final class WebSocketClient: Sendable {
  private let queue: OrderQueue<SocketOrder>

  /// Starts the client's thread.
  ///
  /// - Throws: `HTTPClientError.notSent` where libcurl cannot be opened, or the system has no
  ///   descriptors or memory left.
  package init(
    configuration: HTTPClientConfiguration = HTTPClientConfiguration()
  ) throws(HTTPClientError) {
    try libcurl.get()
    let queue = OrderQueue<SocketOrder>(wakeUp: try WakeUp())
    let poller = try Poller()
    self.queue = queue
    let thread = Thread { SocketLoop.run(configuration, queue: queue, poller: poller) }
    thread.name = "websockets"
    thread.start()
  }

  deinit {
    queue.stop(waiter: nil)
  }

  /// Opens a socket; the receiver is told that it is open, or why it is not.
  package func open(_ request: WebSocketRequest, _ receiver: any WebSocketReceiver) {
    guard let url = WebSocketURL(request.url), !request.hasStrayBreak else {
      return receiver.closed(.notOpened(reason: "the URL is not a ws or wss URL in ASCII"))
    }
    let order = SocketRequest(request: request, url: url, receiver: receiver)
    if !queue.add(.open(order)) { order.refuse(shutDownReason) }
  }

  /// Closes all sockets and waits until the thread has done so; what is opened later is refused.
  package func shutdown() async {
    await withCheckedContinuation { waiter in
      queue.stop(waiter: waiter)
    }
  }
}

extension WebSocketRequest {
  /// Whether a header would be read as something else than was meant.
  fileprivate var hasStrayBreak: Bool {
    headers.fields.contains { field in
      !isToken(field.name) || field.value.utf8.contains { $0 == 0 || $0 == 0x0A || $0 == 0x0D }
    }
  }
}
