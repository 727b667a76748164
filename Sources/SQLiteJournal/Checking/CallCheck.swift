internal import CallDispatch
internal import CallModel
internal import Cryptography
internal import FlowEngine
internal import FlowRuntime
internal import Foundation
internal import GRDB

extension JournalReader {
  /// Looks at each call with its lines, and notes the lines that are reached from a call.
  func checkCalls(
    _ report: inout JournalReport,
    reaching reached: inout NumberSet
  ) throws(JournalError) {
    var place = Place.beginning
    while true {
      let rows = try read { database in
        let rows = try Row.fetchAll(
          database,
          sql: """
            SELECT * FROM call LEFT JOIN call_key USING (id)
            WHERE number > ? ORDER BY number LIMIT ?
            """,
          arguments: [place.number, callsAtOnce]
        )
        for row in rows {
          var check = CallCheck(row)
          try check.run(in: database)
          report.calls += 1
          report.entries += check.reached.count
          for number in check.reached { reached.insert(number) }
          for problem in check.problems { report.note(.call(check.id), problem) }
        }
        return rows
      }
      guard let last = rows.last else { return }
      place = Place(number: last["number"])
    }
  }

  /// Looks for lines that no call leads to, among those that were there when the calls were looked
  /// at; what has been erased or added since is none of them.
  func checkEntries(
    upTo last: Int64,
    but reached: NumberSet,
    _ report: inout JournalReport
  ) throws(JournalError) {
    var number: Int64 = .min
    while number < last {
      let numbers = try read { database in
        let rows = try Row.fetchAll(
          database,
          sql: "SELECT number, call FROM entry WHERE number > ? ORDER BY number LIMIT ?",
          arguments: [number, entriesAtOnce]
        )
        for row in rows {
          let number: Int64 = row["number"]
          guard number <= last, !reached.contains(number),
            try !isReached(number, from: row["call"], in: database)
          else { continue }
          report.note(.entry(number), "no call leads to it")
        }
        return rows.map { $0["number"] as Int64 }
      }
      guard let end = numbers.last else { return }
      number = end
    }
  }
}

/// Calls, and lines of calls, that are looked at in one transaction.
private let callsAtOnce = 200
private let entriesAtOnce = 5_000

/// Whether a line is one of a call's as they are now.
private func isReached(_ number: Int64, from call: Int64, in database: Database) throws -> Bool {
  let row = try Row.fetchOne(
    database,
    sql: "SELECT * FROM call LEFT JOIN call_key USING (id) WHERE number = ?",
    arguments: [call]
  )
  guard let row else { return false }
  var check = CallCheck(row)
  try check.run(in: database)
  return check.reached.contains(number)
}

/// What is wrong with one call.
private struct CallCheck {
  private let row: Row
  private let outline: CallOutline
  /// The numbers of its lines, the last one first.
  private(set) var reached: [Int64] = []
  /// What is wrong.
  private(set) var problems: [String] = []

  var id: CallID { outline.id }
  private var isErased: Bool { row["is_erased"] }

  init(_ row: Row) {
    self.row = row
    outline = CallOutline(row)
  }

  mutating func run(in database: Database) throws {
    checkRow()
    try checkVersion(in: database)
    let count = try followLines(in: database)
    try checkState(lines: count, in: database)
  }

  private mutating func expect(_ isRight: Bool, _ problem: @autoclosure () -> String) {
    if !isRight { problems.append(problem()) }
  }

  private mutating func checkRow() {
    let isOpen: Bool = row["is_open"]
    let hasManner = (row["end_manner"] as String?) != nil
    let revision: Int = row["revision"]
    expect(id.isWellFormed, "its id is none")
    expect(revision >= 1, "it has had \(revision) advances")
    expect(hasManner == ((row["ended_at"] as Int64?) != nil), "its end is half noted")
    expect(isOpen || hasManner, "it is closed and has not ended")
    expect(!isErased || !isOpen, "it is erased and open")
    expect(!isErased || (row["last_entry"] as Int64?) == nil, "it is erased and has entries")
    expect(
      !isOpen || !hasManner || row["is_unsettled"],
      "it has ended, nothing is open, and it is not closed"
    )
  }

  private mutating func checkVersion(in database: Database) throws {
    let sql = "SELECT 1 FROM version WHERE hash = ? AND flow = ?"
    let statement = try database.cachedStatement(sql: sql)
    let isKept =
      try Int.fetchOne(statement, arguments: [outline.version.rawValue, outline.flow]) != nil
    expect(!(row["is_open"] as Bool) || isKept, "the version it keeps is not there")
  }

  /// Follows the lines from the last one back, and returns their number; nil where they break off.
  private mutating func followLines(in database: Database) throws -> Int? {
    let sql = "SELECT * FROM entry WHERE number = ?"
    let statement = try database.cachedStatement(sql: sql)
    var next: Int64? = row["last_entry"]
    var sequence: Int?
    while let number = next {
      guard let line = try Row.fetchOne(statement, arguments: [number]) else {
        problems.append("its entry \(number) is missing")
        return nil
      }
      guard line["call"] == row["number"] as Int64 else {
        problems.append("its entry \(number) is another call's")
        return nil
      }
      reached.append(number)
      let entry = EntryRow(line)
      sequence = sequence.map { $0 - 1 } ?? entry.sequence
      expect(entry.sequence == sequence, "its entry \(number) is not number \(sequence ?? 0)")
      checkContent(of: entry, number: number)
      next = line["previous"]
      guard next ?? .min < number else {
        problems.append("its entry \(number) follows a later one")
        return nil
      }
    }
    expect(sequence ?? 1 == 1, "its first entry is number \(sequence ?? 0)")
    return reached.count
  }

  private mutating func checkContent(of entry: EntryRow, number: Int64) {
    do throws(JournalError) {
      let content = try JournalEntry(entry)
      expect(content.input.time == entry.time, "its entry \(number) is of another time")
    } catch {
      problems.append("its entry \(number): \(error)")
    }
  }

  private mutating func checkState(lines: Int?, in database: Database) throws {
    let key = SealingKey(row)
    expect((row["key"] as Data?) == nil || key != nil, "its key is none")
    let state: StoredState
    do throws(JournalError) {
      state = try StoredForm.decode(
        from: Padding.strip(row["state"]),
        under: key,
        of: id,
        revision: row["revision"]
      )
    } catch {
      let isKeyMissing = key == nil && row["is_open"]
      problems.append(isKeyMissing ? "it has no key that opens its state" : "its state: \(error)")
      return
    }
    expect(
      (key != nil) == state.isToBeSealed,
      key == nil ? "its state is in clear" : "it has a key"
    )
    expect(
      state.outbox.nextDue?.milliseconds == row["next_due"] as Int64?,
      "its first timer is not when its row says"
    )
    expect(
      state.outbox.items.isEmpty != row["is_unsettled"] as Bool,
      "whether something of it is unanswered is not as its row says"
    )
    guard let machine = state.machine else { return }
    expect(!isErased, "it is erased and has a state")
    expect(machine.callID == id, "its state is another call's")
    expect(
      machine.connectionID == outline.connectionID,
      "its connection is not the one of its state"
    )
    expect(
      lines == nil || state.entryCount == lines,
      "it has \(lines ?? 0) entries, and its state says \(state.entryCount)"
    )
    for recording in machine.recordings {
      let sql = "SELECT 1 FROM recording WHERE id = ?"
      let statement = try database.cachedStatement(sql: sql)
      let isNoted = try Int.fetchOne(statement, arguments: [recording.rawValue]) != nil
      expect(isNoted, "its recording \(recording) leads to no call")
    }
  }
}
