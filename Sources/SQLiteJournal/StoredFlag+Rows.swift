internal import FlowRuntime
internal import Foundation
internal import GRDB

extension StoredFlag {
  /// Writes the flag, unless a newer change of it is there.
  func write(to database: Database) throws {
    let sql = """
      INSERT INTO flag (name, value, revision) VALUES (?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value, revision = excluded.revision
        WHERE excluded.revision > revision
      """
    let statement = try database.cachedStatement(sql: sql)
    try statement.execute(arguments: [name, value, revision])
  }

  /// Reads all flags.
  static func fetchAll(from database: Database) throws -> [StoredFlag] {
    try Row.fetchAll(database, sql: "SELECT name, value, revision FROM flag").map { row in
      StoredFlag(name: row["name"], value: row["value"] as Data?, revision: row["revision"])
    }
  }
}
