internal import CCurl
internal import CShims

/// The thread of a client's sockets: those that libcurl connects, and those that are connected.
///
/// Each order that is taken from the queue is told how it ended exactly once.
final class SocketLoop {
  private let configuration: HTTPClientConfiguration
  private let queue: OrderQueue<SocketOrder>
  private let multi: CurlMulti
  private var sockets: [Int: ClientSocket] = [:]
  private var last = 0
  /// Those that are connected, by their descriptors.
  private var numbers: [Int32: Int] = [:]
  /// Those whose connection is being made, by libcurl's handles.
  private var connecting: [UnsafeMutableRawPointer: Int] = [:]
  private var nextLook = ContinuousClock.now
  private var stopWaiters: [CheckedContinuation<Void, Never>] = []
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)

  /// How often sockets are looked at whose other side is silent.
  private static let lookEvery = Duration.milliseconds(250)

  /// Runs the thread until the queue is told to stop.
  static func run(
    _ configuration: HTTPClientConfiguration,
    queue: OrderQueue<SocketOrder>,
    poller: Poller
  ) {
    cshims_block_sigpipe()
    guard let multi = CurlMulti(poller: poller, wakeUp: queue.wakeUp) else {
      refuse(queue.close(), "out of memory")
      return
    }
    SocketLoop(configuration, queue: queue, multi: multi).run()
  }

  private init(
    _ configuration: HTTPClientConfiguration,
    queue: OrderQueue<SocketOrder>,
    multi: CurlMulti
  ) {
    self.configuration = configuration
    self.queue = queue
    self.multi = multi
  }

  deinit {
    buffer.deallocate()
  }

  private func run() {
    var isRunning = true
    while isRunning {
      multi.wait(until: sockets.isEmpty ? nil : nextLook) { readiness in
        if let number = numbers[readiness.descriptor] { serve(number, readiness) }
      }
      isRunning = carryOutOrders()
      multi.callAtWakeTime()
      takeConnected()
      lookAtAll()
    }
    end()
  }

  private func serve(_ number: Int, _ readiness: cshims_readiness) {
    guard let socket = sockets[number] else { return }
    if readiness.readable {
      let ended = socket.receive(into: buffer) {
        WebSocket(socket.order.request.limits) { [queue] in _ = queue.add(.wake(number)) }
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
    multi.watch(socket.descriptor, writable: socket.hasUnsent)
  }

  /// Does what others asked for; returns false when the thread has to end.
  private func carryOutOrders() -> Bool {
    let batch = queue.drain()
    for order in batch.orders {
      switch order {
      case .open(let request): open(request)
      case .wake(let number): send(number)
      }
    }
    stopWaiters += batch.stopWaiters
    return !batch.isStopping
  }

  private func open(_ order: SocketRequest) {
    guard let handle = EasyHandle() else { return order.refuse("out of memory") }
    last += 1
    if sockets.isEmpty { nextLook = .now + Self.lookEvery }
    sockets[last] = ClientSocket(order, handle)
    connecting[handle.pointer] = last
    let request = HTTPClientRequest(method: "GET", url: order.url.httpURL)
    guard handle.prepare(request, configuration),
      cshims_curl_easy_connect_only(handle.pointer) == Int32(CURLE_OK.rawValue),
      multi.add(handle)
    else { return settle(last, .notOpened(reason: "out of memory")) }
  }

  /// Goes on with those whose connection libcurl has made.
  private func takeConnected() {
    while let (easy, code) = multi.nextDone() {
      guard let number = connecting.removeValue(forKey: easy), let socket = sockets[number]
      else { continue }
      guard code == Int32(CURLE_OK.rawValue) else {
        settle(number, .notOpened(reason: socket.handle.reason(for: code)))
        continue
      }
      socket.descriptor = cshims_curl_easy_socket(easy)
      guard socket.descriptor >= 0, multi.take(socket.descriptor) else {
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
      multi.forget(socket.descriptor)
    }
    connecting[socket.handle.pointer] = nil
    multi.remove(socket.handle)
    if case .open(let open) = socket.stage { open.end() }
    socket.order.receiver.closed(end)
  }

  private func end() {
    for (number, socket) in Array(sockets) { settle(number, socket.shutDown()) }
    multi.close()
    let rest = queue.close()
    for waiter in stopWaiters { waiter.resume() }
    refuse(rest, shutDownReason)
  }
}

/// Tells of orders that will not be carried out.
private func refuse(_ batch: OrderQueue<SocketOrder>.Batch, _ reason: String) {
  for case .open(let request) in batch.orders { request.refuse(reason) }
  for waiter in batch.stopWaiters { waiter.resume() }
}
