/// A request as the server received it, with the whole of its body.
package struct HTTPRequest: Sendable, Hashable {
  /// The method, in the letters of the request line.
  package var method: String
  /// The path and query exactly as on the request line; percent-encoding is kept.
  package var target: String
  /// All header fields, `Host` among them.
  package var headers: HTTPHeaders
  /// The body, which the server's limit bounds.
  package var body: [UInt8]

  /// Makes a request.
  package init(
    method: String,
    target: String,
    headers: HTTPHeaders = [:],
    body: [UInt8] = []
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
  }

  /// The query's parameters, still percent-encoded; of several of a name the first.
  package var query: [String: String] {
    guard let mark = target.firstIndex(of: "?") else { return [:] }
    let pairs = target[target.index(after: mark)...].split(separator: "&").map { pair in
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(halves[0]), halves.count == 2 ? String(halves[1]) : "")
    }
    return Dictionary(pairs) { first, _ in first }
  }

  /// The target without its query, still percent-encoded.
  package var path: String {
    String(target.prefix { $0 != "?" })
  }

  /// The first value of a query parameter, decoded, or nil where the query has no such name.
  ///
  /// `+` stands for a space, as in the query of an HTML form. A broken escape is kept as it is, bytes that
  /// are not UTF-8 become U+FFFD, and a name without `=` has the empty value.
  package func query(_ name: String) -> String? {
    let query = target.drop { $0 != "?" }.dropFirst()
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let key = parts.first, percentDecoded(key) == name else { continue }
      return percentDecoded(parts.dropFirst().first ?? "")
    }
    return nil
  }
}

/// Decodes one name or value of a query.
private func percentDecoded(_ text: Substring) -> String {
  let bytes = Array(text.utf8)
  var decoded: [UInt8] = []
  decoded.reserveCapacity(bytes.count)
  var index = 0
  while index < bytes.count {
    let byte = bytes[index]
    if byte == UInt8(ascii: "%"), index + 2 < bytes.count,
      let high = hexadecimalDigit(bytes[index + 1]), let low = hexadecimalDigit(bytes[index + 2])
    {
      decoded.append(high << 4 | low)
      index += 3
    } else {
      decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      index += 1
    }
  }
  return String(decoding: decoded, as: UTF8.self)
}

private func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
  default: nil
  }
}
