internal import Synchronization

/// One end of an open socket: what is sent through it, from whatever thread.
///
/// Sending never waits. What cannot be sent now waits in a queue of so many messages
/// (`WebSocketLimits`), and where that is full the oldest is lost; the other side is told how many.
package final class WebSocket: Sendable {
  /// What the thread of the socket is to do next.
  enum Outgoing {
    case message([UInt8])
    case close(WebSocketCode)
  }

  private struct State: Sendable {
    var queue: MessageQueue
    var code: WebSocketCode?
    /// Whether the thread knows that there is something to do.
    var isAwake = false
    /// Tells the thread of the socket that there is something to send; nil once it takes nothing more,
    /// since the thread's end holds the receiver, which may hold this one.
    var wake: (@Sendable () -> Void)?
  }

  let limits: WebSocketLimits
  private let state: Mutex<State>

  init(_ limits: WebSocketLimits, wake: @escaping @Sendable () -> Void) {
    self.limits = limits
    state = Mutex(State(queue: MessageQueue(limit: limits.queuedMessages), wake: wake))
  }

  /// Sends a message as text; over a socket that is closed, nothing is sent.
  package func send(_ message: [UInt8]) {
    change { $0.queue.add(message) }
  }

  /// Forgets the messages that wait to be sent.
  package func forgetQueued() {
    state.withLock { $0.queue.clear() }
  }

  /// Closes the socket once what waits is sent; only the first code counts.
  package func close(_ code: WebSocketCode = .normal) {
    change { $0.code = $0.code ?? code }
  }

  /// How many messages were lost since it was opened.
  package var lost: Int { state.withLock { $0.queue.lost } }

  /// What is to be sent next; nil where nothing is, and then the next message wakes the thread.
  func next() -> Outgoing? {
    state.withLock { state in
      if let message = state.queue.next(notice: limits.lossNotice) { return .message(message) }
      if let code = state.code { return .close(code) }
      state.isAwake = false
      return nil
    }
  }

  /// Takes nothing more.
  func end() {
    // What it holds is let go outside of the lock.
    let wake = state.withLock { state in
      state.queue.clear()
      return state.wake.take()
    }
    _ = wake
  }

  private func change(_ body: (inout State) -> Void) {
    let wake = state.withLock { state -> (@Sendable () -> Void)? in
      guard let wake = state.wake, state.code == nil else { return nil }
      body(&state)
      defer { state.isAwake = true }
      return state.isAwake ? nil : wake
    }
    wake?()
  }
}

/// Who is told what comes over a socket, in order and one thing at a time, on the thread of the
/// socket: it must be quick and never wait, since other sockets share the thread.
package protocol WebSocketReceiver: Sendable {
  /// It is open. Called once, before anything else; not at all where the socket is never opened.
  func opened(_ socket: WebSocket)
  /// A whole message came, text or not.
  func received(_ message: [UInt8])
  /// It is over. Called once, last.
  func closed(_ end: WebSocketEnd)
}
