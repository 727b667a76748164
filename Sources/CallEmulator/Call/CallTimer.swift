internal import CallModel

/// What a call does of itself when its time has come.
enum CallTimer: Hashable, Sendable {
  /// Nobody took the call.
  case ringingEnds
  /// The call is connected to its caller.
  case connects
  /// There is no call to join.
  case joiningFails
  /// Somebody whom the app calls takes the call, or does not.
  case targetSettles(Identifier, PartyReaction)
  /// The caller hangs up.
  case callerHangsUp
  /// A play is through.
  case playEnds(token: Int)
  /// A recognize's prompt is through.
  case promptEnds(token: Int)
  /// Nothing was heard.
  case silenceEnds(token: Int)
  /// No key followed the last one.
  case tonesEnd(token: Int, count: Int)
  /// A party presses the next key of a turn.
  case presses(Identifier, token: Int, keys: [Tone])
  /// The caller says or presses the next thing of themselves.
  case talks(Int)
  /// A party begins to speak.
  case speaks(Identifier, token: Int, text: String)
  /// What a party said is understood.
  case speechEnds(Identifier, token: Int, text: String)
  /// A party presses the next key, whoever listens.
  case dials(Identifier, keys: [Tone])
  /// What a party said, whoever listens, is understood.
  case says(Identifier, text: String, confidence: Double)
  /// The next source of a play or a prompt begins.
  case sourceStarts(token: Int, index: Int)
  /// A party that is rung reacts, or the time to do so is over.
  case invitationSettles(InvitationID)
  /// A party that was added leaves.
  case partyLeaves(Identifier, joined: Int)
  /// A transfer has its outcome.
  case transferSettles(token: Int)
  /// Tones have been sent.
  case tonesSent(token: Int)
  /// A recording has come to the state that was asked for.
  case recordingSettles(RecordingID, RecordingChange)
}
