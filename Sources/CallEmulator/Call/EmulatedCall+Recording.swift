internal import CallAutomation
internal import CallModel
internal import Cryptography
internal import JSON

/// Recording a call; its events go to the recording's own callback URI.
extension EmulatedCall {
  /// `POST /recordings`: the id, then an event; 202 by connection, 200 by locator (FACTS.md (b)
  /// 30).
  mutating func startRecording(
    _ request: RecordingRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    let isByConnection = if case .connection = request.subject { true } else { false }
    if isTeamsPhone, !isByConnection {
      throw .argument("Recording of this call has to be started by callConnectionId.")
    }
    guard recording == nil || recording?.state == .over else {
      throw ServiceError(400, "8559", "Recording is already started.")
    }
    let recording = Recording(
      id: recordingID(in: &stage),
      callbackURI: request.callbackURI,
      pausesOnStart: request.pausesOnStart,
      reaction: progress.nextRecording(),
      content: request.content,
      channels: request.channels,
      format: request.format,
      container: request.container,
      started: stage.now
    )
    self.recording = recording
    stage.after(EmulatorTiming.recording, .recordingSettles(recording.id, .started))
    return EmulatorResponse(status: isByConnection ? 202 : 200, json: answer(recording))
  }

  /// The operations on a recording; on one that is over, 404.
  mutating func handle(
    _ operation: RecordingOperation,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    guard let recording, recording.state != .over, !hasEnded else {
      throw .notFound("Recording")
    }
    switch operation {
    case .read: return EmulatorResponse(status: 200, json: answer(recording))
    case .pause:
      stage.after(EmulatorTiming.recording, .recordingSettles(recording.id, .paused))
      return EmulatorResponse(status: 202)
    case .resume:
      stage.after(EmulatorTiming.recording, .recordingSettles(recording.id, .resumed))
      return EmulatorResponse(status: 202)
    case .stop:
      stopRecording(recording, in: &stage)
      return EmulatorResponse(status: 204)
    }
  }

  mutating func recordingSettles(
    _ id: RecordingID,
    _ change: RecordingChange,
    in stage: inout Stage
  ) {
    guard var recording, recording.id == id, recording.state != .over else { return }
    switch change {
    case .started where recording.reaction == .failed:
      recording.state = .over
      self.recording = recording
      let members = JSONValue.members(["recordingId": .string(id.rawValue)])
      tell(
        .startRecordingFailed,
        .recordingFailed,
        to: recording.routing,
        members: members,
        in: &stage
      )
      return
    case .started: recording.state = recording.pausesOnStart ? .paused : .active
    case .paused: recording.state = .paused
    case .resumed: recording.state = .active
    }
    self.recording = recording
    tellState(of: recording, in: &stage)
    // A recording's start is seen in a list that does not change [R].
    if change == .started { tellParticipants(in: &stage) }
  }

  /// Stops it; its file is ready a little later.
  mutating func stopRecording(_ recording: Recording, in stage: inout Stage) {
    var recording = recording
    let wasStarted = recording.state != .starting
    recording.state = .over
    self.recording = recording
    guard wasStarted else { return }
    tellState(of: recording, in: &stage)
    stage.finish(recording, of: ringing)
  }

  private func tellState(of recording: Recording, in stage: inout Stage) {
    guard let leg else { return }
    let source =
      "calling/recordings/\(ringing.serverCallID)/\(recording.id)/RecordingStateChanged"
    stage.emit(
      ServiceEvent(
        name: CallEvent.Kind.recordingStateChanged.rawValue,
        url: recording.callbackURI ?? leg.callbackURI,
        context: nil,
        result: .done,
        members: .members([
          "eventSource": .string(source),
          "recordingId": .string(recording.id.rawValue),
          "state": .string(recording.stateName),
          "startDateTime": .string(recording.started.isoDateTime + "+00:00"),
          "recordingKind": "azureCommunicationServices",
        ]),
        source: source,
        call: eventSubject(leg)
      )
    )
  }

  /// RecordingStateResponse.
  private func answer(_ recording: Recording) -> JSONValue {
    .members([
      "recordingId": .string(recording.id.rawValue),
      "recordingState": .string(recording.stateName),
      "recordingKind": "azureCommunicationServices",
    ])
  }

  /// In practice the base64url of what it belongs to [R].
  private func recordingID(in stage: inout Stage) -> RecordingID {
    let json = JSONValue.members([
      "PlatformEndpointId": .string(leg?.connectionID.rawValue ?? ""),
      "ResourceSpecificId": .string(stage.ids.uuid()),
    ])
    return RecordingID(encodeBase64(json.bytes(in: .sorted), .url))
  }
}

extension Recording {
  fileprivate var stateName: String { state == .active ? "active" : "inactive" }

  fileprivate var routing: EventRouting { EventRouting(context: nil, callbackURI: callbackURI) }
}
