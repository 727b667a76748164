internal import Foundation

/// One voice of a stream that is kept: its file, and what is not in it yet.
struct KeptVoice {
  /// Samples that follow each other without a gap.
  private struct Piece {
    let start: Int
    var bytes: [UInt8]
  }

  private let rate: Int
  private var file: WAVFile?
  private var waiting: [Piece] = []
  /// How many frames wait to be written.
  private(set) var waitingFrames = 0
  /// Where the next sample goes if nothing is missing, in bytes.
  private var end = 0

  /// Makes a voice of so many samples a second, 16 bits each.
  init(rate: Int) {
    self.rate = rate
  }

  /// The last part of its file's path; nil before there is one.
  var fileName: String? { file.map { ($0.path as NSString).lastPathComponent } }

  /// Takes samples that belong so many milliseconds after the stream's first; right after the last
  /// where that is not known, is past, or is but a little later.
  mutating func add(_ samples: [UInt8], at place: Int?) {
    let lag = place.map { $0 - end / 2 * 1000 / rate } ?? 0
    if lag > MediaServerLimits.lagMilliseconds, let place {
      end = place * rate / 1000 * 2
      waiting.append(Piece(start: end, bytes: samples))
    } else if waiting.isEmpty {
      waiting.append(Piece(start: end, bytes: samples))
    } else {
      waiting[waiting.count - 1].bytes += samples
    }
    end += samples.count
    waitingFrames += 1
  }

  /// Writes what waits to its file, which it makes at first; what cannot be written is lost.
  mutating func store(as name: String, in folder: String) throws(WAVFile.Failure) {
    guard !waiting.isEmpty else { return }
    let pieces = waiting
    waiting = []
    waitingFrames = 0
    if file == nil { file = try WAVFile(name, in: folder, rate: rate) }
    for piece in pieces { try file?.write(piece.bytes, at: piece.start) }
  }
}
