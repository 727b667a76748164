import CallAutomation
import CallEmulator
import CallModel
import Testing

@Suite struct RecordingTests {
  @Test func `a recording starts, pauses, resumes and stops, each told to its own URI`() throws {
    var conversation = try Conversation.answered()
    let id = try #require(try conversation.send(.startRecording(.unmixed)).get().recordingID)
    #expect(
      try conversation.read(.recording(id)).get().observation.recording?.presence == .inactive
    )
    conversation.run(for: 1000)
    #expect(conversation.deliveries.first?.url.hasSuffix("/recording") == true)
    #expect(try states(of: &conversation) == [.active])
    conversation.send(.pauseRecording(id))
    conversation.run(for: 1000)
    #expect(try states(of: &conversation) == [.inactive])
    #expect(
      try conversation.read(.recording(id)).get().observation.recording?.presence == .inactive
    )
    conversation.send(.resumeRecording(id))
    conversation.run(for: 1000)
    #expect(try states(of: &conversation) == [.active])
    conversation.send(.stopRecording(id))
    #expect(try conversation.read(.recording(id)).get().observation.recording?.presence == .gone)
    conversation.run(for: 1000)
    #expect(try states(of: &conversation) == [.inactive])
  }

  @Test func `a recording that starts paused is inactive until it is resumed`() throws {
    var conversation = try Conversation.answered()
    let start = StartRecordingCommand(
      channels: .unmixed,
      isPaused: true,
      order: [Parties.caller],
      storage: "https://contoso.blob.core.windows.net/calls"
    )
    let id = try #require(try conversation.send(.startRecording(start)).get().recordingID)
    conversation.run(for: 1000)
    #expect(try states(of: &conversation) == [.inactive])
    conversation.send(.resumeRecording(id))
    conversation.run(for: 1000)
    #expect(try states(of: &conversation) == [.active])
  }

  @Test(arguments: [
    StartRecordingCommand(channels: .mixed, order: [Parties.caller]),
    StartRecordingCommand(channels: .mixed, storage: "http://contoso.com/calls"),
  ])
  func `options that the service does not take are refused`(start: StartRecordingCommand) throws {
    var conversation = try Conversation.answered()
    #expect(refusal(conversation.send(.startRecording(start))) == "400/8523")
  }

  @Test func `a recording that cannot start says so, and another may be started`() throws {
    let script = CallerScript.caller { $0.recording = [.failed, .active] }
    var conversation = try Conversation.answered(script)
    conversation.send(.startRecording(.mixed))
    conversation.run(for: 1000)
    #expect(try conversation.takeEvents() == ["StartRecordingFailed 400/8608"])
    #expect(refusal(conversation.send(.startRecording(.mixed))) == nil)
    conversation.run(for: 1000)
    #expect(try states(of: &conversation) == [.active])
  }

  @Test func `a second recording is refused`() throws {
    var conversation = try Conversation.answered()
    conversation.send(.startRecording(.mixed))
    #expect(refusal(conversation.send(.startRecording(.mixed))) == "400/8559")
  }

  @Test func `the call's end stops it, and its file is told of through Event Grid`() throws {
    var conversation = try Conversation.answered()
    let id = try #require(try conversation.send(.startRecording(.mixed)).get().recordingID)
    conversation.run(for: 5000)
    _ = try conversation.takeEvents()
    conversation.send(.terminate)
    conversation.run(for: 5000)
    let file = try #require(conversation.deliveries.first { $0.sender == .eventGrid })
    let event = try #require(try decodeEventGrid(file.body).get().events.first).get()
    guard case .recordingFileStatus(let status) = event.content else {
      Issue.record("no file status")
      return
    }
    #expect(status.recordingID == id)
    #expect(status.duration == .seconds(5))
    #expect(
      try conversation.takeEvents() == ["RecordingStateChanged", "CallDisconnected 200/7000"]
    )
    #expect(try conversation.read(.recording(id)).get().observation.recording?.presence == .gone)
  }

  private func states(of conversation: inout Conversation) throws -> [RecordingPresence] {
    try conversation.takeCallEvents().compactMap { event in
      if case .recordingStateChanged(_, let state) = event.content { state } else { nil }
    }
  }
}
