internal import Cryptography

/// How a connection becomes a socket (RFC 6455, section 4).
enum WebSocketHandshake {
  /// Whether a request asks for a socket.
  static func isAsked(by request: HTTPRequest) -> Bool {
    hasToken("websocket", in: request.headers.values(of: "Upgrade"))
      && hasToken("upgrade", in: request.headers.values(of: "Connection"))
  }

  /// What a request's socket is accepted with, or the answer to one that asks in a wrong way.
  static func answer(to request: HTTPRequest) -> Result<[UInt8], Refusal> {
    guard request.method == "GET", isAsked(by: request) else {
      return .failure(Refusal(upgradeRequired("this path takes WebSockets")))
    }
    guard request.headers.values(of: "Sec-WebSocket-Version") == ["13"] else {
      return .failure(Refusal(upgradeRequired("WebSockets are taken in version 13")))
    }
    let keys = request.headers.values(of: "Sec-WebSocket-Key")
    guard keys.count == 1, isKey(keys[0]) else {
      return .failure(Refusal(.text(400, "Sec-WebSocket-Key is not 16 bytes in base64\n")))
    }
    let lines = [
      "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
      "Sec-WebSocket-Accept: \(acceptance(of: keys[0]))", "", "",
    ]
    return .success(Array(lines.joined(separator: "\r\n").utf8))
  }

  /// An answer in place of a socket.
  struct Refusal: Error {
    let response: HTTPResponse

    init(_ response: HTTPResponse) {
      self.response = response
    }
  }

  /// What the server says to a key, which only who speaks the protocol says.
  static func acceptance(of key: String) -> String {
    encodeBase64(sha1(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
  }

  private static func upgradeRequired(_ reason: String) -> HTTPResponse {
    var response = HTTPResponse.text(426, reason + "\n")
    response.headers["Upgrade"] = "websocket"
    response.headers["Connection"] = "Upgrade"
    response.headers["Sec-WebSocket-Version"] = "13"
    return response
  }

  private static func isKey(_ text: String) -> Bool {
    do { return try decodeBase64(text).count == 16 } catch { return false }
  }

  private static func hasToken(_ token: String, in values: [String]) -> Bool {
    values.flatMap { $0.split(separator: ",") }.contains { part in
      equalIgnoringCase(String(part.drop { $0 == " " }.prefix { $0 != " " }), token)
    }
  }
}

/// What a client asks a server for a socket with, and how it knows the answer.
struct WebSocketOpening {
  /// The most bytes of an answer's head.
  private static let headBytes = 16 * 1024

  private let key: String
  private var head: [UInt8] = []

  /// Fails where the system gives no randomness.
  init?() {
    do { key = encodeBase64(try randomBytes(16)) } catch { return nil }
  }

  /// The request.
  func request(to url: WebSocketURL, headers: HTTPHeaders) -> [UInt8] {
    var lines = ["GET \(url.target) HTTP/1.1", "Host: \(url.authority)"]
    lines += headers.fields.map { "\($0.name): \($0.value)" }
    lines += [
      "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: \(key)", "", "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  /// What has become of it.
  enum Answer: Equatable {
    /// More has to come.
    case open
    /// The socket is open, and these bytes came over it already.
    case accepted(rest: [UInt8])
    case refused(reason: String)
  }

  /// Takes what came of the answer.
  mutating func take(_ bytes: UnsafeRawBufferPointer) -> Answer {
    head.append(contentsOf: bytes)
    guard let end = headEnd else {
      return head.count > Self.headBytes ? .refused(reason: "its answer has no end") : .open
    }
    let lines = String(decoding: head[..<end], as: UTF8.self).split(separator: "\r\n")
    let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    guard status == 101 else { return .refused(reason: "it answers \(status)") }
    let accepts = lines.dropFirst().contains { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      return parts.count == 2 && equalIgnoringCase(String(parts[0]), "Sec-WebSocket-Accept")
        && parts[1].drop { $0 == " " } == WebSocketHandshake.acceptance(of: key)
    }
    guard accepts else { return .refused(reason: "it does not speak WebSocket") }
    return .accepted(rest: Array(head[end...]))
  }

  /// Where the head is over.
  private var headEnd: Int? {
    let mark = Array("\r\n\r\n".utf8)
    guard head.count >= mark.count else { return nil }
    for place in 0...(head.count - mark.count)
    where head[place] == mark[0] && head[place..<(place + 4)].elementsEqual(mark) {
      return place + mark.count
    }
    return nil
  }
}

/// A `ws` or `wss` URL, taken apart.
struct WebSocketURL: Hashable {
  /// As libcurl, which makes the connection, knows it.
  let httpURL: String
  /// Host and port, as they are written.
  let authority: String
  /// Path and query, as they are written.
  let target: String

  /// Nil for another URL, and for one with a user in it.
  init?(_ text: String) {
    let schemes = ["ws://": "http://", "wss://": "https://"]
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), text.utf8.count <= 8192,
      let (scheme, http) = schemes.first(where: { text.lowercased().hasPrefix($0.key) })
    else { return nil }
    let rest = text.dropFirst(scheme.count).prefix { $0 != "#" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    guard !authority.isEmpty, !authority.contains("@") else { return nil }
    let target = rest.dropFirst(authority.count)
    self.authority = String(authority)
    self.target = target.hasPrefix("/") ? String(target) : "/" + target
    httpURL = http + authority + self.target
  }
}
