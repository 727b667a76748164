package import CallModel
package import FlowEngine
package import Foundation

/// All that is needed to go on with a call.
package struct StoredCall: Hashable, Sendable {
  /// What a list of calls says of it.
  package let outline: CallOutline
  /// The machine's state.
  package let state: Data
  /// How many lines its journal has.
  package let entryCount: Int
  /// The highest position that was given to something to be dispatched.
  package let lastPosition: Int
  /// What is not answered yet, by position.
  package let outbox: [OutboxRow]
  /// Its timers.
  package let timers: [TimerID: Timestamp]

  /// Makes a call as a journal has read it.
  package init(
    outline: CallOutline,
    state: Data,
    counts: (entries: Int, lastPosition: Int),
    waiting: (outbox: [OutboxRow], timers: [TimerID: Timestamp])
  ) {
    self.outline = outline
    self.state = state
    entryCount = counts.entries
    lastPosition = counts.lastPosition
    (outbox, timers) = waiting
  }
}

extension StoredCall {
  /// The call.
  package var id: CallID { outline.id }
  /// The version it keeps.
  package var version: VersionHash { outline.version }
  /// The flow's name.
  package var flow: String { outline.flow }
  /// The service's id of our leg, once known.
  package var connectionID: CallConnectionID? { outline.connectionID }
  /// How it ended, or nil while it goes on.
  package var end: CallEnd? { outline.end }

  /// Where its machine stands.
  package func machine() throws(JournalError) -> CallMachine {
    try StoredForm.decode(from: state)
  }
}

/// A call in a list.
package struct CallOutline: Hashable, Sendable {
  /// The call.
  package let id: CallID
  /// The version it keeps.
  package let version: VersionHash
  /// The flow's name.
  package let flow: String
  /// When it began.
  package let startedAt: Timestamp
  /// The raw id of who calls.
  package let from: String
  /// The raw id of who is called.
  package let to: String
  /// The service's id of our leg, once known.
  package var connectionID: CallConnectionID?
  /// How it ended, or nil while it goes on.
  package var end: CallEnd?

  /// Makes the outline of a call that begins.
  package init(id: CallID, creation: CallCreation) {
    self.id = id
    version = creation.version.hash
    flow = creation.version.flow
    startedAt = creation.startedAt
    from = creation.from
    to = creation.to
  }

  /// Makes an outline as a journal has read it.
  package init(
    id: CallID,
    program: (version: VersionHash, flow: String),
    startedAt: Timestamp,
    parties: (from: String, to: String)
  ) {
    self.id = id
    (version, flow) = program
    self.startedAt = startedAt
    (from, to) = parties
  }
}

/// A timer of a call.
package struct StoredTimer: Hashable, Sendable {
  /// The call.
  package let callID: CallID
  /// The timer.
  package let id: TimerID
  /// When it is due.
  package let due: Timestamp

  /// Makes a timer.
  package init(callID: CallID, id: TimerID, due: Timestamp) {
    self.callID = callID
    self.id = id
    self.due = due
  }
}

/// A call that has something left to do.
package struct OpenCall: Hashable, Sendable {
  /// The call.
  package let id: CallID
  /// Whether something of it was dispatched, or about to be, or a timer is due.
  ///
  /// It is then settled before anything else at a start (SEMANTICS.md, rule 45). The others are
  /// parked.
  package let isUnsettled: Bool

  /// Makes a mark.
  package init(id: CallID, isUnsettled: Bool) {
    self.id = id
    self.isUnsettled = isUnsettled
  }
}
