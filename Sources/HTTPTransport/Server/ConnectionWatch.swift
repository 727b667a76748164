internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Tells the table of connections what becomes of one of them.
///
/// Nothing is read from one that is held. One too many of one client is answered with 503 before anything is read, and
/// closed, and so is one that was held for too long, or ends its side meanwhile.
final class ConnectionWatch: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let table: ConnectionTable
  private let heldTimeout: TimeAmount
  /// Whether it is not read from, and whether somebody has asked for that.
  private var isHeld = false
  private var isReadAsked = false
  /// Whether nothing of it counts any more.
  private var isOver = false
  /// Whether it ends with the answer that is written now.
  private var endsWithAnswer = false
  private var timer: Scheduled<Void>?
  /// Requests that began to arrive and are not answered.
  private var unanswered = 0
  /// Whether one of them has not arrived as a whole.
  private var isReading = false

  init(table: ConnectionTable, heldTimeout: TimeAmount) {
    self.table = table
    self.heldTimeout = heldTimeout
  }

  func channelActive(context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let eventLoop = context.eventLoop
    // Whoever ends the one that this waits for may be on this loop, or on another.
    let admission = table.open(context.channel) {
      eventLoop.execute {
        let (watch, context) = bound.value
        watch.admit(context)
      }
    }
    isHeld = admission == .held
    if isHeld {
      timer = context.eventLoop.assumeIsolated().scheduleTask(in: heldTimeout) { [self] in
        if table.giveUp(context.channel) { refuse(context) }
      }
    }
    context.fireChannelActive()
    if admission == .refused { refuse(context) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    isOver = true
    timer?.cancel()
    table.close(context.channel)
    context.fireChannelInactive()
  }

  func read(context: ChannelHandlerContext) {
    if isHeld {
      isReadAsked = true
    } else {
      context.read()
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isOver else { return }
    // The transport reads to the end once the other side has ended its own.
    guard !isHeld || !table.giveUp(context.channel) else { return refuse(context) }
    switch unwrapInboundIn(data) {
    case .head:
      unanswered += 1
      isReading = true
      if unanswered == 1 { table.begins(context.channel) }
    case .body: break
    case .end:
      isReading = false
      if unanswered > 0 { table.isBusy(context.channel) }
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head):
      let isLast = unanswered == 1 && !isReading && head.status.kind != .informational
      endsWithAnswer = isLast && table.isWanted(context.channel)
      if endsWithAnswer { head.headerFields[.connection] = "close" }
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body: context.write(data, promise: promise)
    case .end:
      unanswered -= 1
      context.write(data, promise: promise)
      guard !endsWithAnswer else {
        isOver = true
        context.flush()
        context.close(promise: nil)
        return
      }
      if unanswered - (isReading ? 1 : 0) <= 0 {
        table.rests(context.channel, isIdle: unanswered <= 0)
      }
    }
  }

  /// Another of its client has ended: it is read from.
  private func admit(_ context: ChannelHandlerContext) {
    guard isHeld, !isOver else { return }
    isHeld = false
    timer?.cancel()
    if isReadAsked { context.read() }
  }

  private func refuse(_ context: ChannelHandlerContext) {
    isOver = true
    for part in HTTPResponse.crowded.closingParts {
      context.write(wrapOutboundOut(part), promise: nil)
    }
    context.flush()
    context.close(promise: nil)
  }
}
