/// A request to the service as a value; who sends it decides how.
package struct ServiceRequest: Hashable, Sendable {
  /// One header.
  package struct Header: Hashable, Sendable {
    /// The name; compared without regard to case.
    package let name: String
    /// The value.
    package let value: String

    /// Makes a header.
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// `GET`, `POST` or `DELETE`.
  package let method: String
  /// The path, percent-encoded, from the root.
  package let path: String
  /// The query, percent-encoded, without its `?`; may be empty.
  package let query: String
  /// The headers in the order in which they are sent; `Host` and `Content-Length` are the sender's.
  package var headers: [Header]
  /// The body; may be empty.
  package let body: [UInt8]

  /// Makes a request.
  package init(
    method: String,
    path: String,
    query: String,
    headers: [Header] = [],
    body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// Path and query exactly as on the request line.
  package var target: String {
    query.isEmpty ? path : "\(path)?\(query)"
  }

  /// The value of the first header of that name, in whatever case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// A text with everything percent-encoded but letters, digits and `-._~` (RFC 3986, "unreserved").
package func percentEncoded(_ text: String) -> String {
  var encoded: [UInt8] = []
  for byte in text.utf8 {
    if isUnreserved(byte) {
      encoded.append(byte)
    } else {
      encoded.append(contentsOf: [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 15)])
    }
  }
  return String(decoding: encoded, as: UTF8.self)
}

/// The text of a percent-encoded one; nil for a broken escape and for what is not UTF-8 then.
package func percentDecoded(_ text: some StringProtocol) -> String? {
  var decoded: [UInt8] = []
  var bytes = text.utf8.makeIterator()
  while let byte = bytes.next() {
    guard byte == UInt8(ascii: "%") else {
      decoded.append(byte)
      continue
    }
    guard let high = bytes.next(), let low = bytes.next(),
      let high = Character(Unicode.Scalar(high)).hexDigitValue,
      let low = Character(Unicode.Scalar(low)).hexDigitValue
    else { return nil }
    decoded.append(UInt8(high << 4 | low))
  }
  return String(validating: decoded, as: UTF8.self)
}

private func digit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
}

private func isUnreserved(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
    UInt8(ascii: "_"), UInt8(ascii: "~"):
    true
  default: false
  }
}
