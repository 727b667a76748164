internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// One request and its response, between Hummingbird's types and ours.
struct RequestExchange: Sendable {
  let logger: Logger
  let admit: @Sendable (HTTPRequest) async -> HTTPAdmission
  private let clock = DateHeader()

  init(logger: Logger, admit: @escaping @Sendable (HTTPRequest) async -> HTTPAdmission) {
    self.logger = logger
    self.admit = admit
  }

  /// Has the request admitted, reads its body, has it handled, and writes the response.
  ///
  /// What is thrown closes the connection: there is nobody left to answer, or no request that could be answered.
  @concurrent
  func respond(
    to request: Request,
    writer: consuming ResponseWriter,
    channel: any Channel
  ) async throws {
    let head = HTTPRequest(request.head, body: [])
    switch await admit(head) {
    case .refused(let response):
      try await write(hasBody(request) ? closing(response) : response, to: request, writer: writer)
    case .upgraded(let limits, let receiver):
      switch hasBody(request) ? bodyRefused : WebSocketHandshake.answer(to: head) {
      case .success(let acceptance):
        try await beSocket(WebSocketChannel(acceptance, limits, receiver()), on: channel)
      case .failure(let refusal):
        try await write(refusal.response, to: request, writer: writer)
      }
    case .admitted(let limit, let handler):
      if expectsContinue(request), declaredLength(request) ?? 0 <= limit {
        try await writer.writeInformationalHead(HTTPTypes.HTTPResponse(status: .continue))
      }
      let response =
        switch try await readBody(of: request, limit: limit) {
        case .complete(let body): await handler(head.with(body: body))
        case .refused(let response): response
        }
      guard !response.isWithheld else { throw Withheld() }
      try await write(response, to: request, writer: writer)
    }
  }

  /// Hands the connection over, and returns never: it ends with the socket.
  private func beSocket(
    _ handler: sending WebSocketChannel,
    on channel: any Channel
  ) async throws -> Never {
    let bound = NIOLoopBoundBox.makeBoxSendingValue(handler, eventLoop: channel.eventLoop)
    try await channel.eventLoop.submit {
      try channel.pipeline.syncOperations.addHandler(bound.value, position: .first)
    }.get()
    try await channel.closeFuture.get()
    throw SocketClosed()
  }

  /// The socket that a request has become is over, and its connection with it.
  private struct SocketClosed: Error {}

  private var bodyRefused: Result<[UInt8], WebSocketHandshake.Refusal> {
    .failure(.init(.text(400, "a request for a WebSocket has no body\n")))
  }

  /// The handler gave no answer, on purpose.
  private struct Withheld: Error {}

  private enum Body {
    case complete([UInt8])
    case refused(HTTPResponse)
  }

  private func readBody(of request: Request, limit: Int) async throws -> Body {
    guard hasBody(request) else { return .complete([]) }
    guard declaredLength(request) ?? 0 <= limit else { return .refused(tooLarge(limit)) }
    var body: [UInt8] = []
    do {
      for try await part in request.body {
        guard part.readableBytes <= limit - body.count else { return .refused(tooLarge(limit)) }
        body.append(contentsOf: part.readableBytesView)
      }
    } catch is RequestTimedOut {
      return .refused(closing(.tooSlow))
    }
    return .complete(body)
  }

  private func tooLarge(_ limit: Int) -> HTTPResponse {
    closing(.error(413, "tooLarge", "the body is larger than \(limit) bytes"))
  }

  /// Asks the client not to send anything after this response.
  private func closing(_ response: HTTPResponse) -> HTTPResponse {
    var response = response
    let others = response.headers.values(of: "Connection")
    response.headers["Connection"] = (others + ["close"]).joined(separator: ", ")
    return response
  }

  @concurrent
  private func write(
    _ response: HTTPResponse,
    to request: Request,
    writer: consuming ResponseWriter
  ) async throws {
    // At a request for another protocol the connection's reader stops.
    let response = request.headers[.upgrade] == nil ? response : closing(response)
    let status = (200...599).contains(response.status) ? response.status : 500
    var head = HTTPTypes.HTTPResponse(status: .init(code: status))
    for field in response.headers.fields {
      guard let name = HTTPField.Name(field.name) else {
        logger.error("response header left out: not a name", metadata: ["name": "\(field.name)"])
        continue
      }
      head.headerFields.append(HTTPField(name: name, value: field.value))
    }
    head.headerFields[.date] = clock.value
    // RFC 9110, 8.6 and 15.4.5: these two have no body and tell no length.
    guard status != 204, status != 304 else {
      try await writer.write(response: head, body: ResponseBody())
      return
    }
    head.headerFields[.contentLength] = String(response.body.count)
    let hasBody = request.method != .head && !response.body.isEmpty
    let body =
      hasBody ? ResponseBody(byteBuffer: ByteBuffer(bytes: response.body)) : ResponseBody()
    try await writer.write(response: head, body: body)
  }
}

private func declaredLength(_ request: Request) -> Int? {
  request.headers[.contentLength].flatMap { Int($0) }
}

private func hasBody(_ request: Request) -> Bool {
  declaredLength(request) != nil || request.headers[.transferEncoding] != nil
}

private func expectsContinue(_ request: Request) -> Bool {
  request.headers[.expect].map { equalIgnoringCase($0, "100-continue") } ?? false
}

extension HTTPRequest {
  fileprivate func with(body: [UInt8]) -> HTTPRequest {
    var request = self
    request.body = body
    return request
  }

  /// Takes over a request; `Host`, which the library keeps apart, is a header again.
  fileprivate init(_ head: HTTPTypes.HTTPRequest, body: [UInt8]) {
    var headers = HTTPHeaders()
    if let host = head.authority {
      headers.append("Host", host)
    }
    for field in head.headerFields {
      headers.append(field.name.rawName, field.value)
    }
    self.init(method: head.method.rawValue, target: head.path ?? "", headers: headers, body: body)
  }
}
