internal import NIOCore
internal import NIOHTTPTypes

/// Ends a request that takes too long to arrive, from its first byte to the end of its body.
///
/// Hummingbird's own time-out is for silent connections; a client that sends a byte now and then would hold one for
/// ever. A request that arrives in one piece, as most do, never starts the timer.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// How far the next request is.
  private enum Arrival {
    /// Nothing of it is there.
    case none
    /// Bytes of its head are.
    case head
    /// The head is, and the end is not.
    case body
  }

  private let limit: TimeAmount
  private var arrival = Arrival.none
  /// Requests whose answers are not written.
  private var unanswered = 0
  private var timer: Scheduled<Void>?

  init(limit: TimeAmount) {
    self.limit = limit
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let bytes = FirstBytes { [self] in if case .none = arrival { arrival = .head } }
    do {
      try context.pipeline.syncOperations.addHandler(bytes, position: .first)
    } catch {
      context.fireErrorCaught(error)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      arrival = .body
      unanswered += 1
    case .body: break
    case .end: stop()
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    start(context)
    context.fireChannelReadComplete()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
    context.write(data, promise: promise)
  }

  func channelInactive(context: ChannelHandlerContext) {
    stop()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    stop()
  }

  private func start(_ context: ChannelHandlerContext) {
    if case .none = arrival { return }
    guard timer == nil else { return }
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { [self] in
      timer = nil
      expire(context)
    }
  }

  private func expire(_ context: ChannelHandlerContext) {
    switch arrival {
    case .none: break
    case .body: context.fireErrorCaught(RequestTimedOut())
    // An answer to the one before goes first.
    case .head where unanswered > 0: start(context)
    case .head:
      for part in HTTPResponse.tooSlow.closingParts {
        context.write(wrapOutboundOut(part), promise: nil)
      }
      context.flush()
      context.close(promise: nil)
    }
  }

  private func stop() {
    arrival = .none
    timer?.cancel()
    timer = nil
  }
}

/// Says that bytes have come, before anybody has made a request of them.
private final class FirstBytes: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let tell: () -> Void

  init(tell: @escaping () -> Void) {
    self.tell = tell
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    tell()
    context.fireChannelRead(data)
  }
}

/// What a reader of the body gets when the request took too long.
struct RequestTimedOut: Error {}
