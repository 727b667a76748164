package import CallEmulator
internal import Foundation

/// Somebody's voice, from a WAV file.
struct Voice {
  /// Nobody's.
  static let silent = Voice(samples: [])

  /// The samples that are left, 16 bits each, the lower byte first.
  private var samples: ArraySlice<UInt8>

  private init(samples: [UInt8]) {
    self.samples = samples[...]
  }

  /// Reads a file: one channel of 16 bits, in any number of samples a second.
  init(path: String, sampleRate: Int) throws(VoiceFailure) {
    let file = try WAV(Self.bytes(of: path))
    samples = resampled(file.samples, from: file.rate, to: sampleRate)[...]
  }

  private static let mostBytes = 64 << 20

  /// The file's bytes; one that is a pipe or a device would be waited for.
  private static func bytes(of path: String) throws(VoiceFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable() }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable() }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw VoiceFailure(description: "it is not a file")
    }
    guard status.st_size <= mostBytes else {
      throw VoiceFailure(description: "it is larger than \(mostBytes >> 20) MiB")
    }
    do {
      return Array(try file.read(upToCount: mostBytes) ?? Data())
    } catch {
      throw .unreadable()
    }
  }

  /// The next samples, filled up with silence; nil once the voice is over.
  mutating func next(_ bytes: Int) -> [UInt8]? {
    guard !samples.isEmpty else { return nil }
    let piece = samples.prefix(bytes)
    samples = samples.dropFirst(bytes)
    return piece + [UInt8](repeating: 0, count: bytes - piece.count)
  }
}

extension VoiceFailure {
  /// In the system's words for its last error.
  fileprivate static func unreadable() -> VoiceFailure {
    VoiceFailure(description: "it cannot be read: \(String(cString: strerror(errno)).lowercased())")
  }
}

/// Why a file is no voice for a caller's script; nil where it is one.
package func voiceFailure(of path: String) -> VoiceFailure? {
  do throws(VoiceFailure) {
    _ = try Voice(path: path, sampleRate: 16_000)
    return nil
  } catch {
    return error
  }
}

/// What a WAV file holds, so far as it is a voice.
private struct WAV {
  var rate = 0
  var samples: ArraySlice<UInt8> = []

  init(_ bytes: [UInt8]) throws(VoiceFailure) {
    func number(_ offset: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    func word(_ offset: Int) -> String {
      String(decoding: bytes[offset..<(offset + 4)], as: UTF8.self)
    }
    guard bytes.count >= 12, word(0) == "RIFF", word(8) == "WAVE" else {
      throw VoiceFailure(description: "it is no WAV file")
    }
    var offset = 12
    var isVoice = false
    while bytes.count - offset >= 8 {
      let (name, told) = (word(offset), number(offset + 4, 4))
      let start = offset + 8
      // A file that is still written may tell more than it has.
      let length = min(told, bytes.count - start)
      if name == "fmt ", length >= 16 {
        rate = number(start + 4, 4)
        let isPCM = [1, 0xFFFE].contains(number(start, 2))
        isVoice = isPCM && number(start + 2, 2) == 1 && number(start + 14, 2) == 16
      } else if name == "data" {
        samples = bytes[start..<(start + length / 2 * 2)]
      }
      offset = start + length + length % 2
    }
    guard isVoice, (1000...192_000).contains(rate) else {
      throw VoiceFailure(description: "it is not one channel of 16 bits")
    }
  }
}

/// The same in another number of samples a second, each the nearest.
private func resampled(_ bytes: ArraySlice<UInt8>, from: Int, to: Int) -> [UInt8] {
  guard from != to else { return Array(bytes) }
  let count = bytes.count / 2 * to / from
  return (0..<count).flatMap { index -> [UInt8] in
    let place = bytes.startIndex + index * from / to * 2
    return [bytes[place], bytes[place + 1]]
  }
}
