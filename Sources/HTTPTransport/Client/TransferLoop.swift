internal import CCurl
internal import CShims

/// The client's thread: all transfers, the sockets they wait for, and when to look again.
///
/// ## Overview
/// libcurl's multi-socket interface says which sockets and which moment it waits for; the loop waits for them with
/// epoll and tells libcurl what came. Nothing here is touched by another thread but the queue.
///
/// ## Responsibilities
/// Each order that is taken from the queue is answered exactly once: by libcurl's result, at its deadline, on
/// cancellation, or at the end.
final class TransferLoop {
  private let configuration: HTTPClientConfiguration
  private let queue: TransferQueue
  private let poller: Poller
  private let multi: UnsafeMutableRawPointer
  private var transfers: [ObjectIdentifier: Transfer] = [:]
  private var spareHandles: [EasyHandle] = []
  private var deadlines = TransferDeadlines()
  /// When libcurl wants to be called, if at all.
  private var wakeTime: ContinuousClock.Instant?
  /// Who waits for the end of the thread.
  private var stopWaiters: [CheckedContinuation<Void, Never>] = []
  private var ready = [cshims_readiness](repeating: cshims_readiness(), count: 256)

  /// Runs the thread until the queue is told to stop.
  static func run(
    _ configuration: HTTPClientConfiguration,
    queue: TransferQueue,
    poller: Poller
  ) {
    cshims_block_sigpipe()
    guard let multi = cshims_curl_multi_init() else {
      answer(queue.close(), "out of memory")
      return
    }
    TransferLoop(configuration, queue: queue, poller: poller, multi: multi).run()
  }

  private init(
    _ configuration: HTTPClientConfiguration,
    queue: TransferQueue,
    poller: Poller,
    multi: UnsafeMutableRawPointer
  ) {
    self.configuration = configuration
    self.queue = queue
    self.poller = poller
    self.multi = multi
  }

  private func run() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    cshims_curl_multi_on_socket(multi, socketCallback, context)
    cshims_curl_multi_on_timer(multi, timerCallback, context)
    setLimits()
    var isRunning = poller.watch(queue.wakeUp.descriptor, readable: true, writable: false)
    while isRunning {
      waitForSockets()
      isRunning = carryOutOrders()
      callAtWakeTime()
      endOverdue()
      finishCompleted()
    }
    end()
  }

  private func setLimits() {
    let total = max(configuration.maxConnections, 1)
    let perHost = max(configuration.maxConnectionsPerHost, 1)
    setMulti(CURLMOPT_MAX_TOTAL_CONNECTIONS, total)
    setMulti(CURLMOPT_MAX_HOST_CONNECTIONS, perHost)
    setMulti(CURLMOPT_MAXCONNECTS, total)
  }

  private func setMulti(_ option: CURLMoption, _ value: Int) {
    cshims_curl_multi_set_long(multi, Int32(truncatingIfNeeded: option.rawValue), value)
  }

  private func waitForSockets() {
    let next = [wakeTime, deadlines.nextLook].compactMap(\.self).min()
    let count = poller.wait(for: next.map { $0 - .now }, into: &ready)
    for index in 0..<count {
      let readiness = ready[index]
      if readiness.descriptor == queue.wakeUp.descriptor {
        queue.wakeUp.drain()
      } else {
        tell(readiness)
      }
    }
  }

  private func tell(_ readiness: cshims_readiness) {
    var events: Int32 = 0
    if readiness.readable { events |= CURL_CSELECT_IN }
    if readiness.writable { events |= CURL_CSELECT_OUT }
    cshims_curl_multi_act(multi, readiness.descriptor, events)
  }

  private func callAtWakeTime() {
    guard let wakeTime, wakeTime <= .now else { return }
    self.wakeTime = nil
    cshims_curl_multi_act(multi, CURL_SOCKET_TIMEOUT, 0)
  }

  /// Does what callers asked for; returns false when the thread has to end.
  private func carryOutOrders() -> Bool {
    let orders = queue.drain()
    for order in orders.starts {
      start(order)
    }
    for ticket in orders.cancellations {
      if let transfer = transfers[ObjectIdentifier(ticket)] {
        settle(transfer, transfer.failure("cancelled"))
      }
    }
    stopWaiters += orders.stopWaiters
    return !orders.isStopping
  }

  private func start(_ order: TransferOrder) {
    guard !order.ticket.isCancelled else {
      order.continuation.resume(returning: .failure(.notSent("cancelled")))
      return
    }
    guard let handle = spareHandles.popLast() ?? EasyHandle() else {
      order.continuation.resume(returning: .failure(.notSent("out of memory")))
      return
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
      cshims_curl_multi_add(multi, handle.pointer) == Int32(CURLM_OK.rawValue)
    else {
      settle(transfer, .failure(.notSent("out of memory")))
      return
    }
  }

  private func finishCompleted() {
    var code: Int32 = 0
    while let easy = cshims_curl_multi_next_done(multi, &code) {
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
    cshims_curl_multi_remove(multi, transfer.handle.pointer)
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
    cshims_curl_multi_cleanup(multi)
    let rest = queue.close()
    for waiter in stopWaiters {
      waiter.resume()
    }
    answer(rest, shutDownReason)
  }
}

extension TransferLoop {
  /// Watches a socket for libcurl, or no longer.
  ///
  /// Where the system has no memory to watch it, its transfer ends at its deadline: telling libcurl would
  /// end all of them.
  fileprivate func watch(_ socket: Int32, _ interest: Int32) {
    guard interest != CURL_POLL_REMOVE else {
      poller.forget(socket)
      return
    }
    _ = poller.watch(
      socket,
      readable: interest & CURL_POLL_IN != 0,
      writable: interest & CURL_POLL_OUT != 0
    )
  }

  /// Remembers when libcurl wants to be called.
  fileprivate func wake(inMilliseconds time: Int) {
    wakeTime = time < 0 ? nil : ContinuousClock.now.advanced(by: .milliseconds(time))
  }
}

/// What libcurl calls about sockets and time: the loop as a C pointer, and back.
///
/// It is called from within the loop's own calls of libcurl only, while `run` keeps the loop alive.
private let socketCallback: cshims_socket_callback = { _, socket, interest, context, _ in
  guard let context else { return -1 }
  Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue().watch(socket, interest)
  return 0
}

private let timerCallback: cshims_timer_callback = { _, milliseconds, context in
  guard let context else { return -1 }
  Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue().wake(
    inMilliseconds: milliseconds
  )
  return 0
}

/// Answers orders that will not be carried out.
private func answer(_ orders: TransferQueue.Orders, _ reason: String) {
  for order in orders.starts {
    order.continuation.resume(returning: .failure(.notSent(reason)))
  }
  for waiter in orders.stopWaiters {
    waiter.resume()
  }
}

/// Handles kept for the next transfers; a handle takes some kilobytes.
private let mostSpareHandles = 64
