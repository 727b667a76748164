package import CallModel
package import Cryptography
package import FlowEngine
package import Foundation

/// One step of a call's life, committed whole: what came in, and the state it led to
/// (SEMANTICS.md 1.3).
package struct CallAdvance: Hashable, Sendable {
  /// The call.
  package let callID: CallID
  /// How many advances the call had before: 0 for its first.
  ///
  /// A journal rejects an advance that does not follow on what it has.
  package let revision: Int
  /// What the call began with; only in its first advance.
  package var creation: CallCreation?
  /// All that is needed to go on with the call, in its stored form (`StoredState`), sealed under its
  /// key if it has one.
  package var state = Data()
  /// Another key, or none, from here on; nil where it stays as it is.
  package var key: KeyChange?
  /// When the call's first timer is due; nil where it has none.
  package var nextDue: Timestamp?
  /// Whether something that it has asked for is not answered.
  package var isUnsettled = false
  /// The service's id of our leg, or nil where it is not known or did not change.
  package var connectionID: CallConnectionID?
  /// What is noted in the call's journal.
  package var entries: [EntryRow] = []
  /// Recordings of the call whose ids became known; the journal keeps them for as long as the call.
  package var recordings: [RecordingID] = []
  /// Calls that are to begin later.
  package var scheduled: [ScheduledRow] = []
  /// That the call, which was to begin later, begins now or never does: it is scheduled no more.
  package var isUnscheduled = false
  /// That the call ended, and how; only in the advance that ends it.
  package var end: CallEnd?
  /// Whether nothing of the call is left to do after this.
  package var isLast = false

  /// Makes an advance after so many others.
  package init(callID: CallID, revision: Int) {
    self.callID = callID
    self.revision = revision
  }

  /// Whether the call never begins: there is no row of it to change.
  package var onlyUnschedules: Bool { isUnscheduled && creation == nil }
}

/// What becomes of the key of a call.
package enum KeyChange: Hashable, Sendable {
  /// It is this one; one of before is forgotten.
  case drawn(SealingKey)
  /// It is forgotten: nothing is sealed any more.
  case forgotten
}

/// What a call began with.
package struct CallCreation: Hashable, Sendable {
  /// The version the call keeps.
  package let version: StoredVersion
  /// When it began.
  package let startedAt: Timestamp
  /// The raw id of who calls.
  package let from: String
  /// The raw id of who is called.
  package let to: String

  /// Makes a creation.
  package init(version: StoredVersion, startedAt: Timestamp, from: String, to: String) {
    self.version = version
    self.startedAt = startedAt
    self.from = from
    self.to = to
  }
}

/// That a call needs nothing any more.
package struct CallEnd: Hashable, Sendable {
  /// How it came to that.
  package enum Manner: String, Hashable, Sendable, CaseIterable {
    /// The machine was done.
    case over
    /// It rang too long ago to be run (SEMANTICS.md, rule 19).
    case abandoned
    /// Its stored state or its version could not be read any more (SEMANTICS.md, rule 7).
    case faulted
  }

  /// How.
  package let manner: Manner
  /// When.
  package let time: Timestamp

  /// Makes an end.
  package init(_ manner: Manner, at time: Timestamp) {
    self.manner = manner
    self.time = time
  }
}

/// A line of a call's journal: an input with what it led to, in its stored form.
package struct EntryRow: Hashable, Sendable {
  /// Its number in the call, from 1.
  package let sequence: Int
  /// The input's time.
  package let time: Timestamp
  /// The input.
  package let input: Data
  /// The effects.
  package let effects: Data

  /// Makes a line.
  package init(sequence: Int, time: Timestamp, input: Data, effects: Data) {
    self.sequence = sequence
    self.time = time
    self.input = input
    self.effects = effects
  }
}

/// A call that is to begin later, in its stored form.
package struct ScheduledRow: Hashable, Sendable {
  /// The id it will have.
  package let id: CallID
  /// When it is to begin.
  package let due: Timestamp
  /// The call, sealed under its key.
  package let call: Data
  /// What opens it; nil where it is lost.
  package let key: SealingKey?

  /// Makes a row.
  package init(id: CallID, due: Timestamp, call: Data, key: SealingKey?) {
    self.id = id
    self.due = due
    self.call = call
    self.key = key
  }

  /// Makes the row of a call, under a key of its own.
  init(_ call: ScheduledCall) throws(JournalError) {
    let key = try SealingKey.drawn()
    self.init(
      id: call.id,
      due: call.due,
      call: try StoredForm.encode(call, under: key, of: call.id, revision: 0),
      key: key
    )
  }

  /// The call.
  package func scheduledCall() throws(JournalError) -> ScheduledCall {
    try StoredForm.decode(from: call, under: key, of: id, revision: 0)
  }

  /// What begins it.
  package var alarm: Alarm { Alarm(callID: id, due: due) }
}
