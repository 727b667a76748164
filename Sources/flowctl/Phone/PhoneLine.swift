import EmulatorServer
import Foundation
import HTTPTransport
import Synchronization

/// A phone's end of its socket with an emulator.
final class PhoneLine: WebSocketReceiver {
  private let client: WebSocketClient
  private let socket = Mutex<WebSocket?>(nil)
  /// What the phone is told, in order; nil at the end, with the reason why the line is dead.
  let news: AsyncStream<PhoneMoment>
  private let told: AsyncStream<PhoneMoment>.Continuation

  /// Opens the line; `query` says whose phone it is.
  init(at address: String, _ query: [(name: String, value: String)]) throws {
    do { client = try WebSocketClient() } catch { throw Complaint(error) }
    (news, told) = AsyncStream.makeStream()
    let text = query.map { "\($0.name)=\(percentEncoded($0.value))" }.joined(separator: "&")
    let limits = WebSocketLimits(messageBytes: 256 << 10, queuedMessages: 1_000)
    client.open(
      WebSocketRequest(url: "ws://\(address)/emulator/phone?\(text)", limits: limits),
      self
    )
  }

  /// Does something with the phone.
  func perform(_ deed: PhoneDeed) {
    socket.withLock { $0 }?.send(deed.message)
  }

  /// Has something besides news come in its turn.
  func add(_ moment: PhoneMoment) { told.yield(moment) }

  /// Ends the line.
  func close() async {
    socket.withLock { $0 }?.close()
    await client.shutdown()
    told.finish()
  }

  func opened(_ socket: WebSocket) {
    self.socket.withLock { $0 = socket }
  }

  func received(_ message: [UInt8]) {
    // What a later emulator tells besides is no news to this phone.
    if let news = PhoneNews(message: message) { told.yield(.news(news)) }
  }

  func closed(_ end: WebSocketEnd) {
    told.yield(.dead(end))
  }
}

/// What a phone's holder and its line bring about, one after the other.
enum PhoneMoment: Sendable {
  case news(PhoneNews)
  /// Bytes of the keyboard, or of a script.
  case input([UInt8])
  /// There is no more input.
  case inputEnds
  /// The process is to end.
  case shutdown
  /// The line is dead.
  case dead(WebSocketEnd)
}

/// A value as it may stand in a query.
private func percentEncoded(_ text: String) -> String {
  var encoded = ""
  for byte in text.utf8 {
    let isPlain =
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte < 0x80
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    if isPlain {
      encoded.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
  }
  return encoded
}
