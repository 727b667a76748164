package import CallModel
package import Cryptography
package import FlowEngine
package import Foundation

/// All that is needed to go on with a call.
package struct StoredCall: Hashable, Sendable {
  /// What a list of calls says of it.
  package let outline: CallOutline
  /// How many advances it had.
  package let revision: Int
  /// Where it stands, in its stored form (`StoredState`), sealed where there is a key.
  package let state: Data
  /// What opens its state; nil for a call that is over.
  package let key: SealingKey?

  /// Makes a call as a journal has read it.
  package init(outline: CallOutline, revision: Int, state: Data, key: SealingKey?) {
    self.outline = outline
    self.revision = revision
    self.state = state
    self.key = key
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

  /// Where it stands.
  package func stored() throws(JournalError) -> StoredState {
    try StoredForm.decode(from: state, under: key, of: id, revision: revision)
  }

  /// Where its machine stands; nil once that was given up.
  package func machine() throws(JournalError) -> CallMachine? {
    try stored().machine
  }

  /// What ended it, or ends it; nil while it goes on, and where its state cannot be read.
  package var endReason: EndReason? {
    do throws(JournalError) {
      return try machine()?.endReason ?? outline.endReason
    } catch {
      return outline.endReason
    }
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
  /// What ended it, once its state is erased that said so; nil before.
  package var endReason: EndReason?

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

/// When a call is to be looked at again: its first timer is due, or it is to begin.
package struct Alarm: Hashable, Sendable {
  /// The call.
  package let callID: CallID
  /// When.
  package let due: Timestamp

  /// Makes an alarm.
  package init(callID: CallID, due: Timestamp) {
    self.callID = callID
    self.due = due
  }
}

/// A call that has something left to do.
package struct OpenCall: Hashable, Sendable {
  /// The call.
  package let id: CallID
  /// Whether something that it has asked for is not answered.
  package let isUnsettled: Bool
  /// When its first timer is due; nil where it has none.
  package let nextDue: Timestamp?

  /// Makes a mark.
  package init(id: CallID, isUnsettled: Bool, nextDue: Timestamp? = nil) {
    self.id = id
    self.isUnsettled = isUnsettled
    self.nextDue = nextDue
  }
}
