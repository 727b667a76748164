internal import CEL
internal import CallAutomation
internal import CallModel
internal import Cryptography
internal import FlowEngine
internal import FlowRuntime
internal import HTTPTransport
internal import Logging
internal import Synchronization

/// What is said in a call, as the service writes it down: each line that is final is a signal of the
/// call.
///
/// Lines are told one after the other, each when the one before is durable; where a call is slower
/// than that for long, the newest are lost.
final class TranscriptReceiver: WebSocketReceiver {
  private struct State {
    var service: WebSocket?
    var lines = 0
    var lost = 0
    var unreadable = 0
  }

  private let signal: String
  private let seat: MediaSeat
  private let sockets: MediaSockets
  private let lines: AsyncStream<TranscriptLine>
  private let heard: AsyncStream<TranscriptLine>.Continuation
  private let state = Mutex(State())

  init(_ signal: String, at seat: MediaSeat, of sockets: MediaSockets) {
    self.signal = signal
    self.seat = seat
    self.sockets = sockets
    (lines, heard) = AsyncStream.makeStream(
      bufferingPolicy: .bufferingOldest(MediaServerLimits.lines)
    )
  }

  func opened(_ socket: WebSocket) {
    guard sockets.take(seat) else { return socket.close(.refused) }
    state.withLock { $0.service = socket }
    sockets.begin(self)
  }

  func received(_ message: [UInt8]) {
    do throws(MediaFrameFailure) {
      guard case .transcript(let line) = try decodeMediaFrame(message), line.isFinal else { return }
      if case .dropped = heard.yield(line) { lose() }
    } catch {
      let isFirst = state.withLock { state in
        state.unreadable += 1
        return state.unreadable == 1
      }
      // One line, whatever comes: who sends it must not fill the log.
      if isFirst { log(.warning, "a frame cannot be understood", ["why": "\(error)"]) }
    }
  }

  func closed(_ end: WebSocketEnd) {
    heard.finish()
    let state = state.withLock { state in
      defer { state.service = nil }
      return state
    }
    guard state.service != nil else { return }
    sockets.leave(seat)
    sockets.metrics.framesWereUnreadable(state.unreadable)
    sockets.metrics.framesWereLost(state.lost, at: .line)
    log(
      state.lost == 0 ? .info : .warning,
      "the call's transcription has ended",
      ["why": "\(end)", "lines": "\(state.lines)", "lost": "\(state.lost)"]
    )
  }

  /// Tells the call what is said in it, until the socket is closed.
  func tellLines() async {
    let session: String
    do {
      session = encodeHexadecimal(try randomBytes(8))
    } catch {
      log(.error, "the lines are not told: the system gives no random numbers", [:])
      state.withLock { $0.service }?.close(.failed)
      return
    }
    var number = 0
    for await line in lines {
      number += 1
      let posted = PostedSignal(
        id: EventID("line \(session) \(number)"),
        name: signal,
        fields: line.signalFields
      )
      switch await sockets.host.signal(posted, to: seat.call) {
      case .committed, .duplicate: state.withLock { $0.lines += 1 }
      case .ended, .unknownCall, .unwanted(.over):
        state.withLock { $0.service }?.close()
      case .mismatch, .unavailable, .unwanted: lose()
      }
    }
  }

  private func lose() {
    let isFirst = state.withLock { state in
      state.lost += 1
      return state.lost == 1
    }
    if isFirst { log(.warning, "a line is lost: the call has too many to take", [:]) }
  }

  private func log(_ level: Logger.Level, _ text: Logger.Message, _ more: Logger.Metadata) {
    let metadata = more.merging(.call(seat.call, seat.flow)) { first, _ in first }
    sockets.logger.log(level: level, text, metadata: metadata)
  }
}

extension TranscriptLine {
  /// What it brings to a signal, as JSON has it.
  fileprivate var signalFields: CELValue {
    var fields: [String: CELValue] = ["text": .string(text)]
    fields["speaker"] = participant.map { .string($0.rawID) }
    fields["confidence"] = confidence.map { .double($0) }
    return .map(CELMap(texts: fields))
  }
}
