package import CallModel
package import FlowRuntime
internal import GRDB

/// A journal that is looked into by somebody who does not hold it, whether a server does or not.
package struct JournalReader: Sendable {
  private let database: DatabaseQueue

  /// Opens a journal that is there; never makes or changes one.
  package init(path: String) throws(JournalError) {
    try checkJournal(at: path)
    database = try translatingErrors { try openToRead(path) }
  }

  /// The calls that began last, the last one first, at most so many.
  package func outlines(limit: Int) throws(JournalError) -> [CallOutline] {
    try translatingErrors { try database.read { try CallOutline.fetchAll(limit: limit, from: $0) } }
  }

  /// What is stored of a call; nil for a call that never was.
  package func call(_ id: CallID) throws(JournalError) -> StoredCall? {
    guard
      case .call(let call)? = try translatingErrors({
        try database.read { try FoundCall.fetch(id, from: $0) }
      })
    else { return nil }
    return call
  }

  /// What happened to a call, in order.
  package func entries(of id: CallID) throws(JournalError) -> [EntryRow] {
    try translatingErrors { try database.read { try EntryRow.fetchAll(of: id, from: $0) } }
  }

  /// The calls whose digests begin so, the last begun first, at most so many.
  ///
  /// Digests are not stored: all ids are looked at, a million of them in about a second.
  package func outlines(
    digestPrefix prefix: String,
    limit: Int
  ) throws(JournalError) -> [CallOutline] {
    try translatingErrors {
      try database.read { database in
        var found: [CallOutline] = []
        let calls = try Row.fetchCursor(
          database,
          sql: "SELECT * FROM call ORDER BY started_at DESC, id DESC"
        )
        while found.count < limit, let row = try calls.next() {
          let id = CallID(row["id"] as String)
          if id.digest.hasPrefix(prefix) { found.append(CallOutline(row)) }
        }
        return found
      }
    }
  }
}
