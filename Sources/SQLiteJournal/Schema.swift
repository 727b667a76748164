internal import FlowRuntime
internal import GRDB

/// Marks a database as a journal of this program (`PRAGMA application_id`): "flow" in ASCII.
///
/// `PRAGMA user_version` counts how often it was opened to be written (`Tenure`).
let applicationID = 0x666C_6F77

/// The journal's tables; a step that was released is never changed, only followed by another.
let migrator: DatabaseMigrator = {
  var migrator = DatabaseMigrator()
  migrator.registerMigration("2") { database in
    try database.execute(sql: firstSchema)
  }
  migrator.registerMigration("recordings") { database in
    try database.execute(sql: recordingSchema)
  }
  migrator.registerMigration("scheduled") { database in
    try database.execute(sql: scheduledSchema)
  }
  migrator.registerMigration("flags") { database in
    try database.execute(sql: flagSchema)
  }
  return migrator
}()

/// The step that earlier versions began with: the same tables, with JSON in them.
private let jsonSchema = "1"

/// Checks that what is stored is in a form that is read here, without changing anything.
func checkFormat(of database: Database, at path: String) throws {
  guard try !migrator.appliedIdentifiers(database).contains(jsonSchema) else {
    throw JournalError.olderFormat(path: path)
  }
  guard try !migrator.hasBeenSuperseded(database) else {
    throw JournalError.newerFormat(path: path)
  }
}

/// Times are milliseconds since 1970; `state`, `effect`, `input`, `effects` and `files` are fields
/// by tag after the number of their format (`FieldCoding`).
private let firstSchema = """
  CREATE TABLE version (
    hash TEXT NOT NULL PRIMARY KEY,
    flow TEXT NOT NULL,
    environment TEXT,
    files BLOB NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE call (
    id TEXT NOT NULL PRIMARY KEY,
    version TEXT NOT NULL,
    flow TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    from_party TEXT NOT NULL,
    to_party TEXT NOT NULL,
    connection_id TEXT,
    state BLOB NOT NULL,
    entry_count INTEGER NOT NULL DEFAULT 0,
    last_position INTEGER NOT NULL DEFAULT 0,
    end_manner TEXT,
    ended_at INTEGER
  );
  CREATE INDEX call_open ON call (version) WHERE end_manner IS NULL;
  CREATE INDEX call_started ON call (started_at);

  CREATE TABLE outbox (
    call_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    effect BLOB NOT NULL,
    PRIMARY KEY (call_id, position)
  ) WITHOUT ROWID;

  CREATE TABLE timer (
    call_id TEXT NOT NULL,
    id TEXT NOT NULL,
    due INTEGER NOT NULL,
    PRIMARY KEY (call_id, id)
  ) WITHOUT ROWID;
  CREATE INDEX timer_due ON timer (due);

  CREATE TABLE entry (
    call_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    time INTEGER NOT NULL,
    input BLOB NOT NULL,
    effects BLOB NOT NULL,
    PRIMARY KEY (call_id, sequence)
  ) WITHOUT ROWID;
  """

/// The call that each recording was of: what is said of its files names no other.
private let recordingSchema = """
  CREATE TABLE recording (
    id TEXT NOT NULL PRIMARY KEY,
    call_id TEXT NOT NULL
  ) WITHOUT ROWID;
  """

/// The calls that are to begin later; each has a row in `timer` too.
private let scheduledSchema = """
  CREATE TABLE scheduled (
    id TEXT NOT NULL PRIMARY KEY,
    due INTEGER NOT NULL,
    call BLOB NOT NULL
  ) WITHOUT ROWID;
  """

/// The values that operators have given flags; none for one that is what its flows say again.
///
/// A change with a higher revision is newer, in whatever order they are written.
private let flagSchema = """
  CREATE TABLE flag (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB,
    revision INTEGER NOT NULL
  ) WITHOUT ROWID;
  """
