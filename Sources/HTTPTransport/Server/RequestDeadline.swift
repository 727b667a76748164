internal import NIOCore
internal import NIOHTTPTypes

/// Ends a request whose body takes too long to arrive.
///
/// Hummingbird's own time-out is for silent connections; a client that sends a byte now and then would hold one for
/// ever. A request that arrives in one piece, as most do, never starts the timer.
final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart

  private let limit: TimeAmount
  private var isReading = false
  private var timer: Scheduled<Void>?

  init(limit: TimeAmount) {
    self.limit = limit
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head: isReading = true
    case .body: break
    case .end: stop()
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if isReading && timer == nil {
      timer = context.eventLoop.assumeIsolated().scheduleTask(in: limit) {
        context.fireErrorCaught(RequestTimedOut())
      }
    }
    context.fireChannelReadComplete()
  }

  func channelInactive(context: ChannelHandlerContext) {
    stop()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    stop()
  }

  private func stop() {
    isReading = false
    timer?.cancel()
    timer = nil
  }
}

/// What a reader of the body gets when the request took too long.
struct RequestTimedOut: Error {}
