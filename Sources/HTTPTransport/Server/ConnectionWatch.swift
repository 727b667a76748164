internal import NIOCore
internal import NIOHTTPTypes

/// Tells the table of connections what becomes of one of them.
///
/// A connection too many of one client is answered with 503 before anything is read, and closed.
final class ConnectionWatch: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let table: ConnectionTable
  /// Requests that began to arrive and are not answered.
  private var unanswered = 0
  /// Whether one of them has not arrived as a whole.
  private var isReading = false

  init(table: ConnectionTable) {
    self.table = table
  }

  func channelActive(context: ChannelHandlerContext) {
    let isTaken = table.open(context.channel)
    context.fireChannelActive()
    if !isTaken { refuse(context) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    table.close(context.channel)
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      unanswered += 1
      isReading = true
      if unanswered == 1 { table.waits(context.channel) }
    case .body: break
    case .end:
      isReading = false
      if unanswered > 0 { table.isBusy(context.channel) }
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) {
      unanswered -= 1
      if unanswered - (isReading ? 1 : 0) <= 0 { table.waits(context.channel) }
    }
    context.write(data, promise: promise)
  }

  private func refuse(_ context: ChannelHandlerContext) {
    for part in HTTPResponse.crowded.closingParts {
      context.write(wrapOutboundOut(part), promise: nil)
    }
    context.flush()
    context.close(promise: nil)
  }
}
