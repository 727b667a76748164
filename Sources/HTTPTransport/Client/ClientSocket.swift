internal import CShims

/// One socket of a client, from the order to its end; it belongs to the client's thread.
///
/// Overview: connecting → handshaking → open → closing → over. libcurl has it while it connects;
/// after that its bytes go over libcurl's connection, and the states are its own.
final class ClientSocket {
  /// How far it is.
  enum Stage {
    case connecting
    case handshaking(WebSocketOpening)
    case open(WebSocket)
    /// It has said that it ends, and waits for the other side.
    case closing(WebSocketEnd)
  }

  let order: SocketRequest
  let handle: EasyHandle
  var descriptor: Int32 = -1
  var isWatchedForWriting = false
  private(set) var stage = Stage.connecting
  private var reader: WebSocketReader
  /// What the connection has not taken yet.
  private var unsent: ArraySlice<UInt8> = []
  private var lastHeard = ContinuousClock.now
  private var lastAsked = ContinuousClock.now
  private var since = ContinuousClock.now

  init(_ order: SocketRequest, _ handle: EasyHandle) {
    self.order = order
    self.handle = handle
    reader = WebSocketReader(limit: order.request.limits.messageBytes, isMasked: false)
  }

  /// Whether it waits for the connection to take more.
  var hasUnsent: Bool { !unsent.isEmpty }

  /// The connection is made: asks for the socket, and returns how it ended, if it did.
  func connected() -> WebSocketEnd? {
    if order.request.publicHostsOnly, address.map(isPrivateAddress) ?? true {
      return .notOpened(reason: HTTPClientError.privateHost.description)
    }
    guard let opening = WebSocketOpening() else {
      return .notOpened(reason: "the system gives no random numbers")
    }
    stage = .handshaking(opening)
    unsent = opening.request(to: order.url, headers: order.request.headers)[...]
    return sendUnsent()
  }

  /// Takes what has come, as long as something has; returns how it ended, if it did.
  func receive(
    into buffer: UnsafeMutableRawBufferPointer,
    makeSocket: () -> WebSocket
  ) -> WebSocketEnd? {
    while true {
      let count = cshims_curl_easy_receive(handle.pointer, buffer.baseAddress, buffer.count)
      guard count >= 0 else { return nil }
      guard count > 0 else { return broken }
      lastHeard = .now
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      if let end = take(bytes, makeSocket: makeSocket) { return end }
    }
  }

  /// Sends what waits, as far as the connection takes it; returns how it ended, if it did.
  func send() -> WebSocketEnd? {
    if let end = sendUnsent() { return end }
    guard case .open(let socket) = stage else { return nil }
    while unsent.isEmpty, let outgoing = socket.next() {
      switch outgoing {
      case .message(let message): put(.text, message)
      case .close(let code):
        beginClosing(.byUs(code), code)
        return sendUnsent()
      }
      if let end = sendUnsent() { return end }
    }
    return nil
  }

  /// What is to be done as time goes by; returns how it ended, if it did.
  func look(at now: ContinuousClock.Instant) -> WebSocketEnd? {
    let limits = order.request.limits
    switch stage {
    case .connecting, .handshaking:
      return now - since < limits.handshake
        ? nil : .notOpened(reason: "no answer within \(limits.handshake)")
    case .closing(let end): return now - since < limits.handshake ? nil : end
    case .open:
      let silence = now - lastHeard
      guard silence < limits.silence else {
        return .lost(reason: "nothing came over it for \(limits.silence)")
      }
      if min(silence, now - lastAsked) >= limits.pingAfter, unsent.isEmpty {
        lastAsked = now
        put(.ping, [])
      }
      return send()
    }
  }

  /// How it ends when the client does.
  func shutDown() -> WebSocketEnd {
    switch stage {
    case .connecting, .handshaking: return .notOpened(reason: shutDownReason)
    case .closing(let end): return end
    case .open:
      if unsent.isEmpty { put(.close, WebSocketCode.goingAway.payload) }
      _ = sendUnsent()
      return .byUs(.goingAway)
    }
  }

  /// The address at the other end.
  private var address: String? {
    cshims_curl_easy_address(handle.pointer).map { String(cString: $0) }
  }

  private func take(
    _ bytes: UnsafeRawBufferPointer,
    makeSocket: () -> WebSocket
  ) -> WebSocketEnd? {
    guard case .handshaking(var opening) = stage else {
      reader.append(bytes)
      return takeEvents()
    }
    switch opening.take(bytes) {
    case .open:
      stage = .handshaking(opening)
      return nil
    case .refused(let reason): return .notOpened(reason: reason)
    case .accepted(let rest):
      let socket = makeSocket()
      stage = .open(socket)
      order.receiver.opened(socket)
      rest.withUnsafeBytes { reader.append($0) }
      return takeEvents()
    }
  }

  private func takeEvents() -> WebSocketEnd? {
    do throws(WebSocketCode) {
      while let event = try reader.next() {
        switch event {
        case .message(let message):
          if case .open = stage { order.receiver.received(message) }
        case .ping(let payload):
          // Who has not taken the last answer yet needs no other.
          if unsent.isEmpty { put(.pong, payload) }
        case .pong: break
        case .close(let code): return closed(by: code)
        }
      }
    } catch {
      beginClosing(.byUs(error), error)
      _ = sendUnsent()
      return .byUs(error)
    }
    return send()
  }

  private func closed(by code: WebSocketCode?) -> WebSocketEnd {
    if case .closing(let end) = stage { return end }
    if unsent.isEmpty { put(.close, (code ?? .normal).payload) }
    _ = sendUnsent()
    return .byPeer(code)
  }

  private func beginClosing(_ end: WebSocketEnd, _ code: WebSocketCode) {
    guard case .open(let socket) = stage else { return }
    socket.end()
    stage = .closing(end)
    since = .now
    put(.close, code.payload)
  }

  private func put(_ opcode: WebSocketOpcode, _ payload: [UInt8]) {
    unsent += webSocketFrame(opcode, payload, mask: .random(in: .min ... .max))
  }

  /// Sends what the connection has not taken yet, and nothing of what waits behind it: whoever goes on
  /// afterwards calls `send`, or what waits would wait for ever.
  private func sendUnsent() -> WebSocketEnd? {
    while !unsent.isEmpty {
      let count = unsent.withUnsafeBytes {
        cshims_curl_easy_send(handle.pointer, $0.baseAddress, $0.count)
      }
      guard count >= 0 else { return nil }
      guard count > 0 else { return broken }
      unsent = unsent.dropFirst(count)
    }
    // Not a slice of what it was, which would be kept.
    unsent = []
    return nil
  }

  private var broken: WebSocketEnd {
    switch stage {
    case .connecting, .handshaking: .notOpened(reason: "the connection broke")
    case .open: .lost(reason: "the connection broke")
    case .closing(let end): end
    }
  }
}
