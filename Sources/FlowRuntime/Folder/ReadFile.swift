internal import Foundation

/// Why a file cannot be read or written.
package struct FileFailure: Error, Hashable, Sendable {
  /// The system's words.
  package let reason: String

  /// Takes the system's words for what Foundation could not do; its own hide them.
  package init(of error: any Error) {
    if let failure = error as? FileFailure {
      self = failure
      return
    }
    let cause = (error as? CocoaError)?.underlying as? POSIXError
    reason =
      cause.map { String(cString: strerror($0.code.rawValue)).lowercased() }
      ?? error.localizedDescription
  }

  fileprivate init(reason: String) {
    self.reason = reason
  }

  /// Takes the system's last error.
  package static func last() -> FileFailure {
    FileFailure(reason: String(cString: strerror(errno)).lowercased())
  }
}

/// The first bytes of a file, as many as the limit; never waits for a pipe or a device.
///
/// It reads to the end whatever length the file says it has: those of the kernel say none, and
/// Foundation takes their first piece for the whole.
package func readFile(_ path: String, limit: Int) -> Result<[UInt8], FileFailure> {
  let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard descriptor >= 0 else { return .failure(.last()) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { return .failure(.last()) }
  guard status.st_mode & S_IFMT == S_IFREG else {
    return .failure(FileFailure(reason: "it is not a file"))
  }
  return readBytes(of: descriptor, limit: limit, expecting: Int(status.st_size))
}

/// The first bytes of standard input, as many as the limit; waits for them.
package func readStandardInput(limit: Int) -> Result<[UInt8], FileFailure> {
  readBytes(of: STDIN_FILENO, limit: limit, expecting: 0)
}

private func readBytes(
  of descriptor: Int32,
  limit: Int,
  expecting expected: Int
) -> Result<[UInt8], FileFailure> {
  var bytes: [UInt8] = []
  while bytes.count < limit {
    let capacity = min(max(expected, 4_096), limit - bytes.count)
    var count = 0
    let part = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
      count = read(descriptor, buffer.baseAddress, capacity)
      filled = max(0, count)
    }
    if count == 0 { break }
    if count < 0 {
      guard errno == EINTR else { return .failure(.last()) }
      continue
    }
    if bytes.isEmpty { bytes = part } else { bytes += part }
  }
  return .success(bytes)
}
