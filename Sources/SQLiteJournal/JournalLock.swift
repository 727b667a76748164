internal import FlowRuntime
internal import Foundation

/// A lock on a file beside the journal, which the system lets go of when the process ends, however
/// it ends.
///
/// It is not on the database itself: closing any descriptor of that file would drop SQLite's own
/// locks (POSIX advisory locks).
final class JournalLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock, or says who else may have it.
  init(for path: String) throws(JournalError) {
    let descriptor = open("\(path)-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .notWritable(path: path, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isHeld = errno == EWOULDBLOCK
      let reason = String(cString: strerror(errno))
      Foundation.close(descriptor)
      throw isHeld ? .heldByAnother(path: path) : .notWritable(path: path, reason: reason)
    }
    self.descriptor = descriptor
  }

  deinit {
    Foundation.close(descriptor)
  }
}
