internal import Synchronization

/// Names one call of `send`, and remembers that it was cancelled.
///
/// The cancellation can come before the order itself reaches the thread; the mark makes both orders of events
/// end alike.
final class TransferTicket: Sendable {
  private let cancelled = Atomic<Bool>(false)

  var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

  func cancel() {
    cancelled.store(true, ordering: .releasing)
  }
}

/// A request on its way to the client's thread, with the caller who waits for it.
struct TransferOrder: Sendable {
  let request: HTTPClientRequest
  let deadline: ContinuousClock.Instant
  let ticket: TransferTicket
  let continuation: CheckedContinuation<Result<HTTPResponse, HTTPClientError>, Never>
}

/// What callers hand over to the client's thread, which is the only one to take it.
final class TransferQueue: Sendable {
  /// What has come in since the thread last looked.
  struct Orders: Sendable {
    var starts: [TransferOrder] = []
    var cancellations: [TransferTicket] = []
    var stopWaiters: [CheckedContinuation<Void, Never>] = []
    var isStopping = false

    var isEmpty: Bool { starts.isEmpty && cancellations.isEmpty && !isStopping }
  }

  private enum State: Sendable {
    case open(Orders)
    /// The thread has ended and takes no more.
    case closed
  }

  let wakeUp: WakeUp
  private let state = Mutex<State>(.open(Orders()))

  init(wakeUp: WakeUp) {
    self.wakeUp = wakeUp
  }

  /// Hands a request over; after the end it is answered here.
  func start(_ order: TransferOrder) {
    let isOpen = add { $0.starts.append(order) }
    if !isOpen {
      order.continuation.resume(returning: .failure(.notSent(shutDownReason)))
    }
  }

  /// Asks to end a transfer; one that has ended already is none of its business.
  func cancel(_ ticket: TransferTicket) {
    _ = add { $0.cancellations.append(ticket) }
  }

  /// Asks the thread to end, and tells `waiter` when it has.
  func stop(waiter: CheckedContinuation<Void, Never>?) {
    let isOpen = add { orders in
      orders.isStopping = true
      if let waiter {
        orders.stopWaiters.append(waiter)
      }
    }
    if !isOpen {
      waiter?.resume()
    }
  }

  /// Takes everything that has come in; for the client's thread only.
  func drain() -> Orders {
    exchange(for: .open(Orders()))
  }

  /// Takes what is left and refuses what comes later; for the client's thread only.
  func close() -> Orders {
    exchange(for: .closed)
  }

  private func exchange(for next: State) -> Orders {
    state.withLock { state in
      switch state {
      case .open(let orders):
        state = next
        return orders
      case .closed:
        return Orders()
      }
    }
  }

  /// Returns whether the queue was open; wakes the thread when it has nothing else to look at yet.
  private func add(_ change: (inout Orders) -> Void) -> Bool {
    let (isOpen, wasEmpty) = state.withLock { state in
      guard case .open(var orders) = state else { return (false, false) }
      // Empties the state first, so that the change does not copy the arrays.
      state = .closed
      let wasEmpty = orders.isEmpty
      change(&orders)
      state = .open(orders)
      return (true, wasEmpty)
    }
    if wasEmpty {
      wakeUp.signal()
    }
    return isOpen
  }
}

/// What a request is told that comes after the end, or is under way at it.
let shutDownReason = "the HTTP client is shut down"
