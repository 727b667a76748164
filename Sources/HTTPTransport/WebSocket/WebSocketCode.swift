/// Why a socket is closed (RFC 6455, section 7.4.1).
package struct WebSocketCode: Error, Hashable, Sendable, CustomStringConvertible {
  /// The number on the wire.
  package let number: UInt16

  /// Makes a code of its number.
  package init(_ number: UInt16) {
    self.number = number
  }

  /// All is done.
  package static let normal = WebSocketCode(1000)
  /// The server goes away.
  package static let goingAway = WebSocketCode(1001)
  /// The other side does not keep to the protocol.
  package static let protocolError = WebSocketCode(1002)
  /// A text is not UTF-8.
  package static let notUTF8 = WebSocketCode(1007)
  /// The other side may not do that.
  package static let refused = WebSocketCode(1008)
  /// A message is longer than the limit.
  package static let tooLarge = WebSocketCode(1009)
  /// This side cannot go on.
  package static let failed = WebSocketCode(1011)

  /// The number.
  package var description: String { String(number) }
}

extension WebSocketCode {
  /// Reads the code that begins the payload of a close.
  init(_ payload: [UInt8]) {
    self.init(UInt16(payload[0]) << 8 | UInt16(payload[1]))
  }

  /// The payload of a close.
  var payload: [UInt8] { [UInt8(number >> 8), UInt8(number & 0xFF)] }
}

/// How a socket ended.
package enum WebSocketEnd: Hashable, Sendable, CustomStringConvertible {
  /// It was never open.
  case notOpened(reason: String)
  /// The other side closed it; with its code, if it gave one.
  case byPeer(WebSocketCode?)
  /// This side closed it.
  case byUs(WebSocketCode)
  /// The connection broke, or nothing came over it for too long.
  case lost(reason: String)

  /// What happened, for people.
  package var description: String {
    switch self {
    case .notOpened(let reason): "it was not opened: \(reason)"
    case .byPeer(let code): "the other side closed it" + (code.map { ": \($0)" } ?? "")
    case .byUs(let code): "it was closed: \(code)"
    case .lost(let reason): reason
    }
  }
}
