package import CallModel
package import FieldCoding
package import FlowLanguage
package import JSON

/// One call, interpreted: a value that takes inputs and gives effects, and does nothing else.
///
/// Overview: the host feeds it everything that happens to the call, one input at a time, stores
/// the value after each, and only then performs the effects. It has no clock, no randomness and no
/// connection to anything; the same inputs give the same effects, byte for byte.
///
/// Responsibilities: the machine knows the call's phase, parties, recording and media, where the
/// flow is, and what was asked of the service. The host knows how to send, to wait and to store.
package struct CallMachine: Hashable, Sendable {
  var state: CallState

  private init(state: CallState) {
    self.state = state
  }

  /// A call of which nothing is known yet; its first input is `incoming`.
  package init(callID: CallID) {
    state = CallState(callID: callID)
  }

  /// Our id of the call.
  package var callID: CallID { state.callID }

  /// The service's id of our leg, once known.
  package var connectionID: CallConnectionID? { state.call?.connectionID }

  /// How far the call is.
  package var phase: CallPhase { state.phase }

  /// Whether the end of the call was reported: the service has nothing of it any more.
  package var isDisconnected: Bool {
    state.phase == .gone || state.closing?.isDisconnected ?? false
  }

  /// What of the call's audio comes to this server's own socket; nil where none does.
  package var ownStreaming: StreamingOptions? { state.feeds.ownStreaming }

  /// What of what is said comes to this server's own socket; nil where nothing does.
  package var ownTranscription: TranscriptionOptions? { state.feeds.ownTranscription }

  /// What ended the call, or will have.
  package var endReason: EndReason? { state.ended?.reason }

  /// When it began, or nil before its first input.
  package var startedAt: Timestamp? { state.call?.startedAt }

  /// When the end was decided or reported, or nil.
  package var endedAt: Timestamp? { state.ended?.at }

  /// Where the flow is, as the text of a path, or nil where it is nowhere.
  package var path: String? { state.place }

  /// Who is in the call, as far as the newest list says, in the order they came.
  package var parties: [Identifier] { state.parties.present.map(\.identifier) }

  /// Whether the call is over: it is gone, `callEnded` has run, and nothing of that is open.
  ///
  /// Once so it stays so, also while the flow takes up files of its recordings (SEMANTICS.md, rule
  /// 65).
  package var isOver: Bool { state.recordings.current != nil || isAtRest }

  /// Whether the call is over and nothing of it runs: what was sensitive is forgotten then
  /// (SEMANTICS.md, rules 18 and 65).
  package var isAtRest: Bool { state.isAtRest }

  /// Whether nothing is left to do and nothing to wait for: the call is at rest, and no files of its
  /// recordings are awaited.
  package var isClosed: Bool { isAtRest && state.recordings.closesAt == nil }

  /// Until when files of its recordings are awaited; nil where they are not.
  package var awaitsFilesUntil: Timestamp? { isOver ? state.recordings.closesAt : nil }

  /// The recordings the call has had, in the order their ids became known: what is said of their
  /// files is for this call.
  package var recordings: [RecordingID] { state.recordings.recordings.map(\.id) }

  /// The operations handed to the host whose answer has not come, by ordinal.
  package var unanswered: [OperationContext] {
    state.operations.filter(\.isUnanswered).map(\.context)
  }

  /// Takes one input: the only way the call changes.
  ///
  ///     1  screen     known, stale, too late               → nothing changes
  ///     2  take       what is reported                     → phase, parties, recording, media,
  ///     3                                                    operations are settled
  ///        expire     what is overdue                      → read, sent again, or given up
  ///     4  conclude   disconnected, hang-up requested,     → stack dropped, `terminate`,
  ///                   maxDuration, the caller left           `closing`, `callEnded` once
  ///     5  alert      the recording failed                 → its handler runs to its end
  ///     6  advance    the waiting step, then the next ones → commands, the next waiting step
  ///
  ///     ringing ──answer──▶ connecting ──CallConnected──▶ connected ──hang-up──▶ closing
  ///        │                    │                            │                      │
  ///        └──reject, 404───────┴──AnswerFailed, 404─────────┴──CallDisconnected────┴──▶ gone
  ///
  /// 4 to 6 repeat until nothing moves (SEMANTICS.md 1.3). No input makes a fault: what cannot be
  /// is recorded and changes nothing.
  package mutating func handle(_ input: CallInput, in program: Program) -> [Effect] {
    guard state.isNews(input) else { return [] }
    var turn = Turn(state, program, at: input.time)
    turn.apply(input)
    turn.noteRecording()
    turn.expire()
    while turn.conclude() || turn.alert() || turn.advance() {}
    if turn.state.isAtRest { turn.state.forgetSensitive(in: program) }
    turn.arrangeTimers()
    guard turn.state != state else { return turn.effects }
    turn.count()
    swap(&state, &turn.state)
    return turn.effects
  }
}

extension CallMachine: FieldCoding.FieldValue {
  /// Appends the state.
  package func write(to output: inout FieldOutput) throws(FieldFailure) {
    try state.write(to: &output)
  }

  /// Goes on with a stored call.
  package static func read(from input: inout FieldInput) throws(FieldFailure) -> CallMachine {
    CallMachine(state: try CallState.read(from: &input))
  }

  /// The state, for people.
  package var readableJSON: JSONValue { state.readableJSON }
}
