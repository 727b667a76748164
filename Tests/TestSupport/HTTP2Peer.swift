/// The server's side of one connection of HTTP/2 (RFC 9113), as far as tests need one.
///
/// It answers with 200 and the body `h2`, once so many requests have come: all of them, and each
/// that comes later.
package struct HTTP2Peer: Sendable {
  /// What a client did.
  package enum Event: Sendable, Hashable {
    /// It opened a connection that speaks HTTP/2.
    case connected
    /// It asked, on a stream of that number.
    case asked(UInt32)
  }

  private let answersFrom: Int
  private let notice: @Sendable (Event) -> Void

  /// Answers from so many requests on, and says what happens.
  package init(answersFrom count: Int, notice: @escaping @Sendable (Event) -> Void) {
    answersFrom = count
    self.notice = notice
  }

  /// Serves until the connection ends, or speaks something else.
  package func serve(_ connection: RawConnection) {
    let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    guard connection.read(count: preface.count) == preface else { return }
    notice(.connected)
    connection.write(frame(.settings))
    var open: [UInt32] = []
    var count = 0
    while let (type, flags, stream) = nextFrame(of: connection) {
      switch type {
      case Frame.settings.rawValue where flags & acknowledged == 0:
        connection.write(frame(.settings, flags: acknowledged))
      case Frame.headers.rawValue where flags & endsStream != 0,
        Frame.data.rawValue where flags & endsStream != 0:
        notice(.asked(stream))
        count += 1
        open.append(stream)
        if count >= answersFrom { answer(&open, connection) }
      default: break
      }
    }
  }

  private func answer(_ open: inout [UInt32], _ connection: RawConnection) {
    for stream in open {
      // `:status: 200` is entry 8 of the static table (RFC 7541, appendix A).
      connection.write(frame(.headers, flags: endsHeaders, stream, [0x88]))
      connection.write(frame(.data, flags: endsStream, stream, Array("h2".utf8)))
    }
    open = []
  }
}

private enum Frame: UInt8 {
  case data = 0
  case headers = 1
  case settings = 4
}

private let endsStream: UInt8 = 1
private let endsHeaders: UInt8 = 4
private let acknowledged: UInt8 = 1

private func frame(
  _ type: Frame,
  flags: UInt8 = 0,
  _ stream: UInt32 = 0,
  _ payload: [UInt8] = []
) -> [UInt8] {
  let number = withUnsafeBytes(of: stream.bigEndian) { Array($0) }
  return [0, 0, UInt8(payload.count), type.rawValue, flags] + number + payload
}

private func nextFrame(of connection: RawConnection) -> (UInt8, UInt8, UInt32)? {
  guard let head = connection.read(count: 9) else { return nil }
  let length = head[..<3].reduce(0) { $0 << 8 | Int($1) }
  let stream = head[5...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
  guard length == 0 || connection.read(count: length) != nil else { return nil }
  return (head[3], head[4], stream & 0x7FFF_FFFF)
}
