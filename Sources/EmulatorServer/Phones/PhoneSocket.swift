internal import CallEmulator
internal import CallModel
internal import HTTPTransport
internal import Synchronization

/// What a request for a phone's socket asks for: `/emulator/phone?from=RAWID&to=RAWID` places a
/// call, `/emulator/phone?as=RAWID` waits to be rung.
struct PhoneRequest: Sendable {
  /// Where phones connect.
  static let path = "/emulator/phone"

  let party: Identifier
  /// The call to place; nil for a phone that waits.
  let script: CallerScript?

  /// Reads the query; nil where it names nobody.
  init?(_ request: HTTPRequest) {
    func party(_ name: String) -> Identifier? {
      let identifier = request.query(name).map(Identifier.init(rawID:))
      return identifier?.kind == .unknown ? nil : identifier
    }
    if let holder = party("as"), request.query("from") == nil {
      (self.party, script) = (holder, nil)
    } else if let caller = party("from"), request.query("as") == nil {
      var script = CallerScript(caller: caller)
      script.to = party("to")
      (self.party, self.script) = (caller, script)
    } else {
      return nil
    }
  }

  /// What a phone's socket may bring, and how much of what it is told may wait for it.
  static let limits = WebSocketLimits(messageBytes: 64 << 10, queuedMessages: 10_000)
}

/// The emulator's end of a phone's socket.
final class PhoneSocket: WebSocketReceiver {
  private let request: PhoneRequest
  private let host: EmulatorHost
  private let state = Mutex<(socket: WebSocket?, phone: Int?)>((nil, nil))

  init(_ request: PhoneRequest, _ host: EmulatorHost) {
    self.request = request
    self.host = host
  }

  func opened(_ socket: WebSocket) {
    let phone = host.attach(request) { news in socket.send(news.message) }
    if phone == nil { socket.close() }
    state.withLock { $0 = (socket, phone) }
  }

  func received(_ message: [UInt8]) {
    let (socket, phone) = state.withLock { $0 }
    guard let phone else { return }
    guard let deed = PhoneDeed(message: message) else {
      socket?.send(PhoneNews.refused("the message says nothing that a phone can do").message)
      return
    }
    host.perform(deed, with: phone)
  }

  func closed(_ end: WebSocketEnd) {
    if let phone = state.withLock({ $0.phone }) { host.detach(phone) }
  }
}
