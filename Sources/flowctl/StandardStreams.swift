import FlowRuntime
@preconcurrency import Foundation

/// Opens what of the three standard streams is closed, so that no file that is opened later takes its
/// number and has in it what is printed.
///
/// Whoever reads or writes there is refused, as with the closed one.
func occupyStandardStreams() {
  for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
    _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
  }
}

/// All of standard input, as far as a file may be large.
func standardInput() throws -> [UInt8] {
  try settled(readStandardInput(limit: InputLimits.bytes + 1), named: "standard input")
}

/// All of a file that the user named.
func contents(of path: String) throws -> [UInt8] {
  try settled(readFile(path, limit: InputLimits.bytes + 1), named: "`\(path)`")
}

private func settled(_ result: Result<[UInt8], FileFailure>, named name: String) throws -> [UInt8] {
  switch result {
  case .failure(let failure): throw Complaint("\(name) cannot be read: \(failure.reason)")
  case .success(let bytes) where bytes.count > InputLimits.bytes:
    throw Complaint("\(name) has more than \(InputLimits.bytes >> 20) MiB")
  case .success(let bytes): return bytes
  }
}

/// How much is read of what a user names.
enum InputLimits {
  /// Bytes of a file or of standard input: a report of 200,000 findings has fewer.
  static let bytes = 64 << 20
}

/// Writes a line to standard error, after all that was printed before.
func complain(_ text: String) {
  fflush(stdout)
  writeToStandardError(text + "\n")
}

/// Writes to standard error, in one piece if the system takes it; where it cannot be written, nobody
/// can be told.
func writeToStandardError(_ text: String) {
  _ = write(text, to: STDERR_FILENO)
}

/// Writes a text to what is open; false where not all of it is taken, for a reason that `errno` has.
func write(_ text: String, to descriptor: Int32) -> Bool {
  let bytes = Array(text.utf8)
  var written = 0
  while written < bytes.count {
    let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return false }
    written += count
  }
  return true
}

/// Sees to it that all that was printed is where it was to go, or says what kept it from there.
func settleStandardOutput() throws {
  let isWritten = fflush(stdout) == 0
  let reason = String(cString: strerror(errno)).lowercased()
  guard !isWritten || ferror(stdout) != 0 else { return }
  throw Complaint("standard output cannot be written\(isWritten ? "" : ": \(reason)")")
}
