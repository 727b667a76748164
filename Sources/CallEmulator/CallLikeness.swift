internal import CallAutomation
package import CallModel

/// What of a call decides what can still happen in it, without the names of things and without the
/// time of day: two calls that are alike go on alike.
///
/// What is due is told by how long it is until then, and what is numbered by its place; timers that
/// nothing waits for any more are left out. It holds for calls without a script, in which people act as
/// they are told (`CallEmulator.act`).
package struct CallLikeness: Hashable, Sendable {
  /// Something that is played or listened for.
  fileprivate struct Media: Hashable {
    let lane: MediaAction.Lane
    let progress: MediaAction.Progress
    let sources: [PlaySource]
    let ears: [Identifier]
    let isLoop: Bool
    let tones: ToneCollection?
    let choices: [RecognitionChoice]?
    let listensForSpeech: Bool
    let target: Identifier?
    let bargeIn: Bool
    let silence: Milliseconds?
    let isSending: Bool
  }

  /// Somebody who is rung, or is to take a transfer.
  fileprivate struct Ringing: Hashable {
    let target: Identifier
    let transferee: Identifier?
    let reaction: PartyReaction?
    let transfer: TransferReaction?
  }

  /// What happens of itself.
  fileprivate struct Due: Hashable {
    let after: Milliseconds
    let timer: CallTimer
  }

  fileprivate let phase: EmulatedCall.Phase
  fileprivate let feeds: [Feed: FeedSubscription]
  fileprivate let ringingTargets: [Identifier]
  fileprivate let parties: [Participant]
  fileprivate let media: [Media]
  fileprivate let toneListeners: [Identifier]
  fileprivate let ringing: [Ringing]
  fileprivate let recording: Recording.State?
  fileprivate let recordingReaction: RecordingReaction?
  fileprivate let held: Set<Identifier>
  fileprivate let due: [Due]
}

extension CallEmulator {
  /// What of a call decides what can still happen in it; nil for one that is not known, and for one of
  /// which something is on its way to the app.
  package func likeness(of number: Int, at time: Timestamp) -> CallLikeness? {
    guard let call = calls[number], !hasDeliveries(of: number) else { return nil }
    let due = scheduled.compactMap { entry -> CallLikeness.Due? in
      guard case .timer(number, let timer) = entry.item, let timer = call.live(timer) else {
        return nil
      }
      return CallLikeness.Due(after: entry.due - time, timer: timer)
    }
    return CallLikeness(
      phase: call.phase,
      feeds: call.leg?.subscriptions ?? [:],
      ringingTargets: call.ringingTargets,
      parties: call.parties,
      media: call.media.map(CallLikeness.Media.init),
      toneListeners: call.toneSessions.map(\.party),
      ringing: call.invitations.map {
        CallLikeness.Ringing(
          target: $0.target,
          transferee: nil,
          reaction: $0.reaction,
          transfer: nil
        )
      }
        + call.transfers.map {
          CallLikeness.Ringing(
            target: $0.target,
            transferee: $0.transferee,
            reaction: nil,
            transfer: $0.reaction
          )
        },
      recording: call.recording?.state,
      recordingReaction: call.recording?.reaction,
      held: call.progress.held,
      due: due
    )
  }
}

extension CallLikeness.Media {
  fileprivate init(_ action: MediaAction) {
    let request = action.recognize
    lane = action.lane
    progress = action.progress
    sources = action.sources
    ears = action.ears
    isLoop = action.isLoop
    tones = request?.tones
    choices = request?.choices
    listensForSpeech = request?.listensForSpeech ?? false
    target = request?.target
    bargeIn = request?.bargeIn ?? false
    silence = request?.initialSilence
    isSending = if case .sendTones = action.content { true } else { false }
  }
}

extension EmulatedCall {
  /// The timer with places for numbers, if something still waits for it.
  fileprivate func live(_ timer: CallTimer) -> CallTimer? {
    func place(_ token: Int) -> Int? { media.firstIndex { $0.token == token } }
    switch timer {
    case .ringingEnds: return phase == .ringing ? timer : nil
    case .connects, .joiningFails: return phase == .connecting ? timer : nil
    case .targetSettles(let party, _): return ringingTargets.contains(party) ? timer : nil
    case .callerHangsUp, .talks, .dials, .says: return timer
    case .playEnds(let token): return place(token).map { .playEnds(token: $0) }
    case .promptEnds(let token):
      return place(token).flatMap { media[$0].progress == .playing ? .promptEnds(token: $0) : nil }
    case .silenceEnds(let token):
      return place(token).flatMap {
        media[$0].progress == .listening ? .silenceEnds(token: $0) : nil
      }
    case .tonesEnd(let token, let count):
      guard let place = place(token), case .collecting(let tones) = media[place].progress,
        tones.count == count
      else { return nil }
      return .tonesEnd(token: place, count: count)
    case .presses(let party, let token, let keys):
      return place(token).map { .presses(party, token: $0, keys: keys) }
    case .speaks(let party, let token, let text):
      return place(token).map { .speaks(party, token: $0, text: text) }
    case .speechEnds(let party, let token, let text):
      return place(token).map { .speechEnds(party, token: $0, text: text) }
    case .sourceStarts(let token, let index):
      return place(token).map { .sourceStarts(token: $0, index: index) }
    case .invitationSettles(let id):
      return invitations.firstIndex { $0.id == id }
        .map { .invitationSettles(InvitationID("\($0)")) }
    case .partyLeaves(let party, let joined):
      return joinings[party.rawID, default: 0] == joined ? .partyLeaves(party, joined: 0) : nil
    case .transferSettles(let token):
      return transfers.firstIndex { $0.token == token }.map { .transferSettles(token: $0) }
    case .tonesSent(let token): return place(token).map { .tonesSent(token: $0) }
    case .recordingSettles(let id, let change):
      guard let recording, recording.id == id, recording.state != .over else { return nil }
      return .recordingSettles(RecordingID("0"), change)
    }
  }
}
