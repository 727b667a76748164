internal import CCurl
internal import CShims

/// One request under way, from the order to the response; it belongs to the client's thread.
final class Transfer {
  let order: TransferRequest
  let handle: EasyHandle
  private let bodyLimit: Int
  private var headerBytes = 0
  private var headers = HTTPHeaders()
  private var body: [UInt8] = []
  private var isTooLarge = false
  private var isPrivate = false
  /// How often the request was about to be written to a connection.
  private var attempts = 0

  init(order: TransferRequest, handle: EasyHandle, bodyLimit: Int) {
    self.order = order
    self.handle = handle
    self.bodyLimit = bodyLimit
  }

  /// Notes that the request is about to be written to that address; returns whether it may be.
  ///
  /// See `HTTPClient` for why a second time is refused. The address is that of the connection, so
  /// whatever a name was resolved to before does not matter.
  func beginAttempt(to address: String?) -> Bool {
    if order.request.publicHostsOnly, address.map(isPrivateAddress) ?? true {
      isPrivate = true
      return false
    }
    attempts &+= 1
    return attempts == 1 || order.request.isSafe
  }

  /// Takes a header line; returns false where the limit is reached.
  func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    if line.starts(with: "HTTP/".utf8) {
      // A status line: what came before it was an interim response.
      headers = HTTPHeaders()
    }
    headerBytes &+= line.count
    guard headerBytes <= maxResponseHeaderBytes else {
      isTooLarge = true
      return false
    }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return true }
    let value = line[(colon + 1)...].drop(while: isSpace)
    let end = value.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? value.startIndex
    headers.append(
      String(decoding: line[..<colon], as: UTF8.self),
      String(decoding: value[..<end], as: UTF8.self)
    )
    return true
  }

  /// What becomes of a part of the body.
  enum Reception {
    case taken
    /// Nobody takes it yet: it is given again once the transfer is resumed.
    case later
    /// The limit is reached.
    case tooLarge
  }

  /// Takes a part of the body.
  func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Reception {
    if let flow = order.flow, cshims_curl_easy_status(handle.pointer) == 200 {
      return flow.offer(bytes) ? .taken : .later
    }
    guard bytes.count <= bodyLimit - body.count else {
      isTooLarge = true
      return .tooLarge
    }
    body.append(contentsOf: bytes)
    return .taken
  }

  /// What the transfer came to, once libcurl is done with it.
  func result(_ code: Int32) -> Result<HTTPResponse, HTTPClientError> {
    switch CURLcode(UInt32(bitPattern: code)) {
    case CURLE_OK:
      let status = Int(cshims_curl_easy_status(handle.pointer))
      return .success(HTTPResponse(status: status, headers: headers, body: body))
    case CURLE_URL_MALFORMAT:
      return .failure(.invalidURL)
    case CURLE_ABORTED_BY_CALLBACK where !isPrivate:
      return failure("the server closed the connection without an answer")
    default:
      return failure(handle.reason(for: code))
    }
  }

  /// What the transfer came to that is ended before libcurl is done with it.
  func failure(_ reason: String) -> Result<HTTPResponse, HTTPClientError> {
    if isPrivate, attempts == 0 { return .failure(.privateHost) }
    if isTooLarge {
      return .failure(.responseTooLarge(limit: bodyLimit))
    }
    return .failure(attempts == 0 ? .notSent(reason) : .uncertain(reason))
  }
}

private func isSpace(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    || byte == UInt8(ascii: "\n")
}

/// The functions that libcurl calls about a transfer.
///
/// This file is the only place where a transfer becomes a C pointer and back. It is not retained by it: the loop keeps
/// a transfer in its table for as long as libcurl has its handle.
struct TransferCallbacks {
  let request: cshims_request_callback = { context, address, _, _, _ in
    guard let transfer = Transfer.at(context) else { return 1 }
    return transfer.beginAttempt(to: address.map { String(cString: $0) }) ? 0 : 1
  }

  let header: cshims_bytes_callback = { bytes, _, count, context in
    let line = UnsafeRawBufferPointer(start: bytes, count: count)
    return Transfer.at(context)?.receiveHeader(line) == true ? count : 0
  }

  let body: cshims_bytes_callback = { bytes, _, count, context in
    let part = UnsafeRawBufferPointer(start: bytes, count: count)
    return switch Transfer.at(context)?.receiveBody(part) {
    case .taken?: count
    case .later?: Int(CURL_WRITEFUNC_PAUSE)
    // Any other number than `count` ends the transfer; an empty part has to differ too.
    case .tooLarge?, nil: count &+ 1
    }
  }
}

extension Transfer {
  /// The pointer that libcurl gives back to the callbacks.
  var context: UnsafeMutableRawPointer {
    Unmanaged.passUnretained(self).toOpaque()
  }

  /// The transfer behind a callback's pointer.
  static func at(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }

  /// The transfer of one of libcurl's handles.
  static func of(_ easy: UnsafeMutableRawPointer?) -> Transfer? {
    at(easy.flatMap { cshims_curl_easy_private($0) })
  }
}
