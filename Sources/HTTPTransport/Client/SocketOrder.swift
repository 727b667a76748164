/// What is handed over to the thread of sockets.
enum SocketOrder: Sendable {
  /// A socket is to be opened.
  case open(SocketRequest)
  /// The socket of that number has something to send.
  case wake(Int)
}

/// A socket that is to be opened.
struct SocketRequest: Sendable {
  let request: WebSocketRequest
  let url: WebSocketURL
  let receiver: any WebSocketReceiver

  /// Tells the receiver that it is not opened.
  func refuse(_ reason: String) {
    receiver.closed(.notOpened(reason: reason))
  }
}
