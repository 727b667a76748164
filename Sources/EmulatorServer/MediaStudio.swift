internal import CallAutomation
internal import CallEmulator
internal import CallModel
internal import Cryptography
internal import HTTPTransport
internal import Synchronization

/// The service's end of media sockets: opens them, sends frames, and hears what comes back.
///
/// Audio is a frame every 20 ms: the caller's voice from a WAV file until that is over, then silence
/// (FACTS.md (h)).
final class MediaStudio: Sendable {
  private let client: WebSocketClient
  /// Who issues the tokens of sockets: the emulator's own URL.
  private let issuer: String
  private let host: EmulatorHost
  private let speed: Int
  private let lines = Mutex<[Int: MediaLine]>([:])

  init(client: WebSocketClient, issuer: String, host: EmulatorHost, speed: Int) {
    self.client = client
    self.issuer = issuer
    self.host = host
    self.speed = max(1, speed)
  }

  /// Opens a socket, and sends over it until it is closed.
  func run(_ socket: MediaSocket) async {
    let line = MediaLine(socket, host)
    lines.withLock { $0[socket.id] = line }
    defer { lines.withLock { $0[socket.id] = nil } }
    var headers: HTTPHeaders = [
      "x-ms-call-connection-id": socket.connectionID.rawValue,
      "x-ms-call-correlation-id": socket.correlationID.rawValue,
    ]
    if let token = host.token(from: issuer) { headers["Authorization"] = "Bearer \(token)" }
    let limits = WebSocketLimits(messageBytes: MediaLimits.frameBytes, queuedMessages: 500)
    client.open(WebSocketRequest(url: socket.url, headers: headers, limits: limits), line)
    for await isOpen in line.states {
      guard isOpen else { return }
      if socket.feed == .streaming { await play(socket, over: line) }
    }
  }

  /// Sends a frame over a socket that is open.
  func send(_ frame: MediaFrame, over id: Int) {
    lines.withLock { $0[id] }?.send(frame)
  }

  /// Closes a socket.
  func close(_ id: Int) {
    lines.withLock { $0[id] }?.hangUp()
  }

  /// Sends audio until the socket is closed.
  private func play(_ socket: MediaSocket, over line: MediaLine) async {
    let frameBytes = socket.sampleRate / 50 * 2
    var voice = Voice.silent
    if let path = socket.voice {
      do throws(VoiceFailure) {
        voice = try Voice(path: path, sampleRate: socket.sampleRate)
      } catch {
        host.note("`\(path)` is not to be heard: \(error)", of: socket)
      }
    }
    let silence = encodeBase64([UInt8](repeating: 0, count: frameBytes))
    var due = ContinuousClock.now
    // When a piece is spoken, however late it is sent.
    var time = host.time
    while line.isOpen {
      let samples = voice.next(frameBytes)
      line.send(
        .audio(
          AudioFrame(
            time: time,
            participant: socket.speaker,
            data: samples.map { encodeBase64($0) } ?? silence,
            isSilent: samples == nil
          )
        )
      )
      time = time + Milliseconds(20)
      due = due.advanced(by: .milliseconds(20) / speed)
      do { try await Task.sleep(until: due) } catch { return }
    }
  }
}

/// One socket, and what is heard over it.
private final class MediaLine: WebSocketReceiver {
  private struct State {
    var socket: WebSocket?
    var isOver = false
    var isHungUp = false
    var heardBytes = 0
    var stops = 0
  }

  private let socket: MediaSocket
  private let host: EmulatorHost
  private let state = Mutex(State())
  /// Whether it is open, each time that changes.
  let states: AsyncStream<Bool>
  private let changes: AsyncStream<Bool>.Continuation

  init(_ socket: MediaSocket, _ host: EmulatorHost) {
    self.socket = socket
    self.host = host
    (states, changes) = AsyncStream.makeStream()
  }

  var isOpen: Bool { state.withLock { !$0.isOver && !$0.isHungUp } }

  func send(_ frame: MediaFrame) {
    state.withLock { $0.socket }?.send(frame.bytes)
  }

  /// The service ends it.
  func hangUp() {
    let open = state.withLock { state in
      state.isHungUp = true
      return state.socket
    }
    open?.close()
  }

  func opened(_ open: WebSocket) {
    let isWanted = state.withLock { state in
      state.socket = open
      return !state.isHungUp
    }
    guard isWanted else { return open.close() }
    open.send(socket.metadata.bytes)
    host.opened(socket)
    changes.yield(true)
  }

  func received(_ message: [UInt8]) {
    // What is sent without being asked for is dropped without an error (FACTS.md (h)).
    guard socket.isBidirectional else { return }
    do throws(MediaFrameFailure) {
      switch try decodeMediaFrame(message) {
      case .audio(let frame):
        let bytes = frame.data.utf8.count / 4 * 3
        state.withLock { $0.heardBytes += bytes }
      case .stopAudio:
        state.withLock { $0.stops += 1 }
        host.note("what the app plays is stopped", of: socket)
      case .audioMetadata, .tone, .transcriptionMetadata, .transcript, .unrecognized: break
      }
    } catch {
      host.note("the app sends a frame that cannot be understood: \(error)", of: socket)
    }
  }

  func closed(_ end: WebSocketEnd) {
    let last = state.withLock { state in
      defer { state.isOver = true }
      return state
    }
    if last.heardBytes > 0 {
      let milliseconds = last.heardBytes * 500 / socket.sampleRate
      host.note("the app played \(milliseconds) ms of audio to the call", of: socket)
    }
    if !last.isHungUp { host.closed(socket, reason: "\(end)") }
    changes.yield(false)
    changes.finish()
  }
}
