internal import CallModel
internal import FlowEngine
internal import FlowRuntime
internal import HTTPTransport
internal import Logging
internal import Metrics
internal import Synchronization

/// Which socket of which call.
struct MediaSeat: Hashable, Sendable {
  let call: CallID
  /// The call's flow.
  let flow: String
  let feed: Feed
}

/// The media sockets that are open, and what they work with.
final class MediaSockets: Sendable {
  let host: CallHost
  let client: WebSocketClient
  let audio: AudioFolder
  let logger: Logger
  let metrics: MediaMetrics
  private let taken = Mutex<Set<MediaSeat>>([])
  /// Transcriptions whose lines are to be told.
  private let transcripts: AsyncStream<TranscriptReceiver>
  private let opened: AsyncStream<TranscriptReceiver>.Continuation

  init(
    host: CallHost,
    client: WebSocketClient,
    audio: AudioFolder,
    logger: Logger,
    metrics: any MetricsFactory
  ) {
    self.host = host
    self.client = client
    self.audio = audio
    self.logger = logger
    self.metrics = MediaMetrics(metrics)
    (transcripts, opened) = AsyncStream.makeStream()
  }

  /// Tells calls what is said in them until it is cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      for await transcript in transcripts {
        group.addTask { await transcript.tellLines() }
      }
      group.cancelAll()
    }
  }

  /// Whether such a socket is open.
  func isTaken(_ seat: MediaSeat) -> Bool { taken.withLock { $0.contains(seat) } }

  /// Takes a seat; false where another has it.
  func take(_ seat: MediaSeat) -> Bool {
    let (isTaken, count) = taken.withLock { ($0.insert(seat).inserted, $0.count) }
    metrics.socketsAreOpen(count)
    return isTaken
  }

  /// Gives a seat up.
  func leave(_ seat: MediaSeat) {
    let count = taken.withLock { taken in
      taken.remove(seat)
      return taken.count
    }
    metrics.socketsAreOpen(count)
  }

  /// Gets the audio of a call.
  func stream(
    _ options: StreamingOptions,
    at seat: MediaSeat,
    _ headers: HTTPHeaders
  ) -> any WebSocketReceiver {
    StreamReceiver(options, at: seat, of: self, headers)
  }

  /// Gets what is said in a call.
  func transcript(to signal: String, at seat: MediaSeat) -> any WebSocketReceiver {
    TranscriptReceiver(signal, at: seat, of: self)
  }

  /// Begins to tell the lines of a transcription.
  func begin(_ transcript: TranscriptReceiver) { opened.yield(transcript) }
}
