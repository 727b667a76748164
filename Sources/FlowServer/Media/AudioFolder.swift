internal import CallAutomation
internal import CallModel
internal import Cryptography
internal import FlowRuntime
internal import Foundation
internal import Logging
internal import Synchronization

/// Where the audio of calls is kept: a folder with a WAV file for each voice, written on a thread of
/// its own, so that a slow disk holds up no socket.
final class AudioFolder: Sendable {
  let path: String
  let logger: Logger
  let queue = DispatchQueue(label: "audio")

  init(_ path: String, logger: Logger) {
    self.path = path
    self.logger = logger
  }

  /// Who keeps a stream's audio.
  func saver(
    for seat: MediaSeat,
    _ format: StreamingOptions.Format,
    _ metrics: MediaMetrics
  ) -> AudioSaver {
    AudioSaver(seat, rate: format.rate, in: self, metrics)
  }

  /// Waits until what was handed over is written.
  func settle() async {
    await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
  }
}

/// Keeps the audio of one stream, each voice in a file of its own: `<call>-<who>.wav`, the call by
/// its digest.
///
/// All begin with the stream's first frame, and have silence where a voice sent nothing.
final class AudioSaver: Sendable {
  /// What waits for the disk.
  private struct Waiting {
    var messages: [[UInt8]] = []
    var times = 0
    var lost = 0
  }

  /// What the thread of the folder works with.
  private struct Files {
    var voices: [String: KeptVoice] = [:]
    var timeline = AudioTimeline()
    var rate: Int
    var unreadable = 0
    var lost = 0
    var hasFailed = false
  }

  private let seat: MediaSeat
  private let folder: AudioFolder
  private let metrics: MediaMetrics
  private let waiting = Mutex(Waiting())
  private let files: Mutex<Files>

  fileprivate init(_ seat: MediaSeat, rate: Int, in folder: AudioFolder, _ metrics: MediaMetrics) {
    self.seat = seat
    self.folder = folder
    self.metrics = metrics
    files = Mutex(Files(rate: rate))
  }

  /// Takes a frame; those of a second are written together.
  func add(_ message: [UInt8]) {
    let isSecond = waiting.withLock { waiting in
      waiting.messages.append(message)
      return waiting.messages.count >= MediaServerLimits.savedAtOnce
    }
    if isSecond { hand() }
  }

  /// Writes what is left.
  func finish() {
    hand()
    folder.queue.async { self.close() }
  }

  private func hand() {
    let messages = waiting.withLock { waiting -> [[UInt8]] in
      defer { waiting.messages = [] }
      guard waiting.times < MediaServerLimits.savesWaiting else {
        waiting.lost += waiting.messages.count
        return []
      }
      waiting.times += 1
      return waiting.messages
    }
    guard !messages.isEmpty else { return }
    folder.queue.async {
      self.write(messages)
      self.waiting.withLock { $0.times -= 1 }
    }
  }

  private func write(_ messages: [[UInt8]]) {
    files.withLock { files in
      for message in messages {
        do {
          switch try decodeMediaFrame(message) {
          case .audioMetadata(let metadata): files.rate = metadata.sampleRate
          case .audio(let frame):
            let who = frame.participant.map { fileName($0.rawID) } ?? "mixed"
            guard files.voices[who] != nil || files.voices.count < MediaServerLimits.voices else {
              files.lost += 1
              continue
            }
            let samples = try decodeBase64(frame.data)
            let place = files.timeline.place(of: frame.time)
            files.voices[who, default: KeptVoice(rate: files.rate)].add(samples, at: place)
          case .tone, .transcriptionMetadata, .transcript, .stopAudio, .unrecognized: break
          }
        } catch {
          files.unreadable += 1
        }
      }
      if files.voices.values.contains(where: { $0.fileName == nil }) { makeFolder() }
      for who in files.voices.keys.sorted() { store(who, of: &files) }
    }
  }

  private func store(_ who: String, of files: inout Files) {
    let frames = files.voices[who]?.waitingFrames ?? 0
    do throws(WAVFile.Failure) {
      try files.voices[who]?.store(as: "\(seat.call.digest)-\(who)", in: folder.path)
    } catch {
      files.lost += frames
      guard !files.hasFailed else { return }
      files.hasFailed = true
      var metadata: Logger.Metadata = .call(seat.call, seat.flow)
      metadata["folder"] = "\(folder.path)"
      metadata["reason"] = "\(error)"
      folder.logger.error("the call's audio cannot be kept", metadata: metadata)
    }
  }

  /// What comes of it shows where the first file is made.
  private func makeFolder() {
    try? FileManager.default.createDirectory(
      atPath: folder.path,
      withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700]
    )
  }

  private func close() {
    let lost = waiting.withLock { $0.lost }
    files.withLock { files in
      metrics.framesWereUnreadable(files.unreadable)
      metrics.framesWereLost(lost + files.lost, at: .file)
      guard !files.voices.isEmpty || lost > 0 || files.unreadable > 0 else { return }
      let names = files.voices.values.compactMap(\.fileName).sorted()
      var metadata: Logger.Metadata = .call(seat.call, seat.flow)
      metadata["files"] = "\(names.joined(separator: " "))"
      metadata["lost"] = .number(lost)
      metadata["unreadable"] = .number(files.unreadable)
      folder.logger.log(
        level: lost == 0 && files.unreadable == 0 ? .info : .warning,
        "the call's audio is kept",
        metadata: metadata
      )
    }
  }
}

/// A raw id as it can stand in the name of a file: letters, digits, `+` and `-`; nothing that leads
/// elsewhere.
private func fileName(_ rawID: String) -> String {
  String(
    rawID.unicodeScalars.prefix(80).map { scalar -> Character in
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      return isPlain || scalar == "+" || scalar == "-" ? Character(scalar) : "_"
    }
  )
}

extension StreamingOptions.Format {
  /// Samples in a second.
  fileprivate var rate: Int {
    switch self {
    case .pcm16KMono: 16_000
    case .pcm24KMono: 24_000
    }
  }
}
