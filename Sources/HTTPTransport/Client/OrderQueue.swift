internal import Synchronization

/// What others hand over to a client's thread, which is the only one to take it.
final class OrderQueue<Order: Sendable>: Sendable {
  /// What has come in since the thread last looked.
  struct Batch: Sendable {
    var orders: [Order] = []
    var stopWaiters: [CheckedContinuation<Void, Never>] = []
    var isStopping = false
  }

  private struct State: Sendable {
    var batch = Batch()
    var isClosed = false
    /// Whether the thread was told that there is something to look at.
    var isSignalled = false
  }

  let wakeUp: WakeUp
  private let state = Mutex(State())

  init(wakeUp: WakeUp) {
    self.wakeUp = wakeUp
  }

  /// Hands an order over; false where the thread has ended and takes no more.
  func add(_ order: Order) -> Bool {
    change { $0.orders.append(order) }
  }

  /// Asks the thread to end, and tells `waiter` when it has.
  func stop(waiter: CheckedContinuation<Void, Never>?) {
    let isOpen = change { batch in
      batch.isStopping = true
      if let waiter { batch.stopWaiters.append(waiter) }
    }
    if !isOpen { waiter?.resume() }
  }

  /// Takes everything that has come in; for the thread only.
  func drain() -> Batch {
    state.withLock { state in
      defer { state.batch = Batch() }
      state.isSignalled = false
      return state.batch
    }
  }

  /// Takes what is left and refuses what comes later; for the thread only.
  func close() -> Batch {
    state.withLock { state in
      defer { state.batch = Batch() }
      state.isClosed = true
      return state.batch
    }
  }

  private func change(_ body: (inout Batch) -> Void) -> Bool {
    let (isOpen, isAsleep) = state.withLock { state in
      guard !state.isClosed else { return (false, false) }
      body(&state.batch)
      defer { state.isSignalled = true }
      return (true, !state.isSignalled)
    }
    if isAsleep { wakeUp.signal() }
    return isOpen
  }
}

/// What an order is told that comes after the end, or is under way at it.
let shutDownReason = "the HTTP client is shut down"
