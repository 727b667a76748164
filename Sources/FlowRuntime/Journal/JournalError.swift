package import CallModel

/// Why the journal did not do what it was asked.
package enum JournalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no folder to put the file into.
  case directoryMissing(path: String)
  /// There is no such file to look into.
  case missing(path: String)
  /// The file may not be looked into.
  case notReadable(path: String, reason: String)
  /// The file, or its folder, may not be read and written.
  case notWritable(path: String, reason: String)
  /// The file is something else.
  case notADatabase(path: String)
  /// The file is a database, but not a journal.
  case foreignDatabase(path: String)
  /// A later version has written the file.
  case newerFormat(path: String)
  /// An earlier version has written the file, in a stored form that is not read any more.
  case olderFormat(path: String)
  /// Another process holds the journal.
  case heldByAnother(path: String)
  /// The disk is full.
  case diskFull
  /// The file is not the journal any more; nothing is stored before a restart.
  case lost(path: String, because: Loss)
  /// Somebody else has claimed the partition since, or nobody here ever has.
  case leaseLost(Partition)
  /// A call of that id is there already.
  case duplicateCall(CallID)
  /// There is no call of that id to go on with.
  case unknownCall(CallID)
  /// The call has had other advances than the one that is to be written follows on.
  case conflict(CallID)
  /// What is to be stored cannot be put into its stored form, or what is stored cannot be read.
  case unreadable(String)
  /// It is closed, or closing.
  case closed
  /// Anything else; the text is the store's own.
  case failed(String)

  /// How a journal that was open was lost.
  package enum Loss: Hashable, Sendable {
    /// The file, or its write-ahead log, was deleted, moved or replaced.
    case moved
    /// Another process has opened it, where locks are not seen or not kept.
    case taken
  }

  /// Whether the journal takes nothing from anybody, rather than one advance being at fault.
  package var isOutage: Bool {
    switch self {
    case .directoryMissing, .missing, .notReadable, .notWritable, .notADatabase, .foreignDatabase,
      .newerFormat, .olderFormat, .heldByAnother, .diskFull, .lost, .leaseLost, .failed:
      true
    case .duplicateCall, .unknownCall, .conflict, .unreadable, .closed: false
    }
  }

  /// What is wrong and what to do, for an operator.
  package var description: String {
    switch self {
    case .directoryMissing(let path):
      "the folder of `\(path)` does not exist; create it or name another file"
    case .missing(let path): "there is no file `\(path)`"
    case .notReadable(let path, let reason): "`\(path)` cannot be read: \(reason)"
    case .notWritable(let path, let reason):
      "`\(path)` cannot be opened for writing: \(reason)"
    case .notADatabase(let path):
      "`\(path)` is not a database; name another file"
    case .foreignDatabase(let path):
      "`\(path)` is a database of another program; name another file"
    case .newerFormat(let path):
      "`\(path)` was written by a later version of flowctl"
    case .olderFormat(let path):
      "`\(path)` holds calls as an earlier flowctl stored them, which this one cannot read; let that one end its calls, then name another file"
    case .heldByAnother(let path):
      "another process holds `\(path)`; one process serves a journal at a time"
    case .diskFull: "the disk is full"
    case .lost(let path, .moved):
      "`\(path)` was deleted, moved or replaced while it was open; nothing is stored before a restart"
    case .lost(let path, .taken):
      "another process has opened `\(path)`; nothing is stored here before a restart"
    case .leaseLost(let partition):
      "the calls of partition \(partition.number) are somebody else's now; nothing of them is stored here before a restart"
    case .duplicateCall(let id): "the call \(id.digest) is there already"
    case .unknownCall(let id): "the call \(id.digest) is not there"
    case .conflict(let id): "the call \(id.digest) has gone on without this process"
    case .unreadable(let reason): "the stored form cannot be read or written: \(reason)"
    case .closed: "the journal is closed"
    case .failed(let reason): reason
    }
  }
}
