package import CallModel
package import FlowEngine
package import Foundation

/// One step of a call's life, committed whole: what came in, the state it led to, and what is to be
/// done about it (SEMANTICS.md 1.3).
package struct CallAdvance: Hashable, Sendable {
  /// The call.
  package let callID: CallID
  /// What the call began with; only in its first advance.
  package var creation: CallCreation?
  /// The machine's new state, or nil where it did not change.
  package var state: Data?
  /// The service's id of our leg, or nil where it is not known or did not change.
  package var connectionID: CallConnectionID?
  /// What is noted in the call's journal.
  package var entries: [EntryRow] = []
  /// What is to be dispatched.
  package var outboxAdded: [OutboxRow] = []
  /// The positions of what is answered or withdrawn; one that is not there is passed over.
  package var outboxRemoved: [Int] = []
  /// Timers set; one of the same id is replaced.
  package var timersSet: [TimerID: Timestamp] = [:]
  /// Timers that fired or were forgotten.
  package var timersRemoved: Set<TimerID> = []
  /// Recordings of the call whose ids became known; the journal keeps them for as long as the call.
  package var recordings: [RecordingID] = []
  /// Calls that are to begin later.
  package var scheduled: [ScheduledRow] = []
  /// That the call, which was to begin later, begins now or never does: it is scheduled no more.
  package var isUnscheduled = false
  /// That the call ended, and how.
  package var end: CallEnd?

  /// Makes an advance that changes nothing yet.
  package init(callID: CallID) {
    self.callID = callID
  }

  /// Whether the call never begins: there is no row of it to change.
  package var onlyUnschedules: Bool { isUnscheduled && creation == nil }
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
  /// The call.
  package let call: Data

  /// Makes a row.
  package init(id: CallID, due: Timestamp, call: Data) {
    self.id = id
    self.due = due
    self.call = call
  }

  /// The timer that begins it.
  package var timer: StoredTimer { StoredTimer(callID: id, id: .scheduled, due: due) }
}

extension TimerID {
  /// The timer of a call that is to begin later; the only one it has.
  package static let scheduled = TimerID("scheduled")
}

/// Something that is to be dispatched and was not answered yet, in its stored form.
package struct OutboxRow: Hashable, Sendable {
  /// Its place in the call's order of dispatch, from 1; never used twice.
  package let position: Int
  /// The effect.
  package let effect: Data

  /// Makes a row.
  package init(position: Int, effect: Data) {
    self.position = position
    self.effect = effect
  }
}
