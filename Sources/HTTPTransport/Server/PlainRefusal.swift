internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Says in JSON what is wrong with a request that cannot be read, where the library answers an empty
/// 400; its own answers alone have no date.
final class PlainRefusal: ChannelOutboundHandler, RemovableChannelHandler {
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .head(let head) = unwrapOutboundIn(data), head.status == .badRequest,
      head.headerFields[.date] == nil
    else {
      context.write(data, promise: promise)
      return
    }
    let parts = HTTPResponse.unreadable.closingParts
    for part in parts.dropLast(2) { context.write(wrapOutboundOut(part), promise: nil) }
    // The end is the library's.
    context.write(wrapOutboundOut(parts[parts.count - 2]), promise: promise)
  }
}

extension HTTPResponse {
  /// A request that took too long to arrive.
  static let tooSlow = error(408, "tooSlow", "the request took too long to arrive")
  /// A request that is no HTTP, or has too much before its body.
  static let unreadable = error(
    400,
    "unreadableRequest",
    "the request is no HTTP/1.1, or its target or headers are too long"
  )
  /// A connection too many.
  static let crowded = error(503, "tooManyConnections", "this client has too many connections")

  /// The response as the last of its connection: head, body and end.
  var closingParts: [HTTPResponsePart] {
    var head = HTTPTypes.HTTPResponse(status: .init(code: status))
    head.headerFields[.connection] = "close"
    head.headerFields[.contentLength] = String(body.count)
    head.headerFields[.contentType] = headers["Content-Type"]
    return [.head(head), .body(ByteBuffer(bytes: body)), .end(nil)]
  }
}
