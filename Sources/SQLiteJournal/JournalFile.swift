internal import FlowRuntime
internal import Foundation

/// The journal's file, held open and locked as long as the journal lives.
///
/// The lock is on the file itself (flock(2)), so that there is nothing beside it that could be
/// deleted or replaced; the system lets go of it when the process ends, however it ends. It does not
/// meet the locks SQLite takes on the same file, which are of another kind (POSIX advisory locks):
/// but closing any descriptor of a file drops those, so this one is closed after SQLite's own.
final class JournalFile: Sendable {
  /// The path, without links.
  let path: String
  /// Whether there was nothing in it when it was opened.
  let isNew: Bool
  private let descriptor: Int32

  /// Opens the file, making it where there is none, and takes the lock; a file that is not a journal
  /// is left as it is.
  init(at path: String) throws(JournalError) {
    self.path = path
    let descriptor = try openFile(path)
    do throws(JournalError) {
      // Looked at before anything is done to it, and again when nobody else can be writing it.
      _ = try FileHeader(of: descriptor, path: path)
      try lock(descriptor, path: path)
      guard FileIdentity(of: path) == FileIdentity(of: descriptor) else {
        throw .notWritable(path: path, reason: "it was replaced while it was opened")
      }
      isNew = try FileHeader(of: descriptor, path: path) == .empty
      try closeToOthers(descriptor, path: path)
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }
}

/// Opens a file that is there, or makes one that only its owner may read.
private func openFile(_ path: String) throws(JournalError) -> Int32 {
  // Not waiting is for pipes, whose opening would wait for somebody at the other end.
  var descriptor = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
  if descriptor < 0, errno == ENOENT {
    descriptor = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_CREAT, ownerOnly)
  }
  guard descriptor >= 0 else { throw .notWritable(path: path, reason: lastSystemError()) }
  return descriptor
}

/// Checks that there is a journal at a path, without changing anything.
func checkJournal(at path: String) throws(JournalError) {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else {
    guard errno != ENOENT else { throw .missing(path: path) }
    throw .notReadable(path: path, reason: lastSystemError())
  }
  defer { close(descriptor) }
  guard try FileHeader(of: descriptor, path: path) == .journal else {
    throw .notADatabase(path: path)
  }
}

private func lock(_ descriptor: Int32, path: String) throws(JournalError) {
  guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return }
  guard errno == EWOULDBLOCK else { throw .notWritable(path: path, reason: lastSystemError()) }
  throw .heldByAnother(path: path)
}

/// Takes the rights of group and others to the file and to what SQLite keeps beside it.
///
/// There are phone numbers in it, and what callers said. What SQLite makes anew beside it has the
/// file's own rights.
private func closeToOthers(_ descriptor: Int32, path: String) throws(JournalError) {
  guard fchmod(descriptor, ownerOnly) == 0 else {
    throw .notWritable(path: path, reason: lastSystemError())
  }
  for name in FileIdentity.companions(of: path) where chmod(name, ownerOnly) != 0 {
    guard errno == ENOENT else { throw .notWritable(path: name, reason: lastSystemError()) }
  }
}

/// The rights of a file that nobody but its owner may use.
let ownerOnly: mode_t = 0o600

/// The system's words for its last error.
func lastSystemError() -> String { String(cString: strerror(errno)).lowercased() }

/// What the first bytes of a file say it is.
enum FileHeader: Hashable {
  /// Nothing yet.
  case empty
  /// A journal.
  case journal

  /// Looks at the bytes and nothing else: SQLite itself would leave files beside a database by only
  /// looking into it (https://sqlite.org/fileformat2.html, 1.3, "The Database Header").
  init(of descriptor: Int32, path: String) throws(JournalError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .notWritable(path: path, reason: lastSystemError())
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .notWritable(path: path, reason: "it is not a file")
    }
    guard status.st_size > 0 else {
      self = .empty
      return
    }
    var header = [UInt8](repeating: 0, count: 100)
    guard pread(descriptor, &header, header.count, 0) == header.count,
      header.starts(with: "SQLite format 3\0".utf8)
    else { throw .notADatabase(path: path) }
    let owner = header[68..<72].reduce(0) { $0 << 8 | Int($1) }
    guard owner == applicationID else { throw .foreignDatabase(path: path) }
    self = .journal
  }
}

/// Which file it is, whatever its name.
struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let number: UInt64

  /// The file a path leads to now; nil where it leads to none.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The file that is open.
  init?(of descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }

  /// What SQLite keeps beside a database in WAL mode.
  static func companions(of path: String) -> [String] { ["\(path)-wal", "\(path)-shm"] }
}
