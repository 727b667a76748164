internal import CallAutomation
internal import CallModel
internal import FlowRuntime
internal import HTTPTransport
internal import Logging
internal import Synchronization

/// The audio of a call as the service sends it: kept in files, sent on to somebody, or both.
///
/// Frames are passed on as they came, without being read; what comes back goes to the service in
/// the same way. Nobody waits for anybody: where who gets the audio, or the disk, is too slow, the
/// oldest is lost, counted and told.
final class StreamReceiver: WebSocketReceiver {
  fileprivate struct State {
    /// The service's end.
    var service: WebSocket?
    /// Who gets the audio.
    var reader: WebSocket?
    /// What came before they could be reached, the first frame always among it.
    var early: [[UInt8]] = []
    var saver: AudioSaver?
    var frames = 0
    var lostEarly = 0
    var unasked = 0
    var isReaderGone = false
  }

  private let options: StreamingOptions
  private let seat: MediaSeat
  private let sockets: MediaSockets
  private let headers: HTTPHeaders
  private let state = Mutex(State())

  init(
    _ options: StreamingOptions,
    at seat: MediaSeat,
    of sockets: MediaSockets,
    _ headers: HTTPHeaders
  ) {
    self.options = options
    self.seat = seat
    self.sockets = sockets
    self.headers = headers
  }

  func opened(_ socket: WebSocket) {
    guard sockets.take(seat) else { return socket.close(.refused) }
    let saver =
      options.isSaved ? sockets.audio.saver(for: seat, options.format, sockets.metrics) : nil
    state.withLock { state in
      state.service = socket
      state.saver = saver
    }
    log(.info, "the call's audio comes", [:])
    guard let forward = options.forward else { return }
    // Who answers a socket of the service's own finds the same here, but not its token, which is
    // for this server.
    var headers: HTTPHeaders = [:]
    for name in ["x-ms-call-connection-id", "x-ms-call-correlation-id"] {
      headers[name] = self.headers[name]
    }
    let request = WebSocketRequest(
      url: forward.url,
      headers: headers,
      limits: MediaServerLimits.forward,
      publicHostsOnly: forward.publicHostsOnly
    )
    sockets.client.open(request, ForwardReceiver(stream: self))
  }

  func received(_ message: [UInt8]) {
    let (reader, saver) = state.withLock { state -> (WebSocket?, AudioSaver?) in
      state.frames += 1
      if state.reader == nil, options.forward != nil { state.keep(message) }
      return (state.reader, state.saver)
    }
    reader?.send(message)
    saver?.add(message)
  }

  func closed(_ end: WebSocketEnd) {
    let state = state.withLock { state in
      defer { state = State() }
      return state
    }
    guard let service = state.service else { return }
    sockets.leave(seat)
    state.reader?.close()
    state.saver?.finish()
    let lost = state.lostEarly + (state.reader?.lost ?? 0)
    sockets.metrics.framesCame(state.frames)
    sockets.metrics.framesWereLost(lost, at: .forward)
    sockets.metrics.framesWereLost(service.lost + state.unasked, at: .back)
    log(
      lost + service.lost == 0 ? .info : .warning,
      "the call's audio has ended",
      [
        "why": "\(end)", "frames": .number(state.frames), "lost_forward": .number(lost),
        "lost_back": .number(service.lost), "sent_unasked": .number(state.unasked),
      ]
    )
  }

  /// Who gets the audio can be reached.
  func reached(_ reader: WebSocket) {
    let isWanted = state.withLock { state in
      guard state.service != nil else { return false }
      // Before anything newer.
      for message in state.early { reader.send(message) }
      state.early = []
      state.reader = reader
      return true
    }
    if !isWanted { reader.close() }
  }

  /// Something comes back from who gets the audio: to be played to the call, or to stop that.
  ///
  /// Only what is short is read: a frame of audio is not, and whatever stops audio has none.
  func cameBack(_ message: [UInt8]) {
    guard options.isBidirectional else {
      return state.withLock { $0.unasked += 1 }
    }
    guard let service = state.withLock({ $0.service }) else { return }
    if message.count <= Self.shortMessage, isStop(message) { service.forgetQueued() }
    service.send(message)
  }

  /// Who gets the audio is gone, or was never reached; where it is for nobody else, the service is
  /// told by the end of its socket, and tells the call.
  func left(_ end: WebSocketEnd) {
    let service = state.withLock { state -> WebSocket? in
      if let lost = state.reader?.lost { state.lostEarly += lost }
      state.reader = nil
      state.early = []
      state.isReaderGone = true
      return state.saver == nil ? state.service : nil
    }
    guard case .byUs = end else {
      log(.warning, "who gets the call's audio is gone", ["why": "\(end)"])
      service?.close(end == .byPeer(.normal) ? .normal : .failed)
      return
    }
  }

  private static let shortMessage = 256

  private func isStop(_ message: [UInt8]) -> Bool {
    do { return try decodeMediaFrame(message) == .stopAudio } catch { return false }
  }

  private func log(_ level: Logger.Level, _ text: Logger.Message, _ more: Logger.Metadata) {
    let metadata = more.merging(.call(seat.call, seat.flow)) { first, _ in first }
    sockets.logger.log(level: level, text, metadata: metadata)
  }
}

extension StreamReceiver.State {
  /// Keeps what came before anybody can be told: the first frame says what the others are.
  fileprivate mutating func keep(_ message: [UInt8]) {
    guard !isReaderGone else {
      lostEarly += 1
      return
    }
    if early.count == MediaServerLimits.forwarded {
      early.remove(at: 1)
      lostEarly += 1
    }
    early.append(message)
  }
}

/// The socket of who gets a call's audio.
private struct ForwardReceiver: WebSocketReceiver {
  let stream: StreamReceiver

  func opened(_ socket: WebSocket) { stream.reached(socket) }
  func received(_ message: [UInt8]) { stream.cameBack(message) }
  func closed(_ end: WebSocketEnd) { stream.left(end) }
}
