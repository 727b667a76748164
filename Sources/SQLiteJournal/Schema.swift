internal import FlowRuntime
internal import GRDB

/// Marks a database as a journal of this program (`PRAGMA application_id`): "flow" in ASCII.
///
/// `PRAGMA user_version` counts how often it was opened to be written (`Tenure`).
let applicationID = 0x666C_6F77

/// The journal's tables; a step that was released is never changed, only followed by another.
let migrator: DatabaseMigrator = {
  var migrator = DatabaseMigrator()
  migrator.registerMigration("5") { database in
    try database.execute(sql: firstSchema)
  }
  return migrator
}()

/// The steps that versions before the first release began with: JSON, and a row for each timer and
/// each thing that is to be sent; then states and sensitive values in clear.
private let unreleasedSchemas: Set<String> = ["1", "2", "3", "4"]

/// Checks that what is stored is in a form that is read here, without changing anything.
func checkFormat(of database: Database, at path: String) throws {
  guard try migrator.appliedIdentifiers(database, isDisjointWith: unreleasedSchemas) else {
    throw JournalError.olderFormat(path: path)
  }
  guard try !migrator.hasBeenSuperseded(database) else {
    throw JournalError.newerFormat(path: path)
  }
}

extension DatabaseMigrator {
  fileprivate func appliedIdentifiers(
    _ database: Database,
    isDisjointWith others: Set<String>
  ) throws -> Bool {
    try appliedIdentifiers(database).isDisjoint(with: others)
  }
}

/// The tables of a journal.
///
/// Times are milliseconds since 1970; `state`, `input`, `effects`, `call` of `scheduled` and `files`
/// are fields by tag after the number of their format (`FieldCoding`), `state` padded (`Padding`).
/// `state` of a call, and `call` of `scheduled`, are sealed under the call's row of `call_key`, if it
/// has one; without it nobody reads them again, so such a row is deleted as soon as nothing needs it.
///
/// An advance rewrites one row of `call`, in its place where its page has room, and appends to
/// `entry`: no index is touched. So `next_due`, which changes with most of them, has none, and a line
/// is found by the number of the one after it (`previous`, `last_entry`) and not by its call.
///
/// `recording` has the call that each recording was of: what is said of its files names no other. Of
/// a `flag` a change with a higher revision is newer, in whatever order they are written.
///
/// `is_erased` says that a call's entries and values are gone (`Erasing`), `end_reason` has what the
/// state said of its end. `call_ended` has the calls of which something is left to erase, and no
/// advance touches it but the one that closes a call.
private let firstSchema = """
  CREATE TABLE version (
    hash TEXT NOT NULL PRIMARY KEY,
    flow TEXT NOT NULL,
    environment TEXT,
    files BLOB NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE call (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version TEXT NOT NULL,
    flow TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    from_party TEXT NOT NULL,
    to_party TEXT NOT NULL,
    is_open INTEGER NOT NULL DEFAULT 1,
    end_manner TEXT,
    ended_at INTEGER,
    connection_id TEXT,
    revision INTEGER NOT NULL,
    next_due INTEGER,
    is_unsettled INTEGER NOT NULL,
    last_entry INTEGER,
    state BLOB NOT NULL,
    is_erased INTEGER NOT NULL DEFAULT 0,
    end_reason TEXT
  );
  CREATE INDEX call_open ON call (version) WHERE is_open = 1;
  CREATE INDEX call_started ON call (started_at);
  CREATE INDEX call_ended ON call (ended_at) WHERE is_open = 0 AND is_erased = 0;

  CREATE TABLE call_key (
    id TEXT NOT NULL PRIMARY KEY,
    key BLOB NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE entry (
    number INTEGER PRIMARY KEY,
    call INTEGER NOT NULL,
    previous INTEGER,
    sequence INTEGER NOT NULL,
    time INTEGER NOT NULL,
    input BLOB NOT NULL,
    effects BLOB NOT NULL
  );

  CREATE TABLE recording (
    id TEXT NOT NULL PRIMARY KEY,
    call_id TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE scheduled (
    id TEXT NOT NULL PRIMARY KEY,
    due INTEGER NOT NULL,
    call BLOB NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE flag (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB,
    revision INTEGER NOT NULL
  ) WITHOUT ROWID;
  """
