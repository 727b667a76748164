package import CallModel
package import FieldCoding
internal import FlowLanguage

extension CallMachine {
  /// Writes what of the call decides how it goes on from a moment, so that calls that go on alike write
  /// alike.
  ///
  /// It is the stored state as it is seen from the moment (`Likeness`), without what is set back in
  /// `likeness`: whatever the state gains is compared from then on. It holds where each input comes
  /// once, in order, and the service loses nothing.
  package func writeLikeness(
    at now: Timestamp,
    to output: inout FieldOutput,
    reading reads: RecordReads
  ) throws(FieldFailure) {
    try likeness(at: now, reads).write(to: &output)
  }

  private func likeness(at now: Timestamp, _ reads: RecordReads) -> CallState {
    var state = state
    // There to know a second delivery, or an older one than was seen.
    state.seenEvents = SeenEvents()
    state.lastRead = nil
    state.parties.forgetSequence()
    // There to ask a service that went silent: it says what is known.
    state.lastHeard = now
    // How long the call has lasted: it ends after its longest duration, whatever it does. A flow that
    // goes by the time is given the time itself to be compared by.
    state.lastTime = now
    state.milestones = CallMilestones()
    state.call?.forgetNames(keepingTime: reads.areOfTime)
    state.timers.removeAll { Self.passing.contains($0.id) }
    // A limit that only a call without end comes to.
    state.counters.inputs = 0
    // What counts for a while only, and is past.
    state.records.forgetFailures(before: now)
    state.media.forgetPast(at: now)
    state.operations.forgetAsking(at: now)
    // What no expression reads.
    state.records.keep { id, field in reads.read(field, of: id) }
    state.variables = state.variables.filter { reads.readVariable($0.key) }
    if !reads.areOfTime {
      state.recordings.forgetTimes()
      state.ended?.at = now
    }
    if let ended = state.ended {
      state.ended = EndRecord(
        reason: ended.reason,
        step: reads.readOfEnd("step") ? ended.step : nil,
        at: ended.at,
        report: ended.report.flatMap { reads.areOfReport ? $0 : nil }
      )
    }
    // Nobody is in a call that is over.
    if state.phase == .gone { state.forgetWhatIsOver() }
    return state
  }

  /// The timers that say nothing of what the flow waits for.
  static let passing: Set<TimerID> = [TimerID("maxDuration"), TimerID("silence")]
}
