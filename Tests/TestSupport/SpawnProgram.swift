package import Foundation
import Glibc
import Synchronization

/// Starts a program, found as a shell finds it, and returns its id; who starts it waits for its end.
///
/// Its streams are descriptors of the caller's, or `/dev/null`. It inherits nothing else: neither
/// another child's output, whose end would never come, nor the listening socket of another test, nor
/// that signals are held back, as they are on the threads that tests run on.
package func spawnProgram(
  _ path: String,
  _ arguments: [String],
  environment: [String: String] = ProcessInfo.processInfo.environment,
  input: Int32? = nil,
  output: Int32? = nil,
  errors: Int32? = nil
) throws -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for (stream, descriptor) in [input, output, errors].enumerated() {
    let stream = Int32(stream)
    if let descriptor {
      posix_spawn_file_actions_adddup2(&actions, descriptor, stream)
    } else {
      posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0)
    }
  }
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var heldBack = sigset_t()
  sigemptyset(&heldBack)
  posix_spawnattr_setsigmask(&attributes, &heldBack)
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
  var words = ([path] + arguments).map { strdup($0) } + [nil]
  var settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
  defer { for text in words + settings { free(text) } }
  var identifier: pid_t = 0
  let code = try starting.withLock { _ in
    for descriptor in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
      if let number = Int32(descriptor), number > 2 { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
    }
    return posix_spawnp(&identifier, path, &actions, &attributes, &words, &settings)
  }
  guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
  return identifier
}

/// One is started at a time.
private let starting = Mutex(())
