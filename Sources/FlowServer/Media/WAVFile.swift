internal import Foundation

/// A WAV file that grows: one channel, 16 bits a sample.
///
/// It is whole after each time it grows, whatever happens to the process then.
struct WAVFile {
  /// Where it is.
  let path: String
  private let rate: Int
  private var bytes = 0

  /// Why a file is not written.
  struct Failure: Error, CustomStringConvertible {
    let description: String

    init() {
      description = String(cString: strerror(errno))
    }
  }

  /// Makes a file of that name, which only its owner may read; the next number is added where there
  /// is one already.
  init(_ name: String, in folder: String, rate: Int) throws(Failure) {
    self.rate = rate
    var number = 1
    while true {
      let path = folder + "/" + name + (number == 1 ? "" : "-\(number)") + ".wav"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if descriptor >= 0 {
        self.path = path
        close(descriptor)
        break
      }
      guard errno == EEXIST, number < 10_000 else { throw Failure() }
      number += 1
    }
    try write([], at: 0)
  }

  /// Writes samples so many bytes after the first, silence where it had none before; nothing where
  /// the file would be longer than its form can tell.
  mutating func write(_ samples: [UInt8], at start: Int) throws(Failure) {
    guard start + samples.count < Int(UInt32.max) - 44 else { return }
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure() }
    defer { close(descriptor) }
    try put(samples, at: 44 + start, into: descriptor)
    bytes = max(bytes, start + samples.count)
    try put(header, at: 0, into: descriptor)
  }

  private func put(_ bytes: [UInt8], at offset: Int, into descriptor: Int32) throws(Failure) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        let rest = UnsafeRawBufferPointer(rebasing: $0[written...])
        return pwrite(descriptor, rest.baseAddress, rest.count, offset + written)
      }
      guard count > 0 else { throw Failure() }
      written += count
    }
  }

  private var header: [UInt8] { wavHeader(rate: rate, bytes: bytes) }
}

/// What stands before the samples of a WAV file with one channel and 16 bits a sample.
func wavHeader(rate: Int, bytes: Int) -> [UInt8] {
  /// A number in so many bytes, the lowest first.
  func number(_ value: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  let format = number(1, 2) + number(1, 2) + number(rate, 4) + number(rate * 2, 4)
  return Array("RIFF".utf8) + number(36 + bytes, 4) + Array("WAVEfmt ".utf8) + number(16, 4)
    + format + number(2, 2) + number(16, 2) + Array("data".utf8) + number(bytes, 4)
}
