internal import NIOCore

/// A connection that has become a socket.
///
/// It stands before everything that made HTTP of the connection, and lets nothing through to it in
/// either direction: a connection may have had requests before, since a proxy keeps it, and those
/// handlers need not be taken out while they wait for an answer that will not come.
final class WebSocketChannel: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let acceptance: [UInt8]
  private let receiver: any WebSocketReceiver
  private let limits: WebSocketLimits
  private var reader: WebSocketReader
  private var socket: WebSocket?
  private var end: WebSocketEnd?
  private var hasSentClose = false
  private var lastHeard = NIODeadline.now()
  private var timer: Scheduled<Void>?

  init(_ acceptance: [UInt8], _ limits: WebSocketLimits, _ receiver: any WebSocketReceiver) {
    self.acceptance = acceptance
    self.limits = limits
    self.receiver = receiver
    reader = WebSocketReader(limit: limits.messageBytes, isMasked: true)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: acceptance)), promise: nil)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let eventLoop = context.eventLoop
    let socket = WebSocket(limits) {
      eventLoop.execute {
        let (handler, context) = bound.value
        handler.sendQueued(context: context)
      }
    }
    self.socket = socket
    lookLater(context: context)
    receiver.opened(socket)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard end == nil || hasSentClose else { return }
    lastHeard = .now()
    unwrapInboundIn(data).withUnsafeReadableBytes { reader.append($0) }
    do throws(WebSocketCode) {
      while let event = try reader.next() { take(event, context: context) }
    } catch {
      close(error, context: context)
      context.close(promise: nil)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.flush()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    sendQueued(context: context)
  }

  func channelInactive(context: ChannelHandlerContext) {
    finish(.lost(reason: "the connection broke"))
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    finish(.lost(reason: "the connection broke"))
    context.close(promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent: close(.goingAway, context: context)
    case ChannelEvent.inputClosed: context.close(promise: nil)
    default: break
    }
  }

  private func take(_ event: WebSocketReader.Event, context: ChannelHandlerContext) {
    switch event {
    case .message(let message):
      if end == nil { receiver.received(message) }
    case .ping(let payload): write(.pong, payload, context: context)
    case .pong: break
    case .close(let code):
      if end == nil { end = .byPeer(code) }
      if !hasSentClose { write(.close, (code ?? .normal).payload, context: context) }
      hasSentClose = true
      context.flush()
      context.close(promise: nil)
    }
  }

  /// Sends what waits, as far as the connection takes it.
  private func sendQueued(context: ChannelHandlerContext) {
    guard end == nil, let socket else { return }
    while context.channel.isWritable, let outgoing = socket.next() {
      switch outgoing {
      case .message(let message): write(.text, message, context: context)
      case .close(let code):
        close(code, context: context)
        return
      }
    }
    context.flush()
  }

  /// Says that it ends, and waits a while for the other side to say so too.
  private func close(_ code: WebSocketCode, context: ChannelHandlerContext) {
    guard end == nil else { return }
    end = .byUs(code)
    hasSentClose = true
    write(.close, code.payload, context: context)
    context.flush()
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: TimeAmount(limits.handshake)) {
      bound.value.close(promise: nil)
    }
  }

  private func write(
    _ opcode: WebSocketOpcode,
    _ payload: [UInt8],
    context: ChannelHandlerContext
  ) {
    let frame = webSocketFrame(opcode, payload, mask: nil)
    context.write(wrapOutboundOut(ByteBuffer(bytes: frame)), promise: nil)
  }

  private func lookLater(context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: TimeAmount(limits.pingAfter)) {
      let (handler, context) = bound.value
      handler.look(context: context)
    }
  }

  /// Asks a silent other side whether it is there, and gives up one that has been silent for long.
  private func look(context: ChannelHandlerContext) {
    let silence = NIODeadline.now() - lastHeard
    if silence >= TimeAmount(limits.silence) {
      if end == nil { end = .lost(reason: "nothing came over it for \(limits.silence)") }
      context.close(promise: nil)
      return
    }
    if silence >= TimeAmount(limits.pingAfter), end == nil {
      write(.ping, [], context: context)
      context.flush()
    }
    lookLater(context: context)
  }

  private func finish(_ otherwise: WebSocketEnd) {
    timer?.cancel()
    timer = nil
    guard let socket else { return }
    self.socket = nil
    socket.end()
    receiver.closed(end ?? otherwise)
  }
}
