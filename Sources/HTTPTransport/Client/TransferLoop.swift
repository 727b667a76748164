internal import CCurl
internal import CShims

/// The client's thread: all transfers, and when to look at their deadlines.
///
/// Each order that is taken from the queue is answered exactly once: by libcurl's result, at its deadline, on
/// cancellation, or at the end.
final class TransferLoop {
  private let configuration: HTTPClientConfiguration
  private let queue: OrderQueue<TransferOrder>
  private let multi: CurlMulti
  private var transfers: [ObjectIdentifier: Transfer] = [:]
  private var spareHandles: [EasyHandle] = []
  private var deadlines = TransferDeadlines()
  /// Who waits for the end of the thread.
  private var stopWaiters: [CheckedContinuation<Void, Never>] = []

  /// Runs the thread until the queue is told to stop.
  static func run(
    _ configuration: HTTPClientConfiguration,
    queue: OrderQueue<TransferOrder>,
    poller: Poller
  ) {
    cshims_block_sigpipe()
    guard let multi = CurlMulti(poller: poller, wakeUp: queue.wakeUp) else {
      refuse(queue.close(), "out of memory")
      return
    }
    TransferLoop(configuration, queue: queue, multi: multi).run()
  }

  private init(
    _ configuration: HTTPClientConfiguration,
    queue: OrderQueue<TransferOrder>,
    multi: CurlMulti
  ) {
    self.configuration = configuration
    self.queue = queue
    self.multi = multi
  }

  private func run() {
    setLimits()
    var isRunning = true
    while isRunning {
      multi.wait(until: deadlines.nextLook)
      isRunning = carryOutOrders()
      multi.callAtWakeTime()
      endOverdue()
      finishCompleted()
    }
    end()
  }

  private func setLimits() {
    let total = max(configuration.maxConnections, 1)
    multi.set(CURLMOPT_MAX_TOTAL_CONNECTIONS, total)
    multi.set(CURLMOPT_MAX_HOST_CONNECTIONS, max(configuration.maxConnectionsPerHost, 1))
    multi.set(CURLMOPT_MAXCONNECTS, total)
  }

  /// Does what callers asked for; returns false when the thread has to end.
  private func carryOutOrders() -> Bool {
    let batch = queue.drain()
    for order in batch.orders {
      switch order {
      case .start(let request): start(request)
      case .cancel(let ticket):
        guard let transfer = transfers[ObjectIdentifier(ticket)] else { continue }
        settle(transfer, transfer.failure("cancelled"))
      case .resume(let ticket):
        transfers[ObjectIdentifier(ticket)]?.handle.resume()
      }
    }
    stopWaiters += batch.stopWaiters
    return !batch.isStopping
  }

  private func start(_ order: TransferRequest) {
    guard !order.ticket.isCancelled else { return order.refuse("cancelled") }
    guard let handle = spareHandles.popLast() ?? EasyHandle() else {
      return order.refuse("out of memory")
    }
    let transfer = Transfer(
      order: order,
      handle: handle,
      bodyLimit: configuration.maxResponseBytes
    )
    transfers[ObjectIdentifier(order.ticket)] = transfer
    deadlines.add(order.deadline)
    guard handle.prepare(order.request, configuration),
      handle.setContext(transfer.context, TransferCallbacks()),
      multi.add(handle)
    else {
      settle(transfer, .failure(.notSent("out of memory")))
      return
    }
  }

  private func finishCompleted() {
    while let (easy, code) = multi.nextDone() {
      guard let transfer = Transfer.of(easy) else { continue }
      settle(transfer, transfer.result(code))
    }
  }

  private func endOverdue() {
    guard deadlines.isDue(at: .now) else { return }
    let now = ContinuousClock.now
    for transfer in Array(transfers.values) where transfer.order.deadline <= now {
      settle(transfer, transfer.failure("no answer within \(transfer.order.request.timeout)"))
    }
    deadlines.look(at: now, among: transfers.values.lazy.map(\.order.deadline))
  }

  /// Takes a transfer from libcurl and answers who waits for it.
  private func settle(
    _ transfer: Transfer,
    _ result: Result<HTTPResponse, HTTPClientError>
  ) {
    multi.remove(transfer.handle)
    transfers[ObjectIdentifier(transfer.order.ticket)] = nil
    if spareHandles.count < mostSpareHandles {
      transfer.handle.reset()
      spareHandles.append(transfer.handle)
    }
    transfer.order.continuation.resume(returning: result)
  }

  private func end() {
    for transfer in Array(transfers.values) {
      settle(transfer, transfer.failure(shutDownReason))
    }
    spareHandles = []
    multi.close()
    let rest = queue.close()
    for waiter in stopWaiters { waiter.resume() }
    refuse(rest, shutDownReason)
  }
}

/// Answers orders that will not be carried out.
private func refuse(_ batch: OrderQueue<TransferOrder>.Batch, _ reason: String) {
  for case .start(let request) in batch.orders { request.refuse(reason) }
  for waiter in batch.stopWaiters { waiter.resume() }
}

/// Handles kept for the next transfers; a handle takes some kilobytes.
private let mostSpareHandles = 64
