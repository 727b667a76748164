internal import Synchronization

/// A socket that is to be opened.
struct SocketOrder: Sendable {
  let request: WebSocketRequest
  let url: WebSocketURL
  let receiver: any WebSocketReceiver
}

/// What others hand over to the thread of sockets.
final class SocketQueue: Sendable {
  /// What has come in since the thread last looked.
  struct Orders: Sendable {
    var openings: [SocketOrder] = []
    /// Sockets that have something to send, by their numbers.
    var awake: [Int] = []
    var stopWaiters: [CheckedContinuation<Void, Never>] = []
    var isStopping = false
  }

  private struct State: Sendable {
    var orders = Orders()
    var isClosed = false
    /// Whether the thread was told that there is something to look at.
    var isSignalled = false
  }

  let wakeUp: WakeUp
  private let state = Mutex(State())

  init(wakeUp: WakeUp) {
    self.wakeUp = wakeUp
  }

  /// Hands over a socket to open; after the end it is refused here.
  func open(_ order: SocketOrder) {
    let isOpen = add { $0.openings.append(order) }
    if !isOpen { order.receiver.closed(.notOpened(reason: shutDownReason)) }
  }

  /// Says that a socket has something to send.
  func wake(_ number: Int) {
    add { $0.awake.append(number) }
  }

  /// Asks the thread to end, and tells `waiter` when it has.
  func stop(waiter: CheckedContinuation<Void, Never>?) {
    let isOpen = add { orders in
      orders.isStopping = true
      if let waiter { orders.stopWaiters.append(waiter) }
    }
    if !isOpen { waiter?.resume() }
  }

  /// Takes everything that has come in; for the thread only.
  func drain() -> Orders {
    state.withLock { state in
      defer { state.orders = Orders() }
      state.isSignalled = false
      return state.orders
    }
  }

  /// Takes what is left and refuses what comes later; for the thread only.
  func close() -> Orders {
    state.withLock { state in
      defer { state.orders = Orders() }
      state.isClosed = true
      return state.orders
    }
  }

  @discardableResult
  private func add(_ change: (inout Orders) -> Void) -> Bool {
    let (isOpen, isAsleep) = state.withLock { state in
      guard !state.isClosed else { return (false, false) }
      change(&state.orders)
      defer { state.isSignalled = true }
      return (true, !state.isSignalled)
    }
    if isAsleep { wakeUp.signal() }
    return isOpen
  }
}
