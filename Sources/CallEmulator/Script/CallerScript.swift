package import CallModel

/// What an emulated caller does, and how everybody else in the call reacts.
package struct CallerScript: Hashable, Sendable {
  /// Who calls.
  package var caller: Identifier
  /// Who is called; nil for the emulator's own.
  package var to: Identifier?
  /// Whom the caller meant, where the call was sent on from there to whom it is to; nil where it was
  /// not.
  package var onBehalfOf: Identifier?
  /// The id of the room, the group call or the server call that they are in; nil where they call,
  /// or are called.
  package var inCall: String?
  /// What the caller does each time they are listened to, in turn; then they are silent.
  package var turns: [Turn] = []
  /// What the caller says and presses of themselves, whoever listens, one after the other from when
  /// the call is connected; what they say is heard by who has it written down alone.
  package var talks: [Turn] = []
  /// The WAV file with the caller's voice, for who gets the call's audio; nil for silence.
  package var voice: String?
  /// How parties react to being rung, by raw id, `*` for all others.
  ///
  /// In turn, the last one for every further time; who is not named accepts.
  package var parties: [String: [PartyReaction]] = [:]
  /// How transfers end, in turn, the last one for every further time; accepted if empty.
  package var transfer: [TransferReaction] = []
  /// How starting a recording ends, in turn, the last one for every further time; active if empty.
  package var recording: [RecordingReaction] = []
  /// When the caller hangs up, counted from when the call begins to ring; nil for never.
  package var hangUpAfter: Milliseconds?
  /// At which thing that is played to them, from 1, prompts included, the caller hangs up.
  package var hangUpAtPlay: Int?

  /// Makes a script of a caller who only listens.
  package init(caller: Identifier) {
    self.caller = caller
  }
}

extension CallerScript {
  /// Has somebody who is called at the same time do as a script of their own says, unless this one
  /// names them.
  mutating func add(_ party: Identifier, as script: CallerScript?) {
    guard let script, parties[party.rawID] == nil else { return }
    let own = script.parties[party.rawID] ?? script.parties["*"]
    parties[party.rawID] = own ?? [PartyReaction(.accept, turns: script.turns)]
  }
}

/// What somebody who is listened to does once.
package struct Turn: Hashable, Sendable {
  /// What they do.
  package enum Action: Hashable, Sendable {
    /// Presses keys, one after the other.
    case press([Tone])
    /// Says something.
    case say(String)
    /// Says and presses nothing.
    case silence
  }

  /// What they do.
  package let action: Action
  /// How long after it can be heard, or nil for a second after the prompt's end.
  ///
  /// It can be heard from the prompt's beginning where that can be cut off, else from its end.
  package let after: Milliseconds?

  /// Makes a turn.
  package init(_ action: Action, after: Milliseconds? = nil) {
    self.action = action
    self.after = after
  }
}

/// How a party reacts to being rung.
package struct PartyReaction: Hashable, Sendable {
  /// What the party does.
  package enum Action: String, Hashable, Sendable, CaseIterable {
    case accept, decline, busy, noAnswer
  }

  /// What the party does.
  package let action: Action
  /// How long the party lets it ring first; nil for two seconds.
  package let after: Milliseconds?
  /// How long the party stays; nil for as long as the call lasts.
  package let leaveAfter: Milliseconds?
  /// What the party does each time they are listened to while they stay, in turn; then they are
  /// silent, as a mailbox is.
  package let turns: [Turn]

  /// Makes a reaction.
  package init(
    _ action: Action,
    after: Milliseconds? = nil,
    leaveAfter: Milliseconds? = nil,
    turns: [Turn] = []
  ) {
    self.action = action
    self.after = after
    self.leaveAfter = leaveAfter
    self.turns = turns
  }
}

/// How a transfer ends.
package enum TransferReaction: String, Hashable, Sendable, CaseIterable {
  case accept, decline, busy, noAnswer
}

/// How starting a recording ends.
package enum RecordingReaction: String, Hashable, Sendable, CaseIterable {
  case active, failed
}

/// Why a file is no voice.
package struct VoiceFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The reason, as the end of a sentence.
  package let description: String

  /// Makes a failure.
  package init(description: String) {
    self.description = description
  }
}
