import CallModel

extension CallState {
  /// Whether an input can change anything; what cannot is recorded by the host and nothing else
  /// (SEMANTICS.md 1.3, item 1).
  func isNews(_ input: CallInput) -> Bool {
    switch input.content {
    case .incoming, .started: call == nil
    case .event(let event): call != nil && isNews(event)
    case .answered(let context, let answer): isNews(context) || brings(answer, to: context)
    case .refused(let context, _): isNews(context)
    case .httpFinished(let ordinal, _): operations[ordinal: ordinal]?.isOpen ?? false
    case .timer(let id): timers.contains { $0.id == id }
    case .observed: call != nil && phase != .gone && input.withoutFlags != lastRead
    case .recordingReady(let files):
      call != nil && !(phase == .gone && recordings.closesAt == nil) && recordings.isNews(files)
    // A call that is gone may still be asked to end, and other systems be asked for its flow.
    case .recovered: call != nil && (phase != .gone || !operations.isEmpty)
    case .hangUpRequested: call != nil && phase != .gone && !isHangUpRequested
    case .signal(let id, _, _): call != nil && phase != .gone && !seenEvents.contains(id)
    }
  }

  /// Whether a signal of that id came before.
  func hasSeen(_ signal: PostedSignal) -> Bool { seenEvents.contains(signal.id) }

  private func isNews(_ event: CallEvent) -> Bool {
    guard phase != .gone, !seenEvents.contains(event.id) else { return false }
    if let ours = call?.connectionID, let theirs = event.connectionID, ours != theirs {
      return false
    }
    if case .participantsUpdated(_, let sequence?) = event.content, let newest = parties.sequence {
      return sequence >= newest
    }
    return true
  }

  private func isNews(_ context: OperationContext) -> Bool {
    guard let operation = operations[ordinal: context.ordinal] else { return false }
    switch operation.status {
    case .emitted, .uncertain, .reading, .recovering: return true
    case .accepted, .conflicting, .settled: return false
    }
  }

  /// Whether an answer to an operation that is settled still tells something.
  private func brings(_ answer: CommandAnswer, to context: OperationContext) -> Bool {
    guard let call, phase != .gone else { return false }
    return (call.connectionID == nil && answer.connectionID != nil)
      || (call.serverCallID == nil && answer.serverCallID != nil)
      || (answer.recordingID.map { recording.isNews($0, byAnswerTo: context.ordinal) } ?? false)
  }
}
