package import CallModel
package import FlowRuntime
internal import GRDB

/// A journal that is looked into by somebody who does not hold it, whether a server does or not.
///
/// It is read a little at a time, so that a server that holds it is not kept from folding its
/// write-ahead log into the file.
package struct JournalReader: Sendable {
  let database: DatabaseQueue

  /// Opens a journal that is there; never makes or changes one.
  package init(path: String) throws(JournalError) {
    try checkJournal(at: path)
    database = try translatingErrors { try openToRead(path) }
  }

  /// The calls that began last, the last one first, at most so many; only those whose flow's version
  /// begins so.
  package func outlines(
    versionPrefix prefix: String = "",
    limit: Int
  ) throws(JournalError) -> [CallOutline] {
    try read { try CallOutline.fetchAll(versionPrefix: prefix, limit: limit, from: $0) }
  }

  /// What is stored of a call; nil for a call that never was.
  package func call(_ id: CallID) throws(JournalError) -> StoredCall? {
    guard case .call(let call)? = try read({ try FoundCall.fetch(id, from: $0) }) else {
      return nil
    }
    return call
  }

  /// The call that a recording was of; nil for a recording nobody noted.
  package func call(ofRecording id: RecordingID) throws(JournalError) -> CallID? {
    try read { try CallID.fetch(ofRecording: id, from: $0) }
  }

  /// The recordings that a call had, whether their files are known or not.
  package func recordings(of id: CallID) throws(JournalError) -> [RecordingID] {
    let sql = "SELECT id FROM recording WHERE call_id = ? ORDER BY id"
    return try read {
      try String.fetchAll($0, sql: sql, arguments: [id.rawValue]).map { RecordingID($0) }
    }
  }

  /// What happened to a call, in order.
  package func entries(of id: CallID) throws(JournalError) -> [EntryRow] {
    try read { try EntryRow.fetchAll(of: id, from: $0) }
  }

  /// Calls in the order they were stored, some at a time, the first after the place that the ones
  /// before ended at; none where there are no more.
  package func calls(after place: Place = .beginning) throws(JournalError) -> CallPage {
    let rows = try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT * FROM call WHERE number > ? ORDER BY number LIMIT ?",
        arguments: [place.number, pageCalls]
      )
      .map { (number: $0["number"] as Int64, outline: CallOutline($0)) }
    }
    return CallPage(
      outlines: rows.map(\.outline),
      end: Place(number: rows.last?.number ?? place.number)
    )
  }

  /// The calls whose digests begin so, the last begun first, at most so many.
  ///
  /// Digests are not stored: all ids are looked at, a million of them in about a second.
  package func outlines(
    digestPrefix prefix: String,
    limit: Int
  ) throws(JournalError) -> [CallOutline] {
    try read { try CallOutline.fetchAll(digestPrefix: prefix, limit: limit, from: $0) }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(JournalError) -> Value {
    try translatingErrors { try database.read(body) }
  }

  /// A place in the order of calls.
  package struct Place: Sendable {
    let number: Int64

    /// Before the first.
    package static let beginning = Place(number: 0)
  }

  /// Calls that are next to one another.
  package struct CallPage: Sendable {
    /// The calls.
    package let outlines: [CallOutline]
    /// Where they end.
    package let end: Place
  }
}

/// Calls that are read at once.
private let pageCalls = 500
