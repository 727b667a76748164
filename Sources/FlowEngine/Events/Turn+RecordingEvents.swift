import CallModel

extension Turn {
  /// The recording changed, or a read says what it does (SEMANTICS.md 1.4).
  mutating func recordingChanged(_ id: RecordingID, _ presence: RecordingPresence) {
    guard state.phase == .connected, state.recording.isMeant(by: id, presence) else { return }
    takeRecording(presence, id: id, isRead: false)
  }

  /// Takes the id that the service's answer to a start gives.
  mutating func bindRecording(_ id: RecordingID, byAnswerTo ordinal: Int) {
    // What was heard of the wrong one says nothing of this one.
    if state.recording.bind(id, byAnswerTo: ordinal) { doubtRecording() }
  }

  /// Takes what a read says of the recording; what it says of another is of one before it.
  mutating func takeRead(_ report: RecordingReport) {
    guard state.recording.id == report.id else { return }
    let presence = report.presence
    let isStartOverdue = state.recording.isReading && state.recording.state == .starting
    state.recording.isReading = false
    if isStartOverdue, presence == .inactive {
      recordingIs(.off)
      state.recording.hasFailed = true
      return
    }
    takeRecording(presence, id: report.id, isRead: true)
  }

  private mutating func takeRecording(
    _ presence: RecordingPresence,
    id: RecordingID,
    isRead: Bool
  ) {
    switch (state.recording.state, presence) {
    case (.starting, .active), (.resuming, .active), (.unknown, .active):
      recordingIs(.on)
    case (.pausing, .inactive),
      (.unknown, .inactive) where isRead:
      recordingIs(.paused)
    case (.stopping, .inactive) where !isRead, (.stopping, .gone), (.unknown, .gone),
      (.off, .gone):
      recordingIs(.off)
    case (.on, .active), (.paused, .inactive), (.off, .inactive), (.unknown, .inactive):
      // What is known already; or an event where only a read decides.
      break
    case (.starting, .inactive), (.resuming, .inactive), (.pausing, .active),
      (.stopping, .active), (.stopping, .inactive):
      // Older than what was asked for; the answer to a read is final for the operation that asked.
      break
    case (.on, .inactive):
      if isRead { recordingIs(.paused) } else { doubtRecording() }
      state.recording.hasFailed = true
    case (.paused, .active), (.off, .active):
      state.recording.id = id
      if isRead { recordingIs(.on) } else { doubtRecording() }
    case (.starting, .gone), (.on, .gone), (.pausing, .gone), (.paused, .gone), (.resuming, .gone):
      state.recording.hasFailed = true
      recordingIs(.off)
    }
  }

  /// Notes a state that is certain, and settles the change that led to it.
  private mutating func recordingIs(_ new: RecordingStatus.State) {
    let concerned = state.operations.filter { operation in
      operation.isOpen && operation.concerns(state.recording)
    }
    state.recording.state = new
    state.recording.due = nil
    if new == .off { state.recording.end() }
    for operation in concerned {
      switch (operation.command, new) {
      case (.startRecording?, .on), (.resumeRecording?, .on), (.pauseRecording?, .paused),
        (.stopRecording?, .off):
        settle(operation.ordinal, .succeeded)
      case (.pauseRecording?, .off), (.resumeRecording?, .off):
        settle(operation.ordinal, .failed(StepReason(.recording, "the recording is over")))
      case (_, _): break
      }
    }
  }

  /// Notes that what the service says is not what was asked, and has it read.
  private mutating func doubtRecording() {
    state.recording.state = .unknown
    state.recording.due = now + EngineTimes.reconcile
    if let id = state.recording.id { read([.recording(id)]) }
  }

  /// The recording could not be started, as an event says.
  mutating func recordingStartFailed(_ id: RecordingID?, _ event: CallEvent) {
    guard state.phase == .connected, state.recording.state != .off else { return }
    if let id {
      if let known = state.recording.id, known != id { return }
      if state.recording.earlier.contains(id) { return }
      state.recording.id = id
    }
    let reason = StepReason(event.result, "the recording could not be started", word: .recording)
    state.recording.end()
    let pending = state.operations.first { operation in
      guard case .startRecording? = operation.command else { return false }
      return operation.isOpen && operation.owner == .step
    }
    if let pending {
      settle(pending.ordinal, .failed(reason))
    } else {
      state.recording.hasFailed = true
    }
  }

  /// The start was refused; that ours is on already is a success (FACTS.md (j), 8559).
  mutating func recordingStartRefused(_ operation: Operation, _ reason: StepReason) {
    if reason.subCode == 8559, state.recording.id != nil {
      recordingIs(.on)
      settle(operation.ordinal, .succeeded)
      return
    }
    state.recording.end()
    settle(operation.ordinal, .failed(reason))
  }

  /// A change was refused: nothing has changed, unless there is no recording any more.
  mutating func recordingChangeRefused(_ operation: Operation, _ reason: StepReason, isGone: Bool) {
    guard !isGone else {
      recordingIs(.off)
      settle(operation.ordinal, .failed(reason))
      return
    }
    if case .pauseRecording? = operation.command {
      state.recording.state = .on
    } else if case .resumeRecording? = operation.command {
      state.recording.state = .paused
    } else {
      doubtRecording()
    }
    settle(operation.ordinal, .failed(reason))
  }

  /// Looks into a start that is not active, and into a state that nobody asked for.
  mutating func expireRecording() {
    guard let due = state.recording.due, due <= now, state.isConnected else { return }
    if let id = state.recording.id, !state.recording.isReading {
      state.recording.isReading = true
      state.recording.due = now + EngineTimes.reconcile
      read([.recording(id)])
      return
    }
    state.recording.isReading = false
    state.recording.due = nil
    if state.recording.state == .starting {
      state.recording.state = .unknown
      state.recording.hasFailed = true
    }
  }
}

extension Operation {
  /// Whether it started this recording, or asked for a change of it.
  fileprivate func concerns(_ recording: RecordingStatus) -> Bool {
    switch command {
    case .startRecording?: ordinal == recording.start
    case .pauseRecording(let id)?, .resumeRecording(let id)?, .stopRecording(let id)?:
      id == recording.id
    case .answer?, .reject?, .play?, .recognize?, .cancelAllMedia?, .addParticipant?,
      .cancelAddParticipant?, .removeParticipant?, .transfer?, .startContinuousTones?,
      .stopContinuousTones?, .terminate?, nil:
      false
    }
  }
}
