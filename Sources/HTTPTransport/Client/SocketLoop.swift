internal import CCurl
internal import CShims

/// The thread of a client's sockets: those that libcurl connects, and those that are connected.
///
/// Each order that is taken from the queue is told how it ended exactly once.
final class SocketLoop {
  private let configuration: HTTPClientConfiguration
  private let queue: SocketQueue
  private let poller: Poller
  private let multi: UnsafeMutableRawPointer
  private var sockets: [Int: ClientSocket] = [:]
  private var last = 0
  /// Those that are connected, by their descriptors.
  private var numbers: [Int32: Int] = [:]
  /// Those whose connection is being made, by libcurl's handles.
  private var connecting: [UnsafeMutableRawPointer: Int] = [:]
  /// When libcurl wants to be called, if at all.
  private var wakeTime: ContinuousClock.Instant?
  private var nextLook = ContinuousClock.now
  private var stopWaiters: [CheckedContinuation<Void, Never>] = []
  private var ready = [cshims_readiness](repeating: cshims_readiness(), count: 256)
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)

  /// How often sockets are looked at whose other side is silent.
  private static let lookEvery = Duration.milliseconds(250)

  /// Runs the thread until the queue is told to stop.
  static func run(_ configuration: HTTPClientConfiguration, queue: SocketQueue, poller: Poller) {
    cshims_block_sigpipe()
    guard let multi = cshims_curl_multi_init() else {
      refuse(queue.close(), "out of memory")
      return
    }
    SocketLoop(configuration, queue: queue, poller: poller, multi: multi).run()
  }

  private init(
    _ configuration: HTTPClientConfiguration,
    queue: SocketQueue,
    poller: Poller,
    multi: UnsafeMutableRawPointer
  ) {
    self.configuration = configuration
    self.queue = queue
    self.poller = poller
    self.multi = multi
  }

  deinit {
    buffer.deallocate()
  }

  private func run() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    cshims_curl_multi_on_socket(multi, socketCallback, context)
    cshims_curl_multi_on_timer(multi, timerCallback, context)
    var isRunning = poller.watch(queue.wakeUp.descriptor, readable: true, writable: false)
    while isRunning {
      waitForSockets()
      isRunning = carryOutOrders()
      callAtWakeTime()
      takeConnected()
      lookAtAll()
    }
    end()
  }

  private func waitForSockets() {
    let look = sockets.isEmpty ? nil : nextLook
    let next = [wakeTime, look].compactMap(\.self).min()
    let count = poller.wait(for: next.map { $0 - .now }, into: &ready)
    for index in 0..<count {
      let readiness = ready[index]
      if readiness.descriptor == queue.wakeUp.descriptor {
        queue.wakeUp.drain()
      } else if let number = numbers[readiness.descriptor] {
        serve(number, readiness)
      } else {
        tell(readiness)
      }
    }
  }

  private func serve(_ number: Int, _ readiness: cshims_readiness) {
    guard let socket = sockets[number] else { return }
    if readiness.readable {
      let ended = socket.receive(into: buffer) {
        WebSocket(socket.order.request.limits) { [queue] in queue.wake(number) }
      }
      if let ended { return settle(number, ended) }
    }
    if readiness.writable { send(number) } else { watch(socket) }
  }

  private func send(_ number: Int) {
    guard let socket = sockets[number] else { return }
    if let ended = socket.send() { return settle(number, ended) }
    watch(socket)
  }

  private func watch(_ socket: ClientSocket) {
    guard socket.isWatchedForWriting != socket.hasUnsent else { return }
    socket.isWatchedForWriting = socket.hasUnsent
    _ = poller.watch(socket.descriptor, readable: true, writable: socket.hasUnsent)
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

  /// Does what others asked for; returns false when the thread has to end.
  private func carryOutOrders() -> Bool {
    let orders = queue.drain()
    for order in orders.openings { open(order) }
    for number in orders.awake { send(number) }
    stopWaiters += orders.stopWaiters
    return !orders.isStopping
  }

  private func open(_ order: SocketOrder) {
    guard let handle = EasyHandle() else {
      return order.receiver.closed(.notOpened(reason: "out of memory"))
    }
    last += 1
    if sockets.isEmpty { nextLook = .now + Self.lookEvery }
    sockets[last] = ClientSocket(order, handle)
    connecting[handle.pointer] = last
    let request = HTTPClientRequest(method: "GET", url: order.url.httpURL)
    guard handle.prepare(request, configuration),
      cshims_curl_easy_connect_only(handle.pointer) == Int32(CURLE_OK.rawValue),
      cshims_curl_multi_add(multi, handle.pointer) == Int32(CURLM_OK.rawValue)
    else { return settle(last, .notOpened(reason: "out of memory")) }
  }

  /// Goes on with those whose connection libcurl has made.
  private func takeConnected() {
    var code: Int32 = 0
    while let easy = cshims_curl_multi_next_done(multi, &code) {
      guard let number = connecting.removeValue(forKey: easy), let socket = sockets[number]
      else { continue }
      guard code == Int32(CURLE_OK.rawValue) else {
        settle(number, .notOpened(reason: socket.handle.reason(for: code)))
        continue
      }
      socket.descriptor = cshims_curl_easy_socket(easy)
      guard socket.descriptor >= 0,
        poller.watch(socket.descriptor, readable: true, writable: false)
      else {
        settle(number, .notOpened(reason: "the connection cannot be waited for"))
        continue
      }
      numbers[socket.descriptor] = number
      if let ended = socket.connected() { settle(number, ended) } else { watch(socket) }
    }
  }

  private func lookAtAll() {
    let now = ContinuousClock.now
    guard now >= nextLook else { return }
    nextLook = now + Self.lookEvery
    for (number, socket) in Array(sockets) {
      if let ended = socket.look(at: now) { settle(number, ended) } else { watch(socket) }
    }
  }

  /// Ends a socket and its connection, and tells.
  private func settle(_ number: Int, _ end: WebSocketEnd) {
    guard let socket = sockets.removeValue(forKey: number) else { return }
    if socket.descriptor >= 0 {
      numbers[socket.descriptor] = nil
      poller.forget(socket.descriptor)
    }
    connecting[socket.handle.pointer] = nil
    cshims_curl_multi_remove(multi, socket.handle.pointer)
    if case .open(let open) = socket.stage { open.end() }
    socket.order.receiver.closed(end)
  }

  private func end() {
    for (number, socket) in Array(sockets) { settle(number, socket.shutDown()) }
    cshims_curl_multi_cleanup(multi)
    let rest = queue.close()
    for waiter in stopWaiters { waiter.resume() }
    refuse(rest, shutDownReason)
  }
}

extension SocketLoop {
  /// Watches a connection that libcurl makes, or no longer.
  fileprivate func watch(_ descriptor: Int32, _ interest: Int32) {
    guard numbers[descriptor] == nil else { return }
    guard interest != CURL_POLL_REMOVE else { return poller.forget(descriptor) }
    _ = poller.watch(
      descriptor,
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
  Unmanaged<SocketLoop>.fromOpaque(context).takeUnretainedValue().watch(socket, interest)
  return 0
}

private let timerCallback: cshims_timer_callback = { _, milliseconds, context in
  guard let context else { return -1 }
  Unmanaged<SocketLoop>.fromOpaque(context).takeUnretainedValue().wake(inMilliseconds: milliseconds)
  return 0
}

/// Tells of orders that will not be carried out.
private func refuse(_ orders: SocketQueue.Orders, _ reason: String) {
  for order in orders.openings { order.receiver.closed(.notOpened(reason: reason)) }
  for waiter in orders.stopWaiters { waiter.resume() }
}
